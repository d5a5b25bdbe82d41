import Facts
import Testing

@testable import PolicyEngine

@Suite struct `Waivers as they are written` {
  private static let good = """
    - id: W-1
      policy: CRD-A
      scope: { integration: aws-prod }
      owner: platform@example.com
      approver: security@example.com
      reason: Moves to a role with the next release.
      created: 2026-11-01
      expires: 2027-01-31
      ticket: ACME-7

    """

  private func policies() throws -> PolicySet {
    func policy(_ id: String, _ more: String = "") -> String {
      """
      - id: \(id)
        title: T
        severity: high
        basis: fact
      \(more)  failsWhen: { form: request }
        message: M
        remediation: R
        controls: [LL]
        tests:
          - { name: a, given: { provider: aws }, expect: fail }
          - { name: b, given: { provider: aws, id: x, createdAt: y }, expect: pass }

      """
    }
    let fleet = policy("CRD-F", "  applies: { fleet: sharedSecret }\n").replacing(
      "form: request", with: "shared.integrations: { over: 1 }")
    return try PolicySet.load(packs: [
      PolicyPack(
        name: "p.yaml", text: policy("CRD-A") + policy("CRD-B", "  waiversBindTo: credential\n") + fleet)
    ])
  }

  private func problems(_ text: String, looksSecret: (String) -> Bool = { _ in false }) throws -> [String] {
    do {
      _ = try WaiverFile(name: "w.yaml", text: text, policies: policies(), looksSecret: looksSecret)
      return []
    } catch let error as PolicyLoadError {
      return error.problems.map(\.description)
    }
  }

  private func problem(_ old: String, _ new: String) throws -> String {
    #expect(Self.good.contains(old))
    let found = try problems(Self.good.replacing(old, with: new))
    return found.joined(separator: "\n")
  }

  @Test func `say who, why and until when`() throws {
    let file = try WaiverFile(name: "w.yaml", text: Self.good, policies: policies())
    let waiver = try #require(file.waivers.first)
    #expect(waiver.id == "W-1" && waiver.scope == .integration("aws-prod") && waiver.ticket == "ACME-7")
    #expect(waiver.owner == "platform@example.com" && waiver.approver == "security@example.com")
    #expect(waiver.lastDay == Day("2027-01-31") && !waiver.isOverlong && waiver.line == 1)
    #expect(try WaiverFile(name: "w.yaml", text: "[]").waivers.isEmpty)
  }

  @Test(arguments: ["id", "policy", "scope", "owner", "approver", "reason", "created", "expires"])
  func `lack nothing`(key: String) throws {
    let lines = Self.good.split(separator: "\n").filter { !$0.contains(" \(key): ") }
    var text = lines.joined(separator: "\n")
    if key == "id" { text = "-" + text.dropFirst() }
    #expect(try problems(text).contains { $0.contains("a waiver has no `\(key)`") })
  }

  @Test func `with something wrong in them name file, line and what would be right`() throws {
    #expect(try problem("owner:", "onwer:").contains("w.yaml:4:3: a waiver has no key `onwer`"))
    #expect(try problem("owner:", "onwer:").contains("did you mean `owner`?"))
    #expect(try problem("CRD-A", "CRD-AA").contains("w.yaml:2:11: there is no policy `CRD-AA`"))
    #expect(try problem("integration: aws-prod", "integration: \"*\"").contains("not for a pattern"))
    #expect(try problem("integration: aws-prod", "integration: \"aws-*\"").contains("not for a pattern"))
    #expect(try problem("{ integration: aws-prod }", "{}").contains("a scope has one aim"))
    #expect(try problem("{ integration: aws-prod }", "\"*\"").contains("a scope isn't a mapping"))
    #expect(try problem("integration: aws-prod", "finding: 12ab").contains("32 hexadecimal digits"))
    #expect(
      try problem("security@example.com", "Platform@example.com").contains("owner and approver are the same"))
    #expect(try problem("2027-01-31", "2026-10-31").contains("expires before it was created"))
    #expect(try problem("2027-01-31", "2027-02-31").contains("expires isn't a day"))
    #expect(try problem("W-1", "W 1").contains("can't be an id"))
    #expect(try problem("ACME-7", String(repeating: "long ", count: 101)).contains("longer than 500 bytes"))
    #expect(
      try problems(Self.good + Self.good).contains { $0.contains("w.yaml:10:3: the id `W-1` stands twice") })
    #expect(
      try problems("policy: CRD-A") == ["w.yaml:1:1: this isn't a waiver file; expected a list of waivers"])
    #expect(try problems("- [").count == 1)
  }

  @Test func `hold no credential, and what is said of that doesn't show it`() throws {
    let found = try problems(Self.good, looksSecret: { $0.hasPrefix("Moves") })
    #expect(
      found == [
        "w.yaml:6:11: reason holds what looks like a credential; expected words; name a secret by where it lies"
      ])
  }

  @Test func `are bound to what their policy says`() throws {
    let print = String(repeating: "0a", count: 16)
    let bound = "integration: aws-prod, credential: [\(print)], fingerprintKey: 0123456789ab"
    #expect(try problem("CRD-A", "CRD-B").contains("CRD-B binds its waivers to the credential"))
    #expect(
      try problem("integration: aws-prod", bound).contains("CRD-A binds its waivers to the integration"))
    #expect(
      try problems(
        Self.good.replacing("CRD-A", with: "CRD-B").replacing("integration: aws-prod", with: bound)) == [])
    #expect(
      try problem("integration: aws-prod", "integration: a, credential: [\(print)]").contains(
        "nothing without each other"))
    #expect(try problem("CRD-A", "CRD-F").contains("CRD-F is about several integrations at once"))
  }

  @Test func `hold to the end of their last day, and 180 days at most`() throws {
    func waiver(_ created: String, _ expires: String) throws -> Waiver {
      let text = Self.good.replacing("2026-11-01", with: created).replacing("2027-01-31", with: expires)
      return try #require(try WaiverFile(name: "w", text: text).waivers.first)
    }
    let day = try #require(Day("2026-11-10"))
    #expect(try waiver("2026-11-01", "2026-11-10").state(on: day) == .inForce)
    #expect(try waiver("2026-11-01", "2026-11-09").state(on: day) == .lapsed)
    #expect(try waiver("2026-11-10", "2026-11-20").state(on: day) == .inForce)
    #expect(try waiver("2026-11-11", "2026-11-20").state(on: day) == .notYet)
    let long = try waiver("2026-05-14", "2030-01-01")
    #expect(long.isOverlong && long.lastDay == day && long.state(on: day) == .inForce)
    #expect(try waiver("2026-05-13", "2030-01-01").state(on: day) == .lapsed)
    #expect(try !waiver("2026-05-14", "2026-11-10").isOverlong)
  }
}
