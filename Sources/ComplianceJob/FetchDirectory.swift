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
  /// The directory itself, which is locked: one fetch at a time goes into it.
  private let lock: Int32
  /// When the oldest of the documents that were there already was saved: seconds since 1970.
  private(set) var oldest: Int?
  private var marker: String { path + "/" + AuditInput.unfinished }

  /// Makes the directory, or goes on in one that a fetch of the same source under the same key, for the same recipients,
  /// was cut off in.
  init(
    _ path: String, of source: String, for recipients: [AgeRecipient], under key: borrowing FingerprintKey
  ) throws(Failure) {
    self.path = path
    do throws(SecretMemoryError) { names = try LedgerNames(under: key) } catch { throw Failure(error) }
    let readers = recipients.map(\.description).sorted().joined(separator: "\0")
    let mark = Self.text(names.name(of: "fetch\0\(source)\0\(readers)")) + "\n"
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.failure(path) }
    lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw Self.failure(path) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw Failure(
        .locked, "\(path): another fetch goes into this directory now",
        hint: "wait for it, or name another directory")
    }
    if let there = try Self.read(marker) {
      guard there == Array(mark.utf8) else {
        throw Failure(
          .configuration,
          "\(path): a fetch of another source, under another key or for other recipients was cut off here",
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

  deinit { close(lock) }

  /// Whether an integration's document is there.
  func has(_ id: String) -> Bool {
    var status = stat()
    guard unsafe stat(file(id), &status) == 0 else { return false }
    oldest = min(oldest ?? .max, status.st_mtim.tv_sec)
    return true
  }

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

  /// Says that everything is there, and what that is: who takes a file away doesn't make a whole of the others. What a
  /// part before this one saved and isn't listed any more is taken out, and counted.
  func finish(listed ids: [String]) throws(Failure) -> Int {
    var names: [String]
    do throws(SystemError) { names = try DirectoryNames.visible(in: path) } catch {
      throw Failure(.inputOutput, "\(path): \(error.message)", hint: "check the path and the disk")
    }
    let listed = Set(ids.map(file))
    let gone = names.filter { $0.hasSuffix(AuditInput.sealedExtension) && !listed.contains("\(path)/\($0)") }
    for name in gone {
      guard unsafe unlink("\(path)/\(name)") == 0 else { throw Self.failure("\(path)/\(name)") }
    }
    names.removeAll(where: Set(gone).contains)
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
    return gone.count
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
