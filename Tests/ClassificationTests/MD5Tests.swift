import Testing

@testable import Classification

/// The test suite of RFC 1321, appendix A.5, and lengths around a block's.
@Suite struct `The digest that names a key` {
  private func digest(_ text: String) -> String {
    var md5 = MD5()
    for byte in text.utf8 { md5.update(byte) }
    let digest = md5.finish()
    let digits = Array("0123456789abcdef")
    return digest.indices.map { String([digits[Int(digest[$0] >> 4)], digits[Int(digest[$0] & 15)]]) }
      .joined()
  }

  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a"
    ),
  ])
  func `is what the RFC says`(text: String, expected: String) { #expect(digest(text) == expected) }
}
