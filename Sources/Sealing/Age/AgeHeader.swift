/// One recipient's entry in an age header: a type, arguments, and the file key wrapped for that recipient.
struct AgeStanza {
  var type: String
  var arguments: [String]
  var body: [UInt8]

  /// Bytes of a body that one line of 64 characters holds.
  static let bytesPerLine = 48

  /// The stanza's text.
  var encoded: [UInt8] {
    var text = Array("-> \(([type] + arguments).joined(separator: " "))\n".utf8)
    var start = 0
    // A body ends with a short line, an empty one if need be.
    repeat {
      let end = min(start + Self.bytesPerLine, body.count)
      text += Base64.encode(Array(body[start..<end]), padding: .forbidden)
      text.append(UInt8(ascii: "\n"))
      if end - start < Self.bytesPerLine { break }
      start = end
    } while true
    return text
  }
}

/// The text header of an age v1 file (https://c2sp.org/age).
struct AgeHeader {
  static let versionLine = "age-encryption.org/v1"

  /// Longest header that is read, in bytes. age has no limit, and would read a line of any length.
  static let byteLimit = 1024 * 1024

  /// Most stanzas that are read or written.
  static let stanzaLimit = 4096

  /// Length of the authentication code in bytes.
  static let authenticationByteCount = 32

  /// Length of the payload's nonce, which follows the header, in bytes.
  static let nonceByteCount = 16

  var stanzas: [AgeStanza]

  /// The header's bytes as they stand in the file, from the first through `---`.
  var authenticatedBytes: [UInt8]

  /// HMAC-SHA256 of these bytes.
  var authentication: [UInt8]

  /// How long the header is in the file.
  var byteCount: Int { authenticatedBytes.count + Self.ending(authentication: authentication).count }

  /// The bytes to be authenticated of a header with these stanzas.
  static func authenticatedBytes(of stanzas: [AgeStanza]) -> [UInt8] {
    Array("\(versionLine)\n".utf8) + stanzas.flatMap(\.encoded) + Array("---".utf8)
  }

  /// What follows the authenticated bytes.
  static func ending(authentication: [UInt8]) -> [UInt8] {
    Array(" ".utf8) + Base64.encode(authentication, padding: .forbidden) + Array("\n".utf8)
  }
}
