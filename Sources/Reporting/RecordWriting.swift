internal import Facts
internal import PolicyEngine

extension JSONLine {
  /// Adds what an integration declares.
  mutating func add(_ integration: CheckedIntegration) {
    let facts = integration.facts
    if !integration.hasStableID { add("stable", false) }
    if let name = integration.name { add("name", name.description) }
    if let provider = integration.provider {
      add("provider", word: provider.rawValue)
    } else {
      add("provider", integration.unknownProvider?.description ?? "unknown")
      add("providerKnown", false)
    }
    add("form", word: Spelled.forms[facts[.form].number])
    raw(#","mode":{"#)
    if facts[.mode].isKnown {
      raw(#""value":""#)
      raw(Spelled.modes[facts[.mode].number])
      raw("\",")
    } else if let mode = integration.unknownMode {
      raw(#""value":""#)
      escaped(mode.description)
      raw("\",")
    }
    raw(#""source":""#)
    raw(Spelled.modeSources[facts[.modeSource].number])
    raw(#""},"features":["#)
    addFeatures(facts[.features])
    raw("]")
    if !integration.unknownFeatures.isEmpty {
      add("unknownFeatures", integration.unknownFeatures.map(\.description))
    }
    if let account = integration.account { add("account", account) }
    add("returnedCredentials", facts[.credentialsReturned].number == 1)
    if integration.unlistedCount > 0 { add("unlisted", integration.unlistedCount) }
    if facts[.age].isKnown { add("age", facts[.age].number) }
  }

  private mutating func addFeatures(_ features: FactValue) {
    guard features.isKnown else { return }
    var isFirst = true
    for place in Spelled.features.indices where features.number >> place & 1 == 1 {
      raw(isFirst ? "\"" : ",\"")
      raw(Spelled.features[place])
      raw("\"")
      isFirst = false
    }
  }

  /// Adds the fields, never a value. Names are escaped; the rest are words of ours.
  /// `since` says since when a fingerprint has been the same.
  mutating func add(fields: [FieldDescription], since: ((String, Fingerprint) -> String?)? = nil) {
    add("fields", objects: fields) { line, field in
      line.raw(#""field":""#)
      if field.isKnown { line.raw(field.name) } else { line.escaped(field.name) }
      line.raw(#"","state":""#)
      line.raw(field.state.rawValue)
      line.raw(#"","class":""#)
      line.raw(field.fieldClass.rawValue)
      line.raw(#"","kind":""#)
      line.raw(field.kind.word)
      line.raw("\"")
      line.resume()
      if let fingerprint = field.fingerprint {
        line.add("fingerprint", fingerprint)
        line.add("since", since?(field.name, fingerprint))
      }
      if !field.isKnown { line.add("known", false) }
    }
  }

  /// Adds where an integration stands: its line, a colon, the way to it.
  mutating func add(_ key: String, _ place: RecordPlace) {
    addText(key) { line in
      line.number(place.line)
      if !place.path.isEmpty {
        line.raw(":")
        line.raw(place.path)
      }
    }
  }
}

/// The words of vocabularies by their places.
private enum Spelled {
  static let forms = DocumentForm.allCases.map(\.rawValue)
  static let modes = AuthMode.allCases.map(\.rawValue)
  static let modeSources = ModeSource.allCases.map(\.rawValue)
  static let features = Feature.allCases.map(\.rawValue)
}

extension RunRecord {
  /// The record as a line of JSON, with its line end.
  public var line: [UInt8] {
    var line = JSONLine()
    line.begin(record: "run")
    line.add("schema", Self.schema)
    line.add("run", run)
    line.add("tool") {
      $0.add("name", "credence")
      $0.add("version", version)
    }
    line.add("team", team)
    line.add("clock") {
      $0.add("now", now)
      $0.add("source", clockSource)
    }
    line.add("policies") {
      $0.add("packs", objects: packs) { pack, digest in
        pack.add("pack", digest.name)
        pack.add("digest", digest.digest)
      }
      $0.add("overridden", overridden)
      $0.add("switchedOff", objects: switchedOff) { object, policy in
        object.add("policy", policy.id)
        object.add("reason", policy.reason)
      }
      if hasSeveralPolicies { $0.add("differ", true) }
    }
    line.add("waivers", waivers)
    line.add("baseline", baseline)
    line.add("fingerprints") {
      $0.add("key", keyName)
      $0.add("compare", hasSeveralKeys ? "equalOnly" : isKeyOfThisRun ? "thisReport" : "acrossRuns")
    }
    line.add("memoryLocked", isMemoryLocked)
    line.add("recipients", recipients)
    if !merged.isEmpty { line.add("merged", merged) }
    line.finish()
    return line.bytes
  }
}

extension SummaryRecord {
  /// The record as a line of JSON, with its line end.
  public var line: [UInt8] {
    var line = JSONLine()
    line.begin(record: "summary")
    line.add("complete", isComplete)
    line.add("population") {
      $0.add("integrations", integrations)
      $0.add("returnedCredentials", returnedCredentials)
      $0.add("providers") { Self.write(providers, to: &$0) }
      $0.add("forms") { Self.write(forms, to: &$0) }
    }
    line.add("counts") {
      $0.add("findings", findings)
      $0.add("severity") { object in
        for severity in Severity.allCases.reversed() {
          object.add(severity.rawValue, severities[severity] ?? 0)
        }
      }
      $0.add("status") { object in
        for status in FindingStatus.allCases { object.add(status.rawValue, statuses[status] ?? 0) }
      }
      $0.add("provider") { Self.write(findingsOfProvider, to: &$0) }
    }
    line.add("coverage") {
      $0.add("evaluated", evaluated)
      $0.add("unevaluated", unevaluated)
      $0.add("passed", outcomes[.pass] ?? 0)
      $0.add("failed", outcomes[.fail] ?? 0)
      $0.add("notEvaluable", outcomes[.notEvaluable] ?? 0)
      $0.add("shortSecrets", unlabelledSecrets)
    }
    line.add("fleet") {
      $0.add("compared", fleet.compared)
      $0.add("fail", fleet.failed)
      $0.add("pass", fleet.passed)
      $0.add("notEvaluable", fleet.notEvaluable)
    }
    line.add("waivers", waivers)
    line.add("baseline", baseline)
    line.add("sources", objects: sources) { object, source in
      object.add("source", source.name)
      object.add("integrations", source.integrations)
      object.add("complete", source.isComplete)
      object.add("bytes", source.byteCount)
      object.add("digest", source.digest)
      if let isLocked = source.isLocked { object.add("locked", isLocked) }
      guard let api = source.api else { return }
      object.add("api") {
        $0.add("listed", api.listed)
        $0.add("deleted", api.deleted)
        $0.add("token", api.isWebToken ? "jwt" : "opaque")
        $0.add("tokenIssuedOn", api.issuedOn)
        $0.add("tokenValidUntil", api.validUntil)
      }
    }
    line.add("causes", objects: causes) { object, cause in
      object.add("code", Int(cause.code.rawValue))
      object.add("reason", cause.reason)
      object.add("place", cause.place)
    }
    line.add("exit", Int(exit.rawValue))
    line.finish()
    return line.bytes
  }

  private static func write(_ counts: [String: Int], to object: inout JSONLine) {
    for (key, count) in counts.sorted(by: { $0.key < $1.key }) { object.add(key, count) }
  }
}
