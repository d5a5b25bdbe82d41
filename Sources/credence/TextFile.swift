internal import Glibc
internal import Reporting
internal import SecretMemory

/// A file that somebody wrote by hand: a configuration, waivers.
enum TextFile {
  /// Such a file may be this long; more is a mistake.
  static let limit = 1 << 20

  /// The bytes of the file; `what` is what it should be.
  static func bytes(of path: String, as what: String) throws(Failure) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard file >= 0 else {
      throw Failure(.inputOutput, "\(path): \(SystemError(number: errno).message)", hint: "check the path")
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
      // The C boundary: the array is alive for the call, and `count` is within it.
      let read = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(file, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count)
      }
      if read == 0 { return Array(bytes[..<count]) }
      guard read > 0 else {
        if errno == EINTR { continue }
        throw Failure(.inputOutput, "\(path): \(SystemError(number: errno).message)", hint: "check the file")
      }
      count += read
    }
    throw Failure(.configuration, "\(path): longer than \(limit) bytes", hint: "is it \(what)?")
  }

  /// The file's text.
  static func text(of path: String, as what: String) throws(Failure) -> String {
    guard let text = String(validating: try bytes(of: path, as: what), as: UTF8.self) else {
      throw Failure(.configuration, "\(path): this isn't UTF-8 text", hint: "write it as UTF-8")
    }
    return text
  }
}
