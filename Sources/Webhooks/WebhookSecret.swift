public import Sealing
@_spi(SecretBytes) public import SecretMemory

/// What messages to a webhook are signed with, so that their receiver knows that they are the job's.
///
/// Standard Webhooks 1.0.0: `whsec_` and the key in base64, 24 to 64 bytes. It lies in locked memory.
public struct WebhookSecret: ~Copyable {
  private static let prefix = Array("whsec_".utf8)
  private static let byteCounts = 24...64

  private let key: SecretBuffer

  /// Reads the one line of a file that is its owner's alone; `#` comments may stand around it.
  public init(contentsOf path: String) throws(KeyFileError) {
    let text = try KeyText(contentsOf: path, secrecy: .secret)
    var lines = LineScanner()
    guard let line = lines.nextKey(in: text.bytes), lines.nextKey(in: text.bytes) == nil,
      line.count > Self.prefix.count,
      Self.prefix.indices.allSatisfy({ text.bytes[line.lowerBound + $0] == Self.prefix[$0] })
    else { throw text.error(.noWebhookSecret) }
    var decoded = try text.buffer(count: Self.byteCounts.upperBound)
    var output = decoded.mutableBytes
    let encoded = text.bytes.extracting(line.lowerBound + Self.prefix.count..<line.upperBound)
    guard let count = Base64.decode(encoded, padding: .required, into: &output),
      Self.byteCounts.contains(count)
    else { throw text.error(.noWebhookSecret) }
    var key = try text.buffer(count: count)
    var bytes = key.mutableBytes
    for index in 0..<count { bytes[index] = decoded.bytes[index] }
    self.key = key
  }

  /// The header `webhook-signature` of a message: HMAC-SHA256 of its id, the time in seconds since 1970, and its
  /// body, with points between them.
  public func signature(
    of body: [UInt8], id: String, timestamp: Int
  ) throws(SecretMemoryError) -> String {
    var derivation = try KeyDerivation()
    let digest = derivation.authenticate(Array("\(id).\(timestamp).".utf8) + body, key: key)
    return "v1," + String(decoding: Base64.encode(digest, padding: .required), as: UTF8.self)
  }
}
