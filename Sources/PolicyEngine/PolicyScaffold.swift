public import Facts

/// The beginning of a policy, for somebody to go on with.
public enum PolicyScaffold {
  /// A policy file of that id, which compiles and whose tests hold, with TODO wherever words are missing. Nil
  /// where the id can't be one.
  public static func text(id: String, provider: Provider?) -> String? {
    guard !id.isEmpty, id.utf8.allSatisfy(PolicyReader.isOfAnID) else { return nil }
    let applies = provider.map { "\n  applies: { provider: \($0.rawValue) }" } ?? ""
    let name = (provider ?? .aws).rawValue
    return """
      - id: \(id)
        title: TODO what is wrong, in a line
        severity: medium
        basis: fact\(applies)
        # What may stand here: credence facts --schema, and policies/README.md.
        failsWhen:
          all:
            - features: { anyOf: [byoc] }
            - restrictions.enabled: false
        message: "TODO what is said of {integration.name}"
        why: TODO why it is as severe as it is
        remediation: |
          TODO what to do, step by step
        controls: [GOV]
        tests:
          - name: clusters for every team fail
            given: { provider: \(name), features: [byoc], restrictions: { enabled: false } }
            expect: fail
          - name: clusters for named teams pass
            given: { provider: \(name), features: [byoc], restrictions: { enabled: true } }
            expect: pass
          - name: no clusters, no finding
            given: { provider: \(name), features: [registry-pull], restrictions: { enabled: false } }
            expect: pass

      """
  }
}
