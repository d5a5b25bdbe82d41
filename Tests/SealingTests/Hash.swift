import CSodium

/// SHA-256 in hexadecimal digits, the form in which age's vectors state their payloads.
func sha256(_ bytes: [UInt8]) -> String {
  var digest = [UInt8](repeating: 0, count: 32)
  _ = unsafe crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
  return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
