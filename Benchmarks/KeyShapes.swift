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

  func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    switch content.count {
    case ..<128: [tag, UInt8(content.count)] + content
    case ..<256: [tag, 0x81, UInt8(content.count)] + content
    default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
    }
  }

  func pem(_ label: String, _ bytes: [UInt8]) -> String {
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

  /// A client certificate with an RSA key of 2048 bits, as kubeadm's are: the DER is right, the signature isn't.
  mutating func certificatePEM() -> String {
    func identifier(_ bytes: [UInt8]) -> [UInt8] { der(0x06, bytes) }
    func name(_ type: UInt8, _ text: String) -> [UInt8] {
      der(0x31, der(0x30, identifier([0x55, 0x04, type]) + der(0x0C, Array(text.utf8))))
    }
    let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01]
    let signing = der(0x30, identifier(rsa + [0x0B]) + [0x05, 0x00])
    let key = der(0x30, der(0x02, [0, 0xC1] + bytes(255)) + der(0x02, [1, 0, 1]))
    let info = der(0x30, der(0x30, identifier(rsa + [0x01]) + [0x05, 0x00]) + der(0x03, [0] + key))
    let times = der(0x30, der(0x17, Array("260101000000Z".utf8)) + der(0x17, Array("270101000000Z".utf8)))
    let usage = der(
      0x30,
      identifier([0x55, 0x1D, 0x25])
        + der(0x04, der(0x30, identifier([0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02]))))
    var body = der(0xA0, [0x02, 0x01, 0x02]) + der(0x02, [0x51] + bytes(7)) + signing
    body += der(0x30, name(3, "kubernetes")) + times
    body += der(0x30, name(10, "system:masters") + name(3, "kubernetes-admin")) + info
    body += der(0xA3, der(0x30, usage))
    return pem("CERTIFICATE", der(0x30, der(0x30, body) + signing + der(0x03, [0] + bytes(256))))
  }

  /// A service account's token, as the TokenRequest API makes them.
  mutating func token() -> String {
    let claims =
      #"{"aud":["https://kubernetes.default.svc"],"exp":1800000000,"iat":1768464000,"nbf":1768464000,"#
      + #""iss":"https://kubernetes.default.svc.cluster.local","jti":"\#(guid())","kubernetes.io":{"namespace":"#
      + #""northflank","serviceaccount":{"name":"northflank","uid":"\#(guid())"}},"#
      + #""sub":"system:serviceaccount:northflank:northflank"}"#
    return signed(header: #"{"alg":"RS256","kid":"\#(text(43, of: Alphabet.urlSafe))"}"#, claims)
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
        token: \(token())
    """
  }
}

/// A text as the inside of a JSON string.
func escaped(_ text: String) -> String {
  text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    .replacingOccurrences(of: "\n", with: "\\n")
}

/// Keys of other families, and what goes with keys: the DER is right, the numbers are random.
extension Random {
  private func algorithm(_ parameters: [[UInt8]]) -> [UInt8] { der(0x30, parameters.flatMap { $0 }) }

  private func pkcs8(_ algorithm: [UInt8], _ key: [UInt8]) -> [UInt8] {
    der(0x30, der(0x02, [0]) + algorithm + der(0x04, key))
  }

  // id-ecPublicKey, 1.2.840.10045.2.1, and prime256v1, 1.2.840.10045.3.1.7.
  private static let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
  private static let prime256v1: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]

  /// A P-256 key, as SEC 1 or as PKCS#8.
  mutating func ecPEM() -> String {
    let secret = der(0x02, [1]) + der(0x04, bytes(32))
    let point = der(0xA1, der(0x03, [0, 4] + bytes(64)))
    if once(in: 2) { return pem("EC PRIVATE KEY", der(0x30, secret + der(0xA0, Self.prime256v1) + point)) }
    return pem(
      "PRIVATE KEY", pkcs8(algorithm([Self.ecPublicKey, Self.prime256v1]), der(0x30, secret + point)))
  }

  mutating func ed25519PEM() -> String {
    pem("PRIVATE KEY", pkcs8(algorithm([[0x06, 0x03, 0x2B, 0x65, 0x70]]), der(0x04, bytes(32))))
  }

  mutating func opensshPEM() -> String {
    func text(_ bytes: [UInt8]) -> [UInt8] {
      [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
    }
    let name = text(Array("ssh-ed25519".utf8))
    let head = Array("openssh-key-v1\0".utf8) + text(Array("none".utf8)) + text(Array("none".utf8)) + text([])
    let check = bytes(4)
    let secret = check + check + name + text(bytes(32)) + text(bytes(64)) + text([]) + [1, 2, 3, 4, 5]
    return pem("OPENSSH PRIVATE KEY", head + [0, 0, 0, 1] + text(name + text(bytes(32))) + text(secret))
  }

  /// PKCS#8 under PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC, as OpenSSL writes it.
  mutating func encryptedPEM() -> String {
    let prf = algorithm([[0x06, 0x08, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x09], [0x05, 0x00]])
    let derivation = algorithm([
      [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C],
      der(0x30, der(0x04, bytes(8)) + der(0x02, [0x08, 0x00]) + prf),
    ])
    let cipher = algorithm([
      [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2A], der(0x04, bytes(16)),
    ])
    let scheme = algorithm([
      [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D], der(0x30, derivation + cipher),
    ])
    return pem("ENCRYPTED PRIVATE KEY", der(0x30, scheme + der(0x04, bytes(1232))))
  }

  mutating func publicPEM() -> String {
    let key = der(0x03, [0, 4] + bytes(64))
    return pem("PUBLIC KEY", der(0x30, algorithm([Self.ecPublicKey, Self.prime256v1]) + key))
  }

  /// A token of a header and claims that are JSON, and a signature.
  mutating func jwt() -> String {
    let claims = #"{"iss":"https://issuer.example.com","sub":"\#(guid())","exp":1798761600}"#
    return signed(header: #"{"alg":"RS256","typ":"JWT"}"#, claims)
  }
}
