import CPolicies
import Facts
import Foundation
import PolicyEngine
import Testing

private struct Pack {
  let name: String
  let text: String
}

/// The packs that the binary carries.
private func embeddedPacks() throws -> [Pack] {
  try (0..<credence_policy_pack_count()).map { number in
    let name = unsafe try #require(credence_policy_pack_name(number).map { unsafe String(cString: $0) })
    let bytes = unsafe UnsafeBufferPointer(
      start: credence_policy_pack_bytes(number), count: credence_policy_pack_size(number))
    let text = unsafe String(validating: bytes, as: UTF8.self)
    return Pack(name: name, text: try #require(text))
  }
}

private func embeddedPolicies() throws -> PolicySet {
  try PolicySet.load(packs: embeddedPacks().map { PolicyPack(name: $0.name, text: $0.text) })
}

@Suite struct `The policies that Credence carries` {
  @Test func `are the files of the folder, byte for byte`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../policies")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.standardized.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    let packs = try embeddedPacks()
    #expect(packs.map(\.name) == names)
    for pack in packs {
      let file = try String(contentsOf: folder.appending(path: pack.name), encoding: .utf8)
      #expect(pack.text == file, "\(pack.name)")
    }
  }

  @Test func `end where the list ends`() {
    let count = credence_policy_pack_count()
    #expect(unsafe credence_policy_pack_name(count) == nil)
    #expect(unsafe credence_policy_pack_bytes(count) == nil)
    #expect(credence_policy_pack_size(count) == 0)
  }

  @Test func `compile`() throws {
    #expect(
      try embeddedPolicies().policies.map(\.id) == [
        "CRD-AWS-01", "CRD-AWS-02", "CRD-AWS-14", "CRD-CF-01", "CRD-CF-03", "CRD-GCP-01", "CRD-GEN-01",
        "CRD-GEN-02", "CRD-GEN-04", "CRD-GEN-19", "CRD-GEN-20", "CRD-X-01",
      ])
  }

  @Test func `count as a look at the credential, unless they are about the document`() throws {
    for policy in try embeddedPolicies().policies {
      #expect(policy.countsAsCoverage == !policy.id.hasPrefix("CRD-GEN-"), "\(policy.id)")
    }
  }

  @Test func `stand in the README's table`() throws {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../policies/README.md")
    let rows = try String(contentsOf: readme.standardized, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| CRD-") }
    let expected = try embeddedPolicies().policies.map {
      "| \($0.id) | \($0.title) | \($0.severity.rawValue) |"
    }
    #expect(rows.map(String.init) == expected)
  }
}

@Suite struct `An AWS key where a role would do` {
  private func judged(_ change: (inout Facts) -> Void) throws -> Outcome? {
    var facts = Facts()
    facts[.provider] = .word(Provider.aws)
    facts[.form] = .word(DocumentForm.response)
    facts[.mode] = .word(AuthMode.accessKey)
    facts[.unknownFeatures] = FactValue(0)
    change(&facts)
    return try embeddedPolicies().outcome(of: "CRD-AWS-01", for: facts)
  }

  @Test func `is excused for OpenTofu alone`() throws {
    #expect(try judged { $0[.features] = .features(.opentofu) } == .pass)
    #expect(try judged { $0[.features] = .features(.opentofu, .byoc) } == .fail)
    #expect(try judged { $0[.features] = .features() } == .fail)
  }

  @Test func `isn't excused by a feature that nobody knows`() throws {
    #expect(
      try judged {
        $0[.features] = .features(.opentofu)
        $0[.unknownFeatures] = FactValue(1)
      } == .fail)
    #expect(try judged { $0[.unknownFeatures] = FactValue(1) } == .fail)
  }

  @Test func `can't be told from a response without features, but from a request`() throws {
    #expect(try judged { _ in } == .notEvaluable)
    #expect(try judged { $0[.form] = .word(DocumentForm.request) } == .fail)
  }
}
