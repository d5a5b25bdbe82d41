import CPolicies
@_spi(RedactionGate) import Facts
import Foundation
import PolicyEngine
import Testing

/// The packs that the binary carries.
private func embeddedPacks() throws -> [PolicyPack] {
  try (0..<credence_policy_pack_count()).map { number in
    let name = unsafe try #require(credence_policy_pack_name(number).map { unsafe String(cString: $0) })
    let bytes = unsafe UnsafeBufferPointer(
      start: credence_policy_pack_bytes(number), count: credence_policy_pack_size(number))
    let text = unsafe String(validating: bytes, as: UTF8.self)
    return PolicyPack(name: name, text: try #require(text), isData: name.hasPrefix("data/"))
  }
}

/// Those of policies and data; the frameworks aren't among them.
private func policyPacks() throws -> [PolicyPack] {
  try embeddedPacks().filter { $0.name != "controls.yaml" }
}

private func embeddedPolicies() throws -> PolicySet {
  try PolicySet.load(packs: policyPacks())
}

@Suite struct `The policies that Credence carries` {
  @Test func `are the files of the folder, byte for byte`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../policies")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.standardized.path)
      .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix("presets/") }.sorted()
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
    let ids = try embeddedPolicies().policies.map(\.id)
    #expect(ids.count > 40)
    #expect(ids == ids.sorted())
    #expect(ids.contains("CRD-AWS-01") && ids.contains("CRD-X-01"))
  }

  @Test func `are the same without their tests`() throws {
    let packs = try policyPacks()
    let full = try PolicySet.load(packs: packs)
    let bare = try PolicySet.load(packs: packs.map { $0.only(.words) })
    #expect(bare.policies.map(\.id) == full.policies.map(\.id))
    for (with, without) in zip(full.policies, bare.policies) {
      #expect(!with.tests.isEmpty && without.tests.isEmpty, "\(with.id)")
      #expect(with.line == without.line)
      #expect(with.title == without.title && with.severity == without.severity && with.field == without.field)
      #expect(with.message.source == without.message.source && with.why == without.why)
      #expect(with.remediation == without.remediation && with.references == without.references)
      #expect(with.providers == without.providers && with.isPlatformLimit == without.isPlatformLimit)
      #expect(with.controls == without.controls)
      #expect(with.conditionText == without.conditionText)
    }
  }

  @Test func `judge the same without their words`() throws {
    let packs = try policyPacks()
    let full = try PolicySet.load(packs: packs)
    let bare = try PolicySet.load(packs: packs.map { $0.only(.judging) })
    #expect(bare.policies.map(\.id) == full.policies.map(\.id))
    for (with, without) in zip(full.policies, bare.policies) {
      #expect(without.tests.isEmpty && without.remediation.isEmpty && without.why == nil, "\(with.id)")
      #expect(with.line == without.line && with.title == without.title, "\(with.id)")
      #expect(with.severity == without.severity && with.factors == without.factors, "\(with.id)")
      #expect(with.basis == without.basis && with.field == without.field, "\(with.id)")
      #expect(with.providers == without.providers && with.fleet == without.fleet, "\(with.id)")
      #expect(with.isPlatformLimit == without.isPlatformLimit, "\(with.id)")
      #expect(with.countsAsCoverage == without.countsAsCoverage, "\(with.id)")
      #expect(with.message.source == without.message.source, "\(with.id)")
      #expect(with.conditionText == without.conditionText, "\(with.id)")
    }
  }

  @Test func `judge the same where those of a provider wait until it comes up`() throws {
    let packs = try policyPacks()
    let deferred = packs.compactMap { pack in
      let text = pack.text.utf8
      return DeferredPack(named: pack.name, ids: PolicyPack.ids(in: text.span)) { pack.only(.judging) }
    }
    #expect(Set(deferred.map(\.provider)).count == deferred.count)
    for provider in Provider.allCases {
      #expect(deferred.contains { $0.provider == provider }, "\(provider)")
    }
    let full = try PolicySet.load(packs: packs)
    let rest = packs.filter { pack in DeferredPack(named: pack.name, ids: []) { pack } == nil }
    let waiting = try PolicySet.load(packs: rest, deferred: deferred)
    #expect(waiting.ids == full.policies.map(\.id))
    for provider in Provider.allCases.map({ $0 as Provider? }) + [nil] {
      var facts = Facts()
      if let provider { facts[.provider] = .word(provider) }
      var judged: [[String]] = [[], []]
      for (number, set) in [full, waiting].enumerated() {
        set.judge(facts) { judged[number].append("\($0) \(set.ids[$0]) \($1) \($2) \($3)") }
      }
      #expect(judged[0] == judged[1] && !judged[0].isEmpty)
    }
    // And each is for its provider alone, with just these ids.
    for (pack, policies) in deferred.map({ pack in (pack, full.policies.filter { pack.ids.contains($0.id) }) }
    ) {
      #expect(policies.map(\.id) == pack.ids.sorted())
      #expect(policies.allSatisfy { $0.providers == [pack.provider] && $0.fleet == nil }, "\(pack.provider)")
    }
  }

  @Test func `bear on the controls that frameworks name`() throws {
    let text = try #require(try embeddedPacks().first { $0.name == "controls.yaml" })
    let catalogue = try ControlCatalogue(reading: text)
    #expect(catalogue.frameworks.count == 11)
    let policies = try embeddedPolicies()
    for framework in catalogue.frameworks {
      #expect(!framework.version.isEmpty && framework.source.hasPrefix("https://"), "\(framework.id)")
      for control in framework.controls {
        let bearing = policies.policies.filter { control.bears($0) }
        #expect(!bearing.isEmpty, "\(framework.id) \(control.id)")
        for id in control.policies where policies[id: id] == nil {
          Issue.record("\(framework.id) \(control.id) names \(id), which isn't there")
        }
      }
    }
    // Every bundle means something to the frameworks that are about all of them.
    for id in ["owasp-nhi", "nist-800-53", "iso-27001", "soc-2", "csa-ccm", "pci-dss"] {
      let framework = try #require(catalogue[id: id])
      let bundles = Set(framework.controls.flatMap(\.bundles))
      let all = ControlBundle.allCases.filter { id != "pci-dss" || $0 != .cryptography }
      #expect(bundles.isSuperset(of: all), "\(id): \(Set(all).subtracting(bundles))")
    }
  }

  @Test func `declare what their severity is made of`() throws {
    for policy in try embeddedPolicies().policies { #expect(policy.factors != nil, "\(policy.id)") }
  }

  @Test func `are explained, and no weaker than their words`() throws {
    for policy in try embeddedPolicies().policies {
      #expect(policy.why != nil, "\(policy.id)")
      #expect(policy.remediation.contains("1. "), "\(policy.id)")
      #expect(!policy.conditionText.isEmpty, "\(policy.id)")
    }
  }

  @Test func `count as a look at the credential, unless they are about the document`() throws {
    let more = ["CRD-AWS-20", "CRD-AZ-02", "CRD-AZ-09", "CRD-CF-04", "CRD-K8S-34"]
    for policy in try embeddedPolicies().policies where policy.fleet == nil {
      let isOfDocument =
        ["CRD-DOC-", "CRD-GEN-", "CRD-FEA-", "CRD-RES-", "CRD-X-02", "CRD-X-03"].contains {
          policy.id.hasPrefix($0)
        }
        || more.contains(policy.id)
      #expect(policy.countsAsCoverage == !isOfDocument, "\(policy.id)")
    }
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
