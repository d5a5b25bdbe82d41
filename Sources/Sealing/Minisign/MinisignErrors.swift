/// Why a signature isn't accepted.
public enum MinisignError: Error, Equatable, Sendable {
  /// The text isn't a minisign signature.
  case malformed
  /// A signature of minisign's legacy form (`Ed`), over the file itself, which isn't accepted.
  case legacy
  /// Made by another key than the one at hand: this one.
  case unknownKey(MinisignKeyID)
  /// The key is trusted, but not for the time that the signature states, in seconds since 1970; nil if it
  /// states none.
  case outsideValidity(MinisignKeyID, timestamp: Int?)
  /// The key's id is right, but the signature isn't the key's for this message.
  case forgedMessage
  /// The message is authentic, but the trusted comment was changed.
  case forgedComment
}

extension MinisignError: CustomStringConvertible {
  /// What is wrong, as the end of a sentence.
  public var description: String {
    switch self {
    case .malformed: "it isn't a signature as minisign writes it"
    case .legacy: "it is of minisign's legacy form, which isn't accepted"
    case .unknownKey(let id): "it was made with the key \(id), which isn't trusted"
    case .outsideValidity(let id, let time):
      "it \(time.map { "states \(Timestamp.text($0))" } ?? "states no time"), for which the key \(id) isn't trusted"
    case .forgedMessage: "it isn't a signature of this content"
    case .forgedComment: "its trusted comment was changed"
    }
  }
}

/// The number that minisign gives to a key, so that the right one can be looked up. Public.
public struct MinisignKeyID: Hashable, Sendable, CustomStringConvertible {
  static let byteCount = 8

  let bytes: [UInt8]

  /// Sixteen hexadecimal digits, as minisign writes them.
  public var description: String {
    bytes.reversed().map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
