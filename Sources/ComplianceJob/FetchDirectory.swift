internal import Audit
internal import Commands
internal import Facts
internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory
internal import TransparencyLog

/// The directory that a fetch goes into: a sealed file an integration, and until the fetch has ended, a file that says
/// so. Which integrations are there is told by the files' names, which are made under the fingerprint key.
final class FetchDirectory {
  private let path: String
  private let names: LedgerNames
  private var marker: String { path + "/" + AuditInput.unfinished }

  /// Makes the directory, or goes on in one that a fetch of the same source under the same key was cut off in.
  init(_ path: String, of source: String, under key: borrowing FingerprintKey) throws(Failure) {
    self.path = path
    do throws(SecretMemoryError) { names = try LedgerNames(under: key) } catch { throw Failure(error) }
    let mark = Self.text(names.name(of: "fetch\0\(source)")) + "\n"
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.failure(path) }
    if let there = try Self.read(marker) {
      guard there == Array(mark.utf8) else {
        throw Failure(
          .configuration, "\(path): a fetch of another source, or under another key, was cut off here",
          hint: "go on with that one's options, or name another directory")
      }
    } else {
      guard try Self.isEmpty(path) else {
        throw Failure(
          .configuration, "\(path): there is something in this directory already",
          hint: "name a new one for each fetch")
      }
      do throws(LogError) { try DurableFile.replace(marker, with: Array(mark.utf8)) } catch {
        throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path and the disk")
      }
    }
  }

  private func file(_ id: String) -> String {
    "\(path)/\(Self.text(names.name(of: "fetched\0\(id)"))).json.age"
  }

  /// Whether an integration's document is there.
  func has(_ id: String) -> Bool { unsafe access(file(id), F_OK) == 0 }

  /// Seals the document that is next into its file, which appears when it is whole.
  func save(_ documents: SecretDocuments, of id: String, for recipients: [AgeRecipient]) throws(Failure) {
    do throws(SealedFileError) {
      var file = try SealedFile(path: file(id), recipients: recipients)
      try file.write(documents)
      try file.finish()
    } catch {
      throw Failure(error)
    }
  }

  /// Says that everything is there, and what that is: who takes a file away doesn't make a whole of the others.
  func finish() throws(Failure) {
    let names: [String]
    do throws(SystemError) { names = try DirectoryNames.visible(in: path) } catch {
      throw Failure(.inputOutput, "\(path): \(error.message)", hint: "check the path and the disk")
    }
    let list = names.filter { $0.hasSuffix(AuditInput.sealedExtension) }.map { $0 + "\n" }.joined()
    do throws(LogError) {
      try DurableFile.replace(path + "/" + AuditInput.finished, with: Array(list.utf8))
    } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the disk")
    }
    guard unsafe unlink(marker) == 0 else { throw Self.failure(marker) }
    do throws(LogError) { try DurableFile.synchronizeDirectory(of: marker) } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the disk")
    }
  }

  private static func text(_ name: [UInt8]) -> String {
    name.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func failure(_ path: String) -> Failure {
    Failure(
      .inputOutput, "\(path): \(SystemError(number: errno).message)", hint: "check the path and the disk")
  }

  private static func read(_ path: String) throws(Failure) -> [UInt8]? {
    do throws(LogError) { return try DurableFile.read(path, limit: 4096) } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path and the disk")
    }
  }

  private static func isEmpty(_ path: String) throws(Failure) -> Bool {
    guard let stream = unsafe opendir(path) else { throw failure(path) }
    defer { unsafe closedir(stream) }
    var count = 0
    while unsafe readdir(stream) != nil { count += 1 }
    // Itself and its parent.
    return count <= 2
  }
}
