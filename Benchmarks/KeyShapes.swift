import Foundation

/// Values in the shapes of real keys; what is in them is random and opens nothing.
extension Random {
  /// An RSA key of 2048 bits as PKCS#1 or PKCS#8: the DER is right, the numbers are no primes.
  mutating func rsaPEM(isPKCS8: Bool) -> String {
    func number(_ bytes: [UInt8]) -> [UInt8] { der(0x02, (bytes.first ?? 0) > 127 ? [0] + bytes : bytes) }
    let modulus = [UInt8(0xC1)] + bytes(255)
    var key = number([0]) + number(modulus) + number([1, 0, 1]) + number([0x51] + bytes(255))
    for _ in 0..<5 { key += number([0xD3] + bytes(127)) }
    let inner = der(0x30, key)
    guard isPKCS8 else { return pem("RSA PRIVATE KEY", inner) }
    // rsaEncryption, 1.2.840.113549.1.1.1, and null.
    let algorithm = der(
      0x30, [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00])
    return pem("PRIVATE KEY", der(0x30, number([0]) + algorithm + der(0x04, inner)))
  }

  private func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    switch content.count {
    case ..<128: [tag, UInt8(content.count)] + content
    case ..<256: [tag, 0x81, UInt8(content.count)] + content
    default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
    }
  }

  private func pem(_ label: String, _ bytes: [UInt8]) -> String {
    let text = Data(bytes).base64EncodedString()
    var lines = "-----BEGIN \(label)-----\n"
    var start = text.startIndex
    while start < text.endIndex {
      let end = text.index(start, offsetBy: 64, limitedBy: text.endIndex) ?? text.endIndex
      lines += text[start..<end] + "\n"
      start = end
    }
    return lines + "-----END \(label)-----\n"
  }

  mutating func guid() -> String {
    let digits = text(32, of: Alphabet.hexadecimal)
    var parts: [Substring] = []
    var start = digits.startIndex
    for length in [8, 4, 4, 4, 12] {
      let end = digits.index(start, offsetBy: length)
      parts.append(digits[start..<end])
      start = end
    }
    return parts.joined(separator: "-")
  }

  mutating func ocid(_ type: String) -> String {
    "ocid1.\(type).oc1..aaaaaaaa" + text(52, of: Alphabet.lowerBase32)
  }

  mutating func fingerprint() -> String {
    (0..<16).map { _ in text(2, of: Alphabet.hexadecimal) }.joined(separator: ":")
  }

  mutating func googleKeyFile(project: String) -> String {
    let key = escaped(rsaPEM(isPKCS8: true))
    return """
      {"type":"service_account","project_id":"\(project)","private_key_id":"\(text(40, of: Alphabet.hexadecimal))",\
      "private_key":"\(key)","client_email":"northflank@\(project).iam.gserviceaccount.com",\
      "client_id":"\(text(21, of: Alphabet.digits))","token_uri":"https://oauth2.googleapis.com/token"}
      """
  }

  mutating func kubeconfig() -> String {
    """
    apiVersion: v1
    kind: Config
    clusters:
    - name: main
      cluster:
        server: https://k8s.example.com:6443
        certificate-authority-data: \(text(1100, of: Alphabet.base64))
    contexts:
    - name: main
      context: {cluster: main, user: northflank}
    current-context: main
    users:
    - name: northflank
      user:
        token: eyJ\(text(33, of: Alphabet.urlSafe)).eyJ\(text(400, of: Alphabet.urlSafe)).\(text(342, of: Alphabet.urlSafe))
    """
  }
}

/// A text as the inside of a JSON string.
func escaped(_ text: String) -> String {
  text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    .replacingOccurrences(of: "\n", with: "\\n")
}
