internal import Classification
internal import Commands
internal import Glibc
internal import PolicyEngine
internal import Reporting
internal import YAMLReader

/// A value of the configuration, which knows where it stands.
struct ConfigurationNode {
  let node: YAMLNode
  private let file: String

  init(_ node: YAMLNode, file: String) {
    self.node = node
    self.file = file
  }

  /// What is wrong here.
  func wrong(_ reason: String, _ hint: String) -> Failure {
    Failure(.configuration, "\(file):\(node.position.line):\(node.position.column): \(reason)", hint: hint)
  }

  /// Refuses keys that nobody reads.
  func requireKeys(_ keys: [String]) throws(Failure) {
    guard let entries = node.entries else { throw wrong("named values belong here", "write key: value") }
    for entry in entries where !keys.contains(entry.name) {
      let near = Spelling.nearest(to: entry.name, among: keys).map { "did you mean \($0)?" }
      throw Failure(
        .configuration,
        "\(file):\(entry.position.line):\(entry.position.column): the key isn't one of "
          + keys.joined(separator: ", "), hint: near ?? "correct it")
    }
  }

  func optional(_ name: String) throws(Failure) -> ConfigurationNode? {
    node[name].map { ConfigurationNode($0, file: file) }
  }

  func child(_ name: String) throws(Failure) -> ConfigurationNode {
    guard let child = try optional(name) else { throw wrong("\(name) is missing", "add it") }
    return child
  }

  func list(_ name: String) throws(Failure) -> [ConfigurationNode] {
    guard let child = node[name], child.text != "" else { return [] }
    return (child.elements ?? [child]).map { ConfigurationNode($0, file: file) }
  }

  var isText: Bool { node.text != nil }

  func text() throws(Failure) -> String {
    guard case .scalar(let text, let isQuoted) = node.content, !text.isEmpty else {
      throw wrong("a text belongs here", "fill it in")
    }
    guard isQuoted || CoreScalar(text) == .text else {
      throw wrong("a text belongs here", "put it into quotes, where it is one")
    }
    return text
  }

  /// A name that people are to see.
  func name() throws(Failure) -> String {
    let text = try text()
    if Self.looksSecret(text) || text.contains("/") && SecretLooks.has(endOf: text) {
      throw wrong(
        "an address or a secret stands where a name belongs",
        "call it what people do, and make a new one: this one may have been seen")
    }
    return text
  }

  /// What stands here without quotes: a number, or a truth.
  private var plain: String? {
    if case .scalar(let text, isQuoted: false) = node.content { text } else { nil }
  }

  func path(_ name: String) throws(Failure) -> String { try child(name).path() }

  /// A path: absolute, relative to the configuration, or among systemd's credentials.
  func path() throws(Failure) -> String {
    let text = try text()
    // Whoever reads the log may not read what belongs in a file.
    guard !Self.looksSecret(text) else {
      throw wrong(
        "an address or a secret stands where the path of a file belongs",
        "put it into a file that is yours alone, name that, and make a new one: this one may have been seen")
    }
    let variable = "$CREDENTIALS_DIRECTORY/"
    if text.hasPrefix(variable) {
      guard let directory = Terminal.environment("CREDENTIALS_DIRECTORY") else {
        throw wrong("CREDENTIALS_DIRECTORY isn't set", "systemd sets it for units with LoadCredential=")
      }
      return directory + "/" + text.dropFirst(variable.count)
    }
    let path = text.hasPrefix("/") ? text : (file.lastIndex(of: "/").map { String(file[...$0]) } ?? "") + text
    guard !Self.isAddress(text, at: path) else {
      throw wrong(
        "what looks like an address or a secret stands where the path of a file belongs, and there is no such file",
        "put it into a file that is yours alone, name that, and make a new one: this one may have been seen")
    }
    return path
  }

  /// Whether it is an address without its scheme, or without its host too: nothing of the path is there, not even its
  /// first directory, and it doesn't look like names.
  private static func isAddress(_ text: String, at path: String) -> Bool {
    guard let slash = text.firstIndex(of: "/") else { return false }
    let end = text[text.index(after: slash)...].firstIndex(of: "/") ?? text.endIndex
    let first = slash == text.startIndex ? text[..<end] : text[..<slash]
    let place = path.dropLast(text.count) + first
    return unsafe access(String(place), F_OK) != 0 && SecretLooks.has(endOf: path)
  }

  private static func looksSecret(_ text: String) -> Bool {
    let lowercased = text.lowercased()
    let marks = [
      "://", "eyj", "whsec_", "age-secret-key-", "age-plugin-", "credence-fingerprint-key-", "-----begin",
    ]
    return marks.contains { $0 == "://" ? lowercased.contains($0) : lowercased.hasPrefix($0) }
      || !text.hasPrefix("/") && !text.hasPrefix("$") && Note.looksSecret(text)
  }

  func days() throws(Failure) -> Int {
    guard let days = plain.flatMap({ Int($0) }), (1...36_500).contains(days) else {
      throw wrong("a number of days belongs here", "write 1 to 36500")
    }
    return days
  }

  func number(_ range: ClosedRange<Int>) throws(Failure) -> Int {
    guard let number = plain.flatMap({ Int($0) }), range.contains(number) else {
      throw wrong("a number belongs here", "write \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func truth() throws(Failure) -> Bool {
    switch plain {
    case "true": true
    case "false": false
    default: throw wrong("true or false belongs here", "write one of them")
    }
  }
}
