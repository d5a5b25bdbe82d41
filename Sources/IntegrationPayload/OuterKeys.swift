internal import JSONReader

/// The keys of documents that integrations stand in, other than lists: templates and saved client results.
enum OuterKey: Int, CaseIterable {
  case kind, spec, teardownSpec, steps, apiVersion
  case arguments, argumentOverrides, argumentsOverride
  case request, rawResponse, headers, body

  var name: String { Self.names[rawValue] }
  static let names = allCases.map { String(describing: $0) }

  static func of(_ token: JSONToken, in bytes: Span<UInt8>) -> OuterKey? {
    table.value(of: bytes.extracting(token.range), hash: token.link)
  }

  /// The key that a text is, if it is one of these.
  static func of(text: Span<UInt8>) -> OuterKey? { table.value(of: text) }

  private static let table = KeywordTable(allCases.map { ($0.name, $0) })
}

/// Where an object's outer keys lie, as `ObjectKeys` has those of integrations.
struct OuterKeys {
  private var values: [12 of Int32] = .init(repeating: -1)
  private(set) var isEmpty = true

  init(of object: Int, tokens: Span<JSONToken>, bytes: Span<UInt8>) {
    var index = object + 1
    while index < Int(tokens[object].link) {
      if let key = OuterKey.of(tokens[index], in: bytes) {
        values[key.rawValue] = Int32(truncatingIfNeeded: index + 1)
        isEmpty = false
      }
      index = tokens.index(after: index + 1)
    }
  }

  subscript(key: OuterKey) -> Int? {
    let value = values[key.rawValue]
    return value < 0 ? nil : Int(value)
  }

  func value(_ key: OuterKey, _ type: JSONType, in tokens: Span<JSONToken>) -> Int? {
    guard let value = self[key], tokens[value].type == type else { return nil }
    return value
  }

  /// Whether it looks like a template, or a node of one, such as the interface shows for copying.
  func areOfTemplate(in tokens: Span<JSONToken>) -> Bool {
    guard value(.spec, .object, in: tokens) != nil else {
      return value(.steps, .array, in: tokens) != nil
    }
    return value(.kind, .string, in: tokens) != nil || value(.apiVersion, .string, in: tokens) != nil
      || value(.arguments, .object, in: tokens) != nil
  }
}
