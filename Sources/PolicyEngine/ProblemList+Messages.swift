internal import Facts
internal import YAMLReader

extension ProblemList {
  /// A message, with its placeholders found in the schema.
  mutating func message(_ node: YAMLNode) -> MessageTemplate {
    guard let text = text(node, of: "message") else { return MessageTemplate(parts: []) }
    do throws(MessageFault) {
      return try MessageTemplate(reading: text)
    } catch {
      switch error {
      case .unknownPlaceholder(let name):
        let words = MessageTemplate.integrationPlaceholders + FactSchema.definitions.map(\.path)
        addUnknown("unknown placeholder", name, at: node.position, among: words)
      case .unbalancedBrace:
        add("a brace of the message has no partner", at: node.position, expected: "`{placeholder}`")
      }
    }
    return MessageTemplate(parts: [])
  }
}
