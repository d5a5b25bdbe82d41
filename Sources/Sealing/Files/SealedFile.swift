internal import SecretMemory

/// A sealed file while it is written: plaintext goes in, an age file and, beside it, its minisign signature
/// come out.
///
/// Both appear whole or not at all, under names that were free, readable by their owner alone; the signature
/// first, so that a file without one is never seen. If it is discarded, or just forgotten, nothing remains.
public struct SealedFile: ~Copyable {
  /// What is put behind a file's path to name its signature.
  public static let signatureSuffix = ".minisig"

  private let path: String
  private var writer: AgeWriter<HashedFile>

  /// Begins a file at `path` for these recipients; one named twice counts once. `isArmored` makes it text, which
  /// is a third longer.
  ///
  /// Throws at once if there is a file, or a signature, of that name.
  public init(path: String, recipients: [AgeRecipient], isArmored: Bool = false) throws(SealedFileError) {
    let signaturePath = path + Self.signatureSuffix
    try converting(SealedFileError.system(at: signaturePath)) {
      () throws(SystemError) in try NewFile.requireFree(signaturePath)
    }
    let file = try converting(SealedFileError.system(at: path)) {
      () throws(SystemError) in try NewFile(at: path)
    }
    do throws(AgeWriteError) {
      writer = try AgeWriter(recipients: recipients, isArmored: isArmored, sink: HashedFile(file))
    } catch {
      throw SealedFileError(error, path: path)
    }
    self.path = path
  }

  /// Takes plaintext.
  public mutating func write(_ bytes: Span<UInt8>) throws(SealedFileError) {
    do throws(AgeWriteError) {
      try writer.write(bytes)
    } catch {
      throw SealedFileError(error, path: path)
    }
  }

  /// Completes and publishes the file, without a signature.
  public consuming func finish() throws(SealedFileError) {
    let path = self.path
    var file = try Self.complete(writer, path: path)
    do throws(SystemError) {
      try file.synchronize()
      try file.publish()
      try Self.synchronizeDirectory(of: &file)
    } catch {
      throw SealedFileError(error, path: path)
    }
  }

  /// Completes, signs and publishes the file: both are on the disk before either has a name, the signature gets
  /// its name first, and the names are on the disk before this returns.
  ///
  /// `timestamp`, in seconds since 1970, and `reportID` stand in the signature's trusted comment, beside the
  /// file's name. Anybody can read them. Gives the digest of the sealed file, which is what is signed.
  @discardableResult
  public consuming func finish(
    signingWith key: borrowing SigningKey, timestamp: Int, reportID: ReportID
  ) throws(SealedFileError) -> MessageDigest {
    let path = self.path
    let signaturePath = path + Self.signatureSuffix
    var file = try Self.complete(writer, path: path)
    let comment = ReportComment(timestamp: timestamp, fileName: file.name, reportID: reportID)
    let digest = file.takeDigest()
    let signature = key.sign(digest, trustedComment: comment.text)
    var signatureFile = try converting(SealedFileError.system(at: signaturePath)) {
      () throws(SystemError) in try NewFile(at: signaturePath)
    }
    do throws(SystemError) {
      try signatureFile.write(signature.text.span)
    } catch {
      throw SealedFileError(error, path: signaturePath)
    }
    do throws(SystemError) { try file.synchronize(with: signatureFile) } catch {
      throw SealedFileError(error, path: path)
    }
    do throws(SystemError) { try signatureFile.publish() } catch {
      throw SealedFileError(error, path: signaturePath)
    }
    do throws(SystemError) {
      try file.publish()
      try Self.synchronizeDirectory(of: &file)
    } catch {
      signatureFile.retract()
      throw SealedFileError(error, path: path)
    }
    return digest
  }

  /// Gives the file up. Nothing remains of it.
  public consuming func discard() {}

  /// A file whose name may be gone after a power cut isn't a file that was written.
  private static func synchronizeDirectory(of file: inout HashedFile) throws(SystemError) {
    do throws(SystemError) { try file.synchronizeDirectory() } catch {
      file.retract()
      throw error
    }
  }

  private static func complete(
    _ writer: consuming AgeWriter<HashedFile>, path: String
  ) throws(SealedFileError) -> HashedFile {
    do throws(AgeWriteError) {
      return try writer.finish()
    } catch {
      throw SealedFileError(error, path: path)
    }
  }
}
