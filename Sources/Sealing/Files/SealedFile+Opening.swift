internal import Glibc
internal import SecretMemory

extension SealedFile {
  /// What is known of a file once it was verified and opened.
  public struct Opened: Sendable {
    /// What its signature says.
    public let comment: VerifiedComment
    /// For how many of whom it is sealed.
    public let stanzas: [AgeStanzaCount]
  }

  /// Checks a sealed file's signature, for which no identity is needed. Returns the trusted comment.
  public static func verify(
    path: String, trusting keys: TrustedKeys
  ) throws(SealedFileError) -> VerifiedComment {
    let file = try openFile(path)
    let signature = try readSignature(of: path)
    return try verify(file, path: path, signature: signature, keys: keys).comment
  }

  /// Opens a signed file: checks its signature over the whole, then decrypts it in a second reading of the
  /// same descriptor.
  ///
  /// `sink` gets plaintext that is authentic by age's measure before it is known that the second reading saw
  /// what the first one verified. Nothing that `sink` got may be acted on before this returns; if it throws,
  /// all of it must be thrown away.
  @discardableResult
  public static func open<Sink: ByteSink & ~Copyable>(
    path: String, identities: borrowing AgeIdentities, trusting keys: TrustedKeys,
    into sink: inout Sink
  ) throws(SealedFileError) -> Opened {
    let file = try openFile(path)
    let signature = try readSignature(of: path)
    let (comment, verified) = try verify(file, path: path, signature: signature, keys: keys)
    let stanzas = try open(file, path: path, expecting: verified, identities: identities, into: &sink)
    return Opened(comment: comment, stanzas: stanzas)
  }

  /// Opens a signed file into a new one that only its owner may read. It appears under its name only when all
  /// of it has been verified; if anything turns out wrong, nothing remains.
  @discardableResult
  public static func open(
    path: String, identities: borrowing AgeIdentities, trusting keys: TrustedKeys, toNewFile output: String
  ) throws(SealedFileError) -> Opened {
    var file = try converting(SealedFileError.system(at: output)) {
      () throws(SystemError) in try NewFile(at: output)
    }
    let opened = try open(path: path, identities: identities, trusting: keys, into: &file)
    do throws(SystemError) {
      try file.synchronize()
      try file.publish()
      try file.synchronizeDirectory()
    } catch {
      throw SealedFileError(error, path: output)
    }
    return opened
  }

  /// The second reading: decrypts, and holds what it read against what the first one verified.
  static func open<Sink: ByteSink & ~Copyable>(
    _ file: borrowing Descriptor, path: String, expecting verified: MessageDigest,
    identities: borrowing AgeIdentities, into sink: inout Sink
  ) throws(SealedFileError) -> [AgeStanzaCount] {
    let opened: MessageDigest
    let stanzas: [AgeStanzaCount]
    do throws(AgeReadError) {
      var reader = try AgeReader(source: HashedSource(file.number), identities: identities)
      stanzas = reader.stanzas
      try reader.copy(to: &sink)
      opened = reader.finish().finish()
    } catch {
      throw .opening(error)
    }
    guard opened == verified else { throw .changedWhileReading(path: path) }
    return stanzas
  }

  /// Opens a file whose signature isn't asked for: anybody who knows a recipient could have written it.
  ///
  /// What `sink` got must not be acted on unless this returns.
  public static func openUnverified<Sink: ByteSink & ~Copyable>(
    path: String, identities: borrowing AgeIdentities, into sink: inout Sink
  ) throws(SealedFileError) {
    let file = try openFile(path)
    do throws(AgeReadError) {
      var reader = try AgeReader(source: DescriptorSource(file.number), identities: identities)
      try reader.copy(to: &sink)
    } catch {
      throw .opening(error)
    }
  }

  /// Hashes the whole file and checks the signature; leaves the descriptor at the file's beginning.
  private static func verify(
    _ file: borrowing Descriptor, path: String, signature: MinisignSignature, keys: TrustedKeys
  ) throws(SealedFileError) -> (comment: VerifiedComment, digest: MessageDigest) {
    let digest: MessageDigest
    do throws(SystemError) {
      var source = HashedSource(file.number)
      var block = [UInt8](repeating: 0, count: 256 * 1024)
      var room = block.mutableSpan
      while try source.read(into: &room) > 0 {}
      digest = source.finish()
      try file.rewind()
    } catch {
      throw SealedFileError(error, path: path)
    }
    do throws(MinisignError) {
      return (try keys.verify(signature, of: digest), digest)
    } catch {
      throw .signature(error)
    }
  }

  static func openFile(_ path: String) throws(SealedFileError) -> Descriptor {
    let file = try converting(SealedFileError.system(at: path)) {
      // Nobody may be at a pipe's other end; what isn't a file is refused anyway.
      () throws(SystemError) in try Descriptor(opening: path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
    }
    let mode: mode_t
    do throws(SystemError) {
      mode = try file.status().st_mode
    } catch {
      throw SealedFileError(error, path: path)
    }
    guard mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    return file
  }

  /// Reads the signature beside a sealed file, and believes nothing of it.
  public static func readSignature(of path: String) throws(SealedFileError) -> MinisignSignature {
    let path = path + signatureSuffix
    let file: Descriptor
    do throws(SealedFileError) {
      file = try openFile(path)
    } catch .system(let error, _) where error.number == ENOENT {
      throw .noSignature(path: path)
    }
    var text = [UInt8](repeating: 0, count: MinisignSignature.textByteLimit)
    let count: Int
    do throws(SystemError) {
      var source = BufferedSource(DescriptorSource(file.number))
      count = try source.readFully(into: &text, count: text.count)
    } catch {
      throw SealedFileError(error, path: path)
    }
    do throws(MinisignError) {
      return try MinisignSignature(text.span.extracting(0..<count))
    } catch {
      throw .signature(error)
    }
  }
}
