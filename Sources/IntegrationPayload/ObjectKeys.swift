internal import JSONReader

/// Where an object's known keys lie, found in one walk over its members.
struct ObjectKeys {
  private var values: [22 of Int32] = .init(repeating: -1)

  /// Whether all keys are those of an integration, each there once and with a value of the API's type or null:
  /// then nobody needs to look for others.
  private(set) var isRegular = true

  init(of object: Int, tokens: Span<JSONToken>, bytes: Span<UInt8>) {
    var index = object + 1
    let end = Int(tokens[object].link)
    while index < end {
      let value = index + 1
      if let key = PayloadKey.of(tokens[index], in: bytes) {
        let type = tokens[value].type
        if values[key.rawValue] >= 0 || key.type == nil || type != key.type && type != .null {
          isRegular = false
        }
        values[key.rawValue] = Int32(truncatingIfNeeded: value)
      } else {
        isRegular = false
      }
      index = tokens.index(after: value)
    }
  }

  // Inlined, so that the table isn't copied for each look into it.

  /// The token of the key's last value.
  @inline(__always)
  subscript(key: PayloadKey) -> Int? {
    let value = values[key.rawValue]
    return value < 0 ? nil : Int(value)
  }

  /// The token of the key's last value, if that is of this type.
  @inline(__always)
  func value(_ key: PayloadKey, _ type: JSONType, in tokens: Span<JSONToken>) -> Int? {
    guard let value = self[key], tokens[value].type == type else { return nil }
    return value
  }
}

extension PayloadKey {
  /// The type of its value in an integration; nil for keys that stand elsewhere.
  var type: JSONType? {
    switch self {
    case .id, .name, .description, .provider, .createdAt: .string
    case .features: .array
    case .restrictions, .credentials, .aws, .gcp, .cloudflare: .object
    default: nil
    }
  }
}
