internal import Facts

extension ReportDiff {
  /// How many findings stand how.
  public func count(_ change: FindingChange) -> Int { changes.count { $0.change == change } }

  /// The difference as JSON Lines: one `diff` record with all counts, then a record for each thing in it.
  public var lines: [UInt8] {
    var line = JSONLine()
    line.begin(record: "diff")
    line.add("old") {
      $0.add("run", old.run)
      $0.add("now", old.now)
    }
    line.add("new") {
      $0.add("run", new.run)
      $0.add("now", new.now)
    }
    line.add("samePolicies", new.hasPolicies(of: old))
    line.add("changes") { object in
      for change in FindingChange.allCases { object.add(change.rawValue, count(change)) }
    }
    line.add("gone") { object in
      for fate in FindingFate.allCases where fate.isGone {
        object.add(fate.rawValue, gone.count { $0.fate == fate })
      }
    }
    line.add("appeared", appeared)
    line.add("disappeared", disappeared)
    line.finish()
    for change in changes {
      line.begin(record: "change")
      line.add("change", change.change.rawValue)
      line.add(change.finding)
      line.add("was", change.was?.rawValue)
      line.add("status", change.finding.status.rawValue)
      line.finish()
    }
    for gone in gone {
      line.begin(record: "gone")
      line.add("fate", gone.fate.rawValue)
      line.add(gone.finding)
      line.finish()
    }
    for secret in rotated + unrotated {
      line.begin(record: secret.since == nil ? "rotated" : "unrotated")
      line.add("integration", secret.integration)
      line.add("field", secret.field)
      line.add("since", secret.since)
      if secret.since != nil { line.add("days", secret.days) }
      line.finish()
    }
    for mode in modes {
      line.begin(record: "mode")
      line.add("integration", mode.integration)
      line.add("was", mode.was)
      line.add("now", mode.now)
      line.finish()
    }
    return line.bytes
  }
}

extension JSONLine {
  /// Adds what names a finding.
  fileprivate mutating func add(_ finding: FindingRecord) {
    add("finding", finding.finding)
    add("policy", finding.policy)
    add("integration", finding.integration)
    add("source", finding.source)
    if finding.integration == nil && finding.source == nil { add("integrations", finding.integrations) }
    add("field", finding.field)
    add("severity", finding.severity.rawValue)
    add("title", finding.title)
  }
}
