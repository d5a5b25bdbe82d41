internal import Facts
internal import PolicyEngine

/// What is known of one policy at the report's end.
struct OSCALObjective: Sendable {
  /// Integrations by their UUIDs.
  struct Population: Sendable {
    var count = 0
    var subjects = ExportText()

    mutating func add(_ item: [UInt8]) {
      if count > 0 { subjects.raw(",") }
      count += 1
      subjects.oscalSubject(item)
    }
  }

  /// References to other parts of the document.
  struct References: Sendable {
    var text = ExportText()

    mutating func add(_ uuid: [UInt8], _ key: String) {
      text.raw(text.bytes.isEmpty ? #"{""# : #",{""#)
      text.raw(key)
      text.raw(#"":""#)
      text.raw(uuid)
      text.raw(#""}"#)
    }
  }

  var title: String?
  var failed = 0
  var waived = 0
  var passed = Population()
  var notEvaluable = Population()
  /// For policies about several integrations, which have no population of their own.
  var passesFleet = false
  var lacksFleet = false
  var observations = References()
  var risks = References()

  mutating func add(_ finding: FindingRecord, _ observation: [UInt8], _ risk: [UInt8]) {
    title = finding.title
    if finding.isWaived { waived += 1 } else { failed += 1 }
    observations.add(observation, "observation-uuid")
    risks.add(risk, "risk-uuid")
  }

  /// Whether it passed for everything that it applies to.
  var isSatisfied: Bool {
    failed + waived + notEvaluable.count == 0 && !lacksFleet && (passed.count > 0 || passesFleet)
  }

  /// Why it is as it is, in OSCAL's words.
  var reason: String { isSatisfied ? "pass" : failed + waived > 0 ? "fail" : "other" }

  /// Why it is as it is.
  var words: String {
    if lacksFleet { return "Not evaluable: there was nothing to compare or to read." }
    if passesFleet { return "Passed across everything that could be compared or read." }
    return
      "Failed for \(failed), waived for \(waived), passed for \(passed.count), not evaluable for \(notEvaluable.count) integrations."
  }
}

extension ExportText {
  mutating func oscalSubject(_ item: [UInt8]) {
    raw(#"{"subject-uuid":""#)
    raw(item)
    raw(#"","type":"inventory-item"}"#)
  }

  /// A property of ours; its value may have no blank at its ends.
  mutating func oscalProperty(_ name: String, _ value: String) {
    let needsTrimming = value.isEmpty || value.utf8.contains { $0 <= 0x20 || $0 >= 0x80 }
    let words = needsTrimming ? value.split(whereSeparator: \.isWhitespace).joined(separator: " ") : value
    raw(#"{"name":"\#(name)","ns":"urn:credence:oscal","value":"#)
    json(words.isEmpty ? "none" : words)
    raw("}")
  }

  /// A token: it begins with a letter, and goes on with letters, digits, dots, hyphens and underscores.
  mutating func oscalToken(_ text: String) {
    var token = ""
    for scalar in text.unicodeScalars {
      let isLetter = scalar.isASCII && scalar.properties.isAlphabetic
      let isInner =
        scalar.isASCII && (scalar.properties.numericType != nil || ".-_".unicodeScalars.contains(scalar))
      if token.isEmpty && !isLetter { token = "_" }
      if isLetter || isInner { token.unicodeScalars.append(scalar) } else { token += "_" }
    }
    json(token.isEmpty ? "_" : token)
  }

  mutating func oscalItem(_ integration: IntegrationRecord, _ uuid: [UInt8]) {
    raw(#"{"uuid":""#)
    raw(uuid)
    raw(#"","description":""#)
    add(integration.title.isEmpty ? "An integration without a name" : integration.title, .markdownInJSON)
    raw(#"","props":["#)
    oscalProperty("integration", integration.integration)
    raw(",")
    oscalProperty("provider", integration.provider)
    raw(",")
    oscalProperty("form", integration.form)
    raw(",")
    oscalProperty("evaluated", integration.isEvaluated ? "true" : "false")
    raw("]}")
  }

  /// A risk from its severity to its status.
  mutating func oscalRiskTail(_ finding: FindingRecord) {
    raw(",")
    oscalProperty("severity", finding.severity.rawValue)
    raw(",")
    oscalProperty("policy", finding.policy)
    if finding.isPlatformLimit {
      raw(",")
      oscalProperty("platform-limit", "true")
    }
    raw(#"],"title":""#)
    add(finding.title, .markdownInJSON)
    raw(#"","statement":""#)
    add(finding.policy + ": " + finding.title, .markdownInJSON)
    raw(#"","status":"#)
  }

  mutating func oscalFinding(
    _ id: String, _ objective: OSCALObjective, team: String, _ policy: Policy?,
    _ related: [(framework: FrameworkRecord, controls: [FrameworkRecord.Control])]
  ) {
    raw(#"{"uuid":""#)
    raw(StableUUID.bytes(.finding, team + "\0" + id))
    raw(#"","title":""#)
    add(objective.title ?? policy?.title ?? id, .markdownInJSON)
    raw(#"","description":""#)
    add(objective.words, .markdownInJSON)
    if let why = policy?.why {
      raw(#"\n\n"#)
      add(why, .markdownInJSON)
    }
    raw("\"")
    oscalProperties(related)
    raw(#","target":{"type":"objective-id","target-id":"#)
    oscalToken(id)
    raw(#","status":{"state":"\#(objective.isSatisfied ? "satisfied" : "not-satisfied")","reason":"#)
    json(objective.reason)
    raw(#","remarks":""#)
    add(objective.words, .markdownInJSON)
    raw(#""}}"#)
    if objective.observations.text.count > 0 {
      raw(#","related-observations":["#)
      append(objective.observations.text)
      raw("]")
    }
    if objective.risks.text.count > 0 {
      raw(#","related-risks":["#)
      append(objective.risks.text)
      raw("]")
    }
    raw("}")
  }

  /// The format wants a finding: that there was nothing to look at isn't that nothing is wrong.
  mutating func oscalEmptyFinding(team: String) {
    raw(#"{"uuid":""#)
    raw(StableUUID.bytes(.finding, team))
    raw(#"","title":"Nothing was judged","description":"There was no integration to judge.","target":"#)
    raw(#"{"type":"objective-id","target-id":"audit","status":{"state":"not-satisfied","reason":"other"}}}"#)
  }
}
