internal import Facts

extension ReportRecord {
  /// The record as a line of JSON, with its line end.
  public var line: [UInt8] {
    switch self {
    case .run(let run): run.line
    case .integration(let integration): integration.line
    case .finding(let finding): finding.line
    case .summary(let summary): summary.line
    }
  }
}

extension RunRecord {
  fileprivate var line: [UInt8] {
    var line = JSONLine(record: "run")
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
    }
    line.add("fingerprints") {
      $0.add("key", keyName)
      $0.add("compare", isKeyOfThisRun ? "thisReport" : "acrossRuns")
    }
    line.add("memoryLocked", isMemoryLocked)
    line.add("recipients", recipients)
    line.finish()
    return line.bytes
  }
}

extension IntegrationRecord {
  fileprivate var line: [UInt8] {
    var line = JSONLine(record: "integration")
    line.add("integration", integration)
    if !isStable { line.add("stable", false) }
    line.add("name", name)
    line.add("provider", provider)
    if !isProviderKnown { line.add("providerKnown", false) }
    line.add("form", form)
    line.add("mode") {
      $0.add("value", mode)
      $0.add("source", modeSource)
    }
    line.add("features", features)
    if !unknownFeatures.isEmpty { line.add("unknownFeatures", unknownFeatures) }
    line.add("returnedCredentials", returnedCredentials)
    line.add("source", source)
    line.add("place", place)
    line.add("fields", objects: fields) { object, field in
      object.add("field", field.name)
      object.add("state", field.state)
      object.add("class", field.fieldClass)
      object.add("kind", field.kind)
      object.add("fingerprint", field.fingerprint)
      if !field.isKnown { object.add("known", false) }
    }
    line.add("results") {
      $0.add("fail", failed)
      $0.add("pass", passed)
      $0.add("notEvaluable", notEvaluable)
    }
    line.add("evaluated", isEvaluated)
    line.finish()
    return line.bytes
  }
}

extension FindingRecord {
  fileprivate var line: [UInt8] {
    var line = JSONLine(record: "finding")
    line.add("finding", finding)
    line.add("policy", policy)
    line.add("integration", integration)
    line.add("field", field)
    line.add("severity", severity.rawValue)
    line.add("basis", basis)
    line.add("status", status)
    if isPlatformLimit { line.add("platformLimit", true) }
    line.add("title", title)
    line.add("message", message)
    line.finish()
    return line.bytes
  }
}

extension SummaryRecord {
  fileprivate var line: [UInt8] {
    var line = JSONLine(record: "summary")
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
      $0.add("status") { $0.add("open", findings) }
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
    line.add("sources", objects: sources) { object, source in
      object.add("source", source.name)
      object.add("integrations", source.integrations)
      object.add("complete", source.isComplete)
      object.add("bytes", source.byteCount)
      object.add("digest", source.digest)
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
