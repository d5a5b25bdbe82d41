public import Facts

/// What a finding says: text, and places where the integration's own words go.
public struct MessageTemplate: Sendable {
  enum Part: Sendable, Equatable {
    case text(String)
    case integrationName
    case integrationID
    case fact(FactID)
  }

  let parts: [Part]

  /// Calls `body` with the pieces of the message about one integration, in order.
  public func forEachPiece(of integration: CheckedIntegration, _ body: (String) -> Void) {
    for part in parts {
      switch part {
      case .text(let text): body(text)
      case .integrationName: body(integration.title.description)
      case .integrationID: body(integration.id.description)
      case .fact(let fact): body(integration.facts.words(for: fact))
      }
    }
  }

  /// Calls `body` with the pieces of the message about several integrations, which names none of them.
  public func forEachPiece(of facts: Facts, _ body: (String) -> Void) {
    for part in parts {
      switch part {
      case .text(let text): body(text)
      case .fact(let fact): body(facts.words(for: fact))
      case .integrationName, .integrationID: break
      }
    }
  }

  /// Whether it names the integration.
  var namesIntegration: Bool { parts.contains(.integrationName) || parts.contains(.integrationID) }

  /// The message about one integration.
  public func text(for integration: CheckedIntegration) -> String {
    text(name: integration.title, id: integration.id, facts: integration.facts)
  }

  /// The message about an integration of that name and id.
  public func text(name: Label, id: Label, facts: Facts) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .integrationName: name.description
      case .integrationID: id.description
      case .fact(let fact): facts.words(for: fact)
      }
    }.joined()
  }

  /// The message as the policy writes it, with its placeholders.
  public var source: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .integrationName: "{integration.name}"
      case .integrationID: "{integration.id}"
      case .fact(let fact): "{" + FactSchema.definition(of: fact).path + "}"
      }
    }.joined()
  }
}

/// Why a message can't be read.
enum MessageFault: Error, Equatable {
  case unknownPlaceholder(String)
  case unbalancedBrace
}

extension MessageTemplate {
  static let integrationPlaceholders = ["integration.name", "integration.id"]

  /// Reads a message. A brace always belongs to a placeholder.
  init(reading source: String) throws(MessageFault) {
    var parts: [Part] = []
    var rest = source[...]
    let opening = UInt8(ascii: "{")
    let closing = UInt8(ascii: "}")
    while let brace = rest.utf8.firstIndex(where: { $0 == opening || $0 == closing }) {
      guard rest.utf8[brace] == opening, let end = rest.utf8[brace...].firstIndex(of: closing) else {
        throw .unbalancedBrace
      }
      if brace != rest.startIndex { parts.append(.text(String(rest[..<brace]))) }
      parts.append(try Self.placeholder(String(rest[rest.index(after: brace)..<end])))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.init(parts: parts)
  }

  private static func placeholder(_ name: String) throws(MessageFault) -> Part {
    if name == "integration.name" { return .integrationName }
    if name == "integration.id" { return .integrationID }
    guard let fact = FactSchema.fact(at: name) else { throw .unknownPlaceholder(name) }
    return .fact(fact)
  }
}
