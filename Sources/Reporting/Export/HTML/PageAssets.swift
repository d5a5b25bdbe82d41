internal import CReports
internal import CSodium

/// What the page carries of its own: its style and its script, and their hashes, which its content security
/// policy allows, and nothing else.
enum PageAssets {
  static let style = unsafe text(credence_page_style(), credence_page_style_size())
  static let script = unsafe text(credence_page_script(), credence_page_script_size())
  static let styleHash = hash(of: style)
  static let scriptHash = hash(of: script)

  private static func text(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> [UInt8] {
    // The C boundary: the text is part of the program, as long as said, and never changes.
    unsafe Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  /// SHA-256 in base64, as CSP 3 names inline content.
  private static func hash(of text: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    // The C boundary: both arrays are alive for the call, and as long as it takes them to be.
    _ = unsafe crypto_hash_sha256(&digest, text, UInt64(text.count))
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var base64: [UInt8] = []
    for start in stride(from: 0, to: digest.count, by: 3) {
      let group = (0..<3).map { start + $0 < digest.count ? Int(digest[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      for place in 0..<4 {
        base64.append(
          start + place <= digest.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: base64, as: UTF8.self)
  }
}
