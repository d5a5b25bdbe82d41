internal import FoundationEssentials

/// A digest for an incoming webhook of Slack.
///
/// Names are hostile: whoever may name an integration would like to call everybody, or have us send people to a link.
/// They stand in `plain_text` alone, where nothing is a link, a mention or a format; and `&`, `<` and `>`, which begin
/// those elsewhere, are escaped (docs.slack.dev, "Formatting message text"). `text`, which notifications show, holds
/// counts only.
struct SlackMessage: Encodable {
  private struct Text: Encodable {
    let type = "plain_text"
    let text: String
    let emoji = false
  }

  private struct Block: Encodable {
    let type: String
    let text: Text
  }

  /// Characters of a section. Slack takes 3000, but `msg_blocks_too_long` comes at some 13,000 in all, and there may be
  /// ten sections.
  private static let sectionLimit = 1200
  private static let headerLimit = 150

  private let text: String
  private let blocks: [Block]

  init(_ digest: ToldDigest) {
    text = Self.escaped(digest.headline)
    var blocks = [Block(type: "header", text: Text(text: Self.cut(digest.headline, to: Self.headerLimit)))]
    func add(_ lines: [String]) {
      blocks.append(Block(type: "section", text: Text(text: Self.joined(lines))))
    }
    for part in digest.parts {
      let rest = part.count - part.items.count
      add(
        ["\(part.count) \(part.change.word)"] + part.items.map { "• \($0.line)" }
          + (rest > 0 ? ["… and \(rest) more"] : []))
    }
    add(digest.notes)
    if let checkpoint = digest.checkpoint { add(["Checkpoint of the log:", checkpoint]) }
    self.blocks = blocks
  }

  /// Lines as far as they fit into a section.
  private static func joined(_ lines: [String]) -> String {
    var text = ""
    for line in lines {
      let next = escaped(cut(line, to: 240))
      if text.count + next.count > sectionLimit { return text + "\n…" }
      text += (text.isEmpty ? "" : "\n") + next
    }
    return text
  }

  private static func cut(_ text: String, to limit: Int) -> String {
    text.count > limit && !text.contains("\n") ? text.prefix(limit - 1) + "…" : text
  }

  /// Text in which nothing is Slack's own, and nothing turns the direction of what people read.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{200E}", "\u{200F}", "\u{061C}": break
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
