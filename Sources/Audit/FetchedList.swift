internal import Glibc
internal import Reporting
internal import SecretMemory

/// The list of its files that a fetch into a directory leaves there.
enum FetchedList {
  /// A longer list, in bytes, isn't one: a hundred thousand names have seven million.
  private static let byteLimit = 1 << 26

  /// What is wrong with the files of a directory by the list that lies there; nil if all of them are there.
  static func problem(in directory: String, place: String) -> Cause? {
    let list: [UInt8]
    do throws(SystemError) { list = try read(directory + "/" + AuditInput.finished) } catch {
      return Cause(code: .inputOutput, reason: "the list of a fetch's files: \(error.message)", place: place)
    }
    let missing = list.split(separator: UInt8(ascii: "\n")).count { name in
      unsafe access(directory + "/" + String(decoding: name, as: UTF8.self), F_OK) != 0
    }
    if missing == 0 { return nil }
    let (files, are) = missing == 1 ? ("file", "is") : ("files", "are")
    return Cause(
      code: .badInput, reason: "\(missing) \(files) that a fetch saved here \(are) missing", place: place)
  }

  private static func read(_ path: String) throws(SystemError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError(number: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= byteLimit {
      // The C boundary: the array is alive for the call, and its count goes along.
      let count = unsafe Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += piece[..<count]
      } else if errno != EINTR {
        throw SystemError(number: errno)
      }
    }
    throw SystemError(number: EFBIG)
  }
}
