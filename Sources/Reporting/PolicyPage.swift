internal import Facts
public import PolicyEngine

/// A policy as a page for people: what it says, why, what to do, and what it goes by.
public struct PolicyPage: Sendable {
  private let text: TerminalText

  /// A page of `width` columns, at least 40.
  public init(width: Int, usesColor: Bool) {
    text = TerminalText(width: min(max(width, 40), 100), usesColor: usesColor)
  }

  /// The whole page, with its last line end.
  public func render(_ policy: Policy) -> String {
    var lines = TerminalText.wrapped(policy.id + " · " + policy.title, to: text.width).map {
      text.styled($0, .bold)
    }
    lines += indented(summary(of: policy), by: 0)
    lines += section("Says", [policy.message.source])
    let sum = SeveritySum(of: policy)?.paragraphs ?? []
    if policy.why != nil || !sum.isEmpty {
      lines += section("Why it is \(policy.severity.rawValue)", [policy.why].compactMap { $0 } + sum)
    }
    lines += section("What to do", Self.paragraphs(of: policy.remediation))
    lines += heading("Fails when") + policy.conditionText.split(separator: "\n").map { "  " + $0 }
    lines += heading("Goes by")
    for fact in policy.facts {
      let definition = FactSchema.definition(of: fact)
      lines.append("  " + definition.path)
      lines += indented(definition.meaning, by: 4)
      if definition.unknownWhen != "never" {
        lines += indented("Unknown when: " + definition.unknownWhen, by: 4)
      }
    }
    for datum in policy.data {
      lines += indented("data \(datum.name): \(datum.words)", by: 2)
      lines += indented(datum.meaning, by: 4)
      lines += ["    \(datum.source)", "    looked up \(datum.asOf), \(datum.pack):\(datum.line)"]
    }
    lines += indented(
      "Where what is unknown decides, the policy is not evaluable: neither passed nor failed.", by: 2)
    lines += section("Bears on", policy.controls.map { "\($0.rawValue): \($0.meaning)" })
    // Addresses stay whole, so that they can be followed.
    if !policy.references.isEmpty { lines += heading("Read on") + policy.references.map { "  " + $0 } }
    lines += section(
      "Examples", policy.tests.map { "\(Self.words(for: $0.expect)): \($0.name)" })
    lines += ["", text.styled("\(policy.pack):\(policy.line)", .dim)]
    return lines.joined(separator: "\n") + "\n"
  }

  private func summary(of policy: Policy) -> String {
    var parts = [policy.severity.rawValue, "basis: " + policy.basis.word]
    if let providers = policy.providers {
      parts.append(Provider.allCases.filter(providers.contains).map(\.rawValue).joined(separator: ", "))
    } else {
      parts.append(policy.fleet?.scope ?? "every provider")
    }
    if let field = policy.field { parts.append("credentials.\(field.word)") }
    if policy.waiverBinding == .credential { parts.append("waivers accept one credential, not the next") }
    if let needs = policy.needs { parts.append("only where \(needs.name) says what is allowed") }
    if policy.isPlatformLimit {
      parts.append("a limit of the platform: nothing better is offered today, so it doesn't fail a run")
    }
    return parts.joined(separator: " · ")
  }

  private func heading(_ title: String) -> [String] { ["", text.styled(title, .bold)] }

  private func section(_ title: String, _ paragraphs: [String]) -> [String] {
    heading(title) + paragraphs.flatMap { indented($0, by: 2) }
  }

  /// A paragraph; the lines of a numbered step stand below its first word.
  private func indented(_ paragraph: String, by indent: Int) -> [String] {
    let hang = Self.isStep(paragraph) ? 3 : 0
    let lines = TerminalText.wrapped(paragraph, to: text.width - indent - hang)
    return lines.enumerated().map {
      String(repeating: " ", count: $0.offset == 0 ? indent : indent + hang) + $0.element
    }
  }

  /// Steps and paragraphs, each in one line.
  static func paragraphs(of text: String) -> [String] {
    var paragraphs: [String] = []
    for line in text.split(separator: "\n") {
      let isIndented = line.first == " "
      if let last = paragraphs.last, isIndented || !isStep(String(line)) && !isStep(last) {
        paragraphs[paragraphs.count - 1] = last + " " + line.drop { $0 == " " }
      } else {
        paragraphs.append(String(line))
      }
    }
    return paragraphs
  }

  private static func isStep(_ text: String) -> Bool {
    text.first?.isNumber == true && text.dropFirst().hasPrefix(". ")
  }

  private static func words(for outcome: Outcome) -> String {
    switch outcome {
    case .fail: "fails"
    case .pass: "passes"
    case .notEvaluable: "not evaluable"
    case .notApplicable: "not applicable"
    }
  }
}
