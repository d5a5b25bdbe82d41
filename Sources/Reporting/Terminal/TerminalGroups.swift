internal import Facts
internal import PolicyEngine

extension TerminalView {
  /// Findings under one heading.
  struct Group {
    let title: String
    let about: String
    /// The integration, in a view by integration.
    var integration: IntegrationRecord?
    /// Worst first.
    let findings: [FindingRecord]
  }

  /// The findings in groups, the worst group first.
  func groups(
    of findings: [FindingRecord], _ integrations: [IntegrationRecord], _ titles: [String: String]
  ) -> [Group] {
    var groups: [Group]
    switch grouping {
    case .integration: groups = byIntegration(findings, integrations)
    case .provider: groups = byProvider(findings, integrations)
    case .policy:
      groups = split(findings, by: \.policy).map { policy, findings in
        Group(title: policy, about: findings.first?.title ?? "", findings: worstFirst(findings))
      }
    case .severity:
      groups = split(findings, by: \.severity.rawValue).map { severity, findings in
        Group(title: severity, about: "\(findings.count)", findings: worstFirst(findings))
      }
    }
    let weights = groups.map { group in
      // What is accepted weighs less than anything open.
      Severity.allCases.reversed().map { severity in
        group.findings.count { $0.severity == severity && $0.isOpen }
      }
    }
    return groups.indices.sorted { left, right in
      weights[left] == weights[right]
        ? left < right : weights[right].lexicographicallyPrecedes(weights[left])
    }.map { groups[$0] }
  }

  private func byIntegration(
    _ findings: [FindingRecord], _ integrations: [IntegrationRecord]
  ) -> [Group] {
    let own = Dictionary(grouping: findings, by: \.integration)
    var groups: [Group] = []
    if let fleet = own[nil] {
      groups.append(Group(title: "Across integrations", about: "", findings: worstFirst(fleet)))
    }
    for integration in integrations {
      // What is only for information doesn't make an integration one to act on.
      guard let own = own[integration.integration], own.contains(where: { $0.severity > .info }) else {
        continue
      }
      var about = integration.provider
      if !integration.isProviderKnown { about += " (unknown provider)" }
      if let mode = integration.mode {
        about += " · " + mode + (integration.modeSource == "inferred" ? " (inferred)" : "")
      }
      about += " · " + integration.form
      groups.append(
        Group(
          title: integration.title, about: about, integration: integration, findings: worstFirst(own)))
    }
    return groups
  }

  private func byProvider(
    _ findings: [FindingRecord], _ integrations: [IntegrationRecord]
  ) -> [Group] {
    let providers = Dictionary(
      integrations.map { ($0.integration, $0.provider) }, uniquingKeysWith: { first, _ in first })
    let populations = Dictionary(grouping: integrations, by: \.provider).mapValues(\.count)
    let across = "Across integrations"
    return split(findings) { $0.integration.map { providers[$0] ?? "unknown" } ?? across }
      .map { provider, findings in
        let population = populations[provider] ?? 0
        let about = provider == across ? "" : population == 1 ? "1 integration" : "\(population) integrations"
        return Group(title: provider, about: about, findings: worstFirst(findings))
      }
  }

  /// The findings by a key, in the order in which the keys come first.
  private func split(
    _ findings: [FindingRecord], by key: (FindingRecord) -> String
  ) -> [(String, [FindingRecord])] {
    var places: [String: Int] = [:]
    var groups: [(String, [FindingRecord])] = []
    for finding in findings {
      let key = key(finding)
      if let place = places[key] {
        groups[place].1.append(finding)
      } else {
        places[key] = groups.count
        groups.append((key, [finding]))
      }
    }
    return groups
  }

  private func worstFirst(_ findings: [FindingRecord]) -> [FindingRecord] {
    findings.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.isOpen != other.isOpen { return one.isOpen }
      if one.severity != other.severity { return one.severity > other.severity }
      return one.policy == other.policy ? left.offset < right.offset : one.policy < other.policy
    }.map(\.element)
  }
}
