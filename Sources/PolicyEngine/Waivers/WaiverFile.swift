internal import Facts
internal import YAMLReader

/// A file of waivers, read and held against its schema.
public struct WaiverFile: Sendable {
  /// The file's name, for people.
  public let name: String
  /// Its text.
  public let text: String
  /// Its waivers, in the order of the file.
  public let waivers: [Waiver]

  /// Reads a file's text. With `policies`, also holds the waivers against those: each must name one of them, or
  /// one that is switched off, and say which credential it is for where the policy asks that.
  ///
  /// - Throws: Everything that is wrong in it.
  public init(
    name: String, text: String, policies: PolicySet? = nil, looksSecret: (String) -> Bool = { _ in false }
  ) throws(PolicyLoadError) {
    var reader = WaiverReader(pack: name, policies: policies)
    waivers = reader.waivers(in: text, looksSecret: looksSecret)
    guard reader.problems.problems.isEmpty else {
      throw PolicyLoadError(problems: reader.problems.problems.sorted { $0.place < $1.place })
    }
    self.name = name
    self.text = text
  }
}

/// Reads waivers, and collects all that is wrong with them.
private struct WaiverReader {
  private static let required = [
    "id", "policy", "scope", "owner", "reason", "approver", "created", "expires",
  ]
  /// Longer texts belong into the ticket, and records show all of them.
  private static let longestText = 500

  private(set) var problems: ProblemList
  private let policies: PolicySet?

  init(pack: String, policies: PolicySet?) {
    problems = ProblemList(pack: pack)
    self.policies = policies
  }

  mutating func waivers(in text: String, looksSecret: (String) -> Bool) -> [Waiver] {
    do throws(YAMLError) {
      let root = try YAMLNode(reading: text)
      // An empty list is what is left when the last waiver is taken out.
      guard let nodes = root.elements else {
        problems.add("this isn't a waiver file", at: root.position, expected: "a list of waivers")
        return []
      }
      var waivers: [Waiver] = []
      for node in nodes {
        guard let waiver = waiver(node, looksSecret: looksSecret) else { continue }
        if waivers.contains(where: { $0.id == waiver.id }) {
          problems.add("the id `\(waiver.id)` stands twice", at: node.position, expected: "another id")
        }
        waivers.append(waiver)
      }
      return waivers
    } catch {
      problems.add(error.reason, at: error.position)
      return []
    }
  }

  private mutating func waiver(_ node: YAMLNode, looksSecret: (String) -> Bool) -> Waiver? {
    var texts: [String: String] = [:]
    var days: [String: Day] = [:]
    var scope: WaiverScope?
    for entry in problems.entries(
      node, of: "a waiver", keys: Self.required + ["ticket"], required: Self.required)
    {
      switch entry.name {
      case "scope": scope = problems.scope(entry.value)
      case "created", "expires": days[entry.name] = problems.day(entry.value, of: entry.name)
      default: texts[entry.name] = text(entry, looksSecret: looksSecret)
      }
    }
    guard let id = texts["id"], let policy = texts["policy"], let scope, let owner = texts["owner"],
      let reason = texts["reason"], let approver = texts["approver"], let created = days["created"],
      let expires = days["expires"]
    else { return nil }
    if !id.utf8.allSatisfy(PolicyReader.isOfAnID) {
      problems.add(
        "`\(id)` can't be an id", at: node["id"]?.position ?? node.position,
        expected: "letters, digits and hyphens")
    }
    if owner.lowercased() == approver.lowercased() {
      problems.add(
        "owner and approver are the same", at: node["approver"]?.position ?? node.position,
        expected: "somebody else than who bears the risk")
    }
    if expires < created {
      problems.add(
        "it expires before it was created", at: node["expires"]?.position ?? node.position,
        expected: "a day after \(created)")
    }
    check(policy, scope, node)
    return Waiver(
      id: id, policy: policy, scope: scope.scope, credential: scope.credential,
      fingerprintKey: scope.fingerprintKey, owner: owner, reason: reason, approver: approver,
      created: created,
      expires: expires, ticket: texts["ticket"], line: node.position.line)
  }

  private mutating func text(_ entry: YAMLEntry, looksSecret: (String) -> Bool) -> String? {
    guard let text = problems.line(entry.value, of: entry.name) else { return nil }
    if text.utf8.count > Self.longestText {
      problems.add(
        "\(entry.name) is longer than \(Self.longestText) bytes", at: entry.value.position,
        expected: "a sentence; the rest belongs into the ticket")
      return nil
    }
    if looksSecret(text) {
      problems.add(
        "\(entry.name) holds what looks like a credential", at: entry.value.position,
        expected: "words; name a secret by where it lies")
      return nil
    }
    return text
  }

  /// Holds a waiver against its policy.
  private mutating func check(_ id: String, _ scope: WaiverScope, _ node: YAMLNode) {
    guard let policies, !policies.switchedOff.contains(where: { $0.id == id }) else { return }
    guard let policy = policies[id: id] else {
      problems.addUnknown(
        "there is no policy", id, at: node["policy"]?.position ?? node.position,
        among: policies.ids)
      return
    }
    let position = node["scope"]?.position ?? node.position
    if policy.fleet != nil, case .integration = scope.scope {
      problems.add(
        "\(id) is about several integrations at once", at: position, expected: "`finding: ID` as the scope")
    }
    switch policy.waiverBinding {
    case .credential where scope.credential.isEmpty:
      problems.add(
        "\(id) binds its waivers to the credential", at: position,
        expected: "`credential` and `fingerprintKey` in the scope; `credence waiver add` writes them")
    case .integration where !scope.credential.isEmpty:
      problems.add(
        "\(id) binds its waivers to the integration", at: position,
        expected: "a scope without `credential`, so that rotation isn't punished")
    default: break
    }
  }
}

/// A scope as it was read.
struct WaiverScope {
  var scope: Waiver.Scope
  var credential: [String] = []
  var fingerprintKey: String?
}

extension ProblemList {
  /// Which findings a waiver is for.
  mutating func scope(_ node: YAMLNode) -> WaiverScope? {
    var scope: WaiverScope?
    var count = 0
    let keys = ["finding", "integration", "credential", "fingerprintKey"]
    for entry in entries(node, of: "a scope", keys: keys, required: []) {
      switch entry.name {
      case "finding":
        count += 1
        scope = digits(entry.value, of: "a finding's id", count: 32).map { WaiverScope(scope: .finding($0)) }
      case "integration":
        count += 1
        guard let id = line(entry.value, of: "integration") else { continue }
        if id.contains("*") {
          add(
            "a waiver is for one integration, not for a pattern", at: entry.value.position,
            expected: "the integration's id, as reports have it")
          continue
        }
        scope = WaiverScope(scope: .integration(id))
      default: break
      }
    }
    if count != 1, node.entries != nil {
      add("a scope has one aim", at: node.position, expected: "one of `finding`, `integration`")
    }
    guard var scope else { return nil }
    switch (node["credential"], node["fingerprintKey"]) {
    case (nil, nil): break
    case (let credential?, let key?):
      scope.credential = (credential.elements ?? [credential]).compactMap {
        digits($0, of: "a fingerprint", count: 32)
      }
      scope.fingerprintKey = digits(key, of: "fingerprintKey", count: 12)
    case (let found, let other):
      add(
        "`credential` and `fingerprintKey` say nothing without each other",
        at: (found ?? other)?.position ?? node.position,
        expected: "both, as `credence waiver add` writes them")
    }
    return scope
  }

  /// So many hexadecimal digits.
  private mutating func digits(_ node: YAMLNode, of what: String, count: Int) -> String? {
    if let text = node.text, text.utf8.count == count,
      text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
    {
      return text
    }
    add("\(what) isn't one", at: node.position, expected: "\(count) hexadecimal digits, as reports have them")
    return nil
  }
}
