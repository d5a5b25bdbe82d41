internal import HTTPTransport
public import Sealing
@_spi(SecretBytes) internal import SecretMemory

/// An address that is a secret: whoever knows it may post to the chat, or tell the watchdog that all is well.
///
/// It lies in locked memory. What makes requests takes addresses as strings, so while one is under way there is a
/// copy of it in the client's own memory, which is wiped when it is freed and not before.
public struct SecretAddress: ~Copyable {
  private static let byteLimit = 2048

  private let text: SecretBuffer

  /// Reads the one line of a file that is its owner's alone; `#` comments may stand around it.
  ///
  /// It begins with `https://`, or with `http://` and this very machine.
  public init(contentsOf path: String) throws(KeyFileError) {
    let file = try KeyText(contentsOf: path, secrecy: .secret)
    var lines = LineScanner()
    guard let line = lines.nextKey(in: file.bytes), lines.nextKey(in: file.bytes) == nil,
      line.count <= Self.byteLimit
    else { throw file.error(.noAddress) }
    if let fault = Self.fault(of: file.bytes.extracting(line)) { throw file.error(fault) }
    var text = try file.buffer(count: line.count)
    var output = text.mutableBytes
    let bytes = file.bytes.extracting(line)
    for index in bytes.indices { output[index] = bytes[index] }
    self.text = text
  }

  private static func fault(of text: Span<UInt8>) -> KeyFileError.Reason? {
    func starts(with start: StaticString) -> Bool {
      let start = unsafe Span(_unsafeStart: start.utf8Start, count: start.utf8CodeUnitCount)
      // Something has to stand behind it.
      guard text.count > start.count else { return false }
      return start.indices.allSatisfy { text[$0] == start[$0] }
    }
    // Printable, without blanks, and neither a name and a password nor a fragment.
    let isPlain = text.indices.allSatisfy { (0x21...0x7e).contains(text[$0]) }
    let isClean = text.indices.allSatisfy { text[$0] != UInt8(ascii: "@") && text[$0] != UInt8(ascii: "#") }
    let isLocal = starts(with: "http://127.0.0.1:") || starts(with: "http://localhost:")
    guard isPlain, isClean, starts(with: "https://") || isLocal else { return .noAddress }
    let start = isLocal ? 7 : 8
    var end = start
    while end < text.count, text[end] != UInt8(ascii: "/"), text[end] != UInt8(ascii: "?") { end += 1 }
    return Authority.fault(of: text.extracting(start..<end)).map { $0 == .port ? .noPort : .noAddress }
  }

  /// Lends the address to who makes a request, with something put behind its path.
  public func withText<R: ~Copyable, E: Error>(
    adding suffix: String = "", _ body: (String) throws(E) -> R
  ) throws(E) -> R {
    let bytes = text.bytes
    let query = bytes.indices.first { bytes[$0] == UInt8(ascii: "?") } ?? bytes.count
    let added = Array(suffix.utf8)
    // Without an array on the way, which would be one more copy.
    let address = unsafe String(unsafeUninitializedCapacity: bytes.count + added.count) { buffer in
      var place = 0
      func put(_ byte: UInt8) {
        unsafe buffer[place] = byte
        place += 1
      }
      for index in 0..<query { put(bytes[index]) }
      for byte in added { put(byte) }
      for index in query..<bytes.count { put(bytes[index]) }
      return place
    }
    return try body(address)
  }
}
