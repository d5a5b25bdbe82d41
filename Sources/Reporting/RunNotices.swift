internal import PolicyEngine

extension RunRecord {
  /// What a reader has to know before trusting the rest, a sentence each; each format says it in its way.
  var notices: [String] {
    var notices: [String] = []
    if clockSource != "system" { notices.append("The clock was set by hand to \(now).") }
    if hasSeveralPolicies { notices.append(Self.severalPolicies) }
    if hasSeveralKeys { notices.append(Self.severalKeys) }
    if baseline?.hasOtherPolicies == true { notices.append(Self.otherPolicies(of: "baseline")) }
    if !overridden.isEmpty {
      notices.append("Policies replaced by others: " + overridden.joined(separator: ", ") + ".")
    }
    for policy in switchedOff { notices.append("\(policy.id) is switched off: \(policy.reason)") }
    if waivers?.isApplied == false { notices.append("No waiver counts, by --no-waivers.") }
    if !isMemoryLocked { notices.append("Memory for secrets could not be locked while the audit ran.") }
    return notices
  }

  private static let severalPolicies =
    "The merged reports were made with different policies, so what some integrations were judged by, others may "
    + "not have been."
  private static let severalKeys =
    "The merged reports have different fingerprint keys, so what is shared across them isn't all known."

  /// What is to be said where reports are compared that different policies made.
  static func otherPolicies(of report: String) -> String {
    "The \(report) was made with other policies, so what is new or gone may be their doing."
  }

  /// Whether two reports were made with the same policies.
  func hasPolicies(of other: RunRecord) -> Bool { Set(packs) == Set(other.packs) }
}
