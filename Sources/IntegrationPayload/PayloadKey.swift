internal import Facts
internal import JSONReader

/// The keys of payloads that mean something to us.
enum PayloadKey: String, CaseIterable {
  case data, integrations
  case id, name, description, provider, features, restrictions, credentials, createdAt
  case aws, gcp, cloudflare
  case authenticationMode, credentialType, permissionCheckLevel, projectId, serviceAccountEmail
  case enabled, teams, teamId
  case pagination

  /// All keys that an error may name.
  static let names = allCases.map(\.rawValue) + CredentialField.allCases.map(\.rawValue)

  /// The key that a token is, if it is one of these.
  static func of(_ token: JSONToken, in bytes: Span<UInt8>) -> PayloadKey? {
    guard let key = byHash.value(for: token.link) else { return nil }
    return key.matches(bytes.extracting(token.range)) ? key : nil
  }

  /// Whether a text is this key.
  func matches(_ text: Span<UInt8>) -> Bool { text.isEqual(to: rawValue) }

  private static let byHash = HashTable(allCases.map { ($0.rawValue, $0) })
}

extension CredentialField {
  /// The field that a token names, if it is one of the known.
  static func of(_ token: JSONToken, in bytes: Span<UInt8>) -> CredentialField? {
    guard let field = byHash.value(for: token.link) else { return nil }
    return bytes.extracting(token.range).isEqual(to: field.rawValue) ? field : nil
  }

  private static let byHash = HashTable(allCases.map { ($0.rawValue, $0) })
}

/// Values by the hash that the reader gives each key anyway; whoever looks one up compares the text.
struct HashTable<Value: Sendable>: Sendable {
  private let slots: [(hash: UInt32, value: Value)?]

  init(_ entries: [(name: String, value: Value)]) {
    // A quarter full at most, so that probing is short.
    var slots: [(hash: UInt32, value: Value)?] = Array(repeating: nil, count: 256)
    for entry in entries {
      let hash = jsonKeyHash(of: entry.name)
      var slot = Int(hash & 255)
      while slots[slot] != nil { slot = (slot + 1) & 255 }
      slots[slot] = (hash, entry.value)
    }
    self.slots = slots
  }

  func value(for hash: UInt32) -> Value? {
    var slot = Int(hash & 255)
    while let entry = slots[slot] {
      if entry.hash == hash { return entry.value }
      slot = (slot + 1) & 255
    }
    return nil
  }
}

extension Span<UInt8> {
  /// Whether the bytes are those of a known word.
  func isEqual(to word: String) -> Bool {
    let utf8 = word.utf8
    guard utf8.count == count else { return false }
    var index = 0
    for byte in utf8 {
      if self[index] != byte { return false }
      index += 1
    }
    return true
  }
}
