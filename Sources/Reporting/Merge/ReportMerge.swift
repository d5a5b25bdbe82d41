public import Facts
internal import PolicyEngine

/// Gathers several reports to make one of them. The order in which they come doesn't matter, nor how they were
/// merged before: integrations come out sorted, and what stands in several reports, as after a repeated shard, is
/// taken as often as it stands in one of them.
///
/// It keeps all records, as bytes.
public struct ReportMerge: ~Copyable {
  /// An integration's record and those of its findings.
  public struct Group: Sendable {
    /// The integration.
    public let integration: IntegrationRecord
    /// The records, as they stood in their report.
    public internal(set) var lines: [UInt8]
    /// The findings about it.
    public internal(set) var findings: [FindingRecord] = []
  }

  private var reader = ReportLines()
  private var current = MergedReport()
  private var reports: [MergedReport] = []
  private var sorted: [Group]?

  /// Nothing gathered yet.
  public init() {}

  /// Takes the next piece of the current report.
  public mutating func read(_ bytes: Span<UInt8>) throws(ReportError) {
    reader.add(bytes)
    while let record = try reader.next() { current.take(record, reader.bytes) }
  }

  /// Ends the current report; one that was cut off is refused.
  public mutating func endReport() throws(ReportError) {
    if let record = try reader.last() { current.take(record, reader.bytes) }
    try reader.requireWhole()
    reports.append(current)
    sorted = nil
    current = MergedReport()
    reader = ReportLines()
  }

  /// The integrations of all reports, in the canonical order.
  public mutating func groups() -> [Group] {
    if let sorted { return sorted }
    let all =
      reports.count == 1
      ? reports[0].groups
      : Self.union(reports.map(\.groups)) { Digest.fingerprint(of: $0.lines) }
    let result = all.sorted {
      $0.integration.integration == $1.integration.integration
        ? $0.lines.lexicographicallyPrecedes($1.lines)
        : $0.integration.integration < $1.integration.integration
    }
    sorted = result
    return result
  }

  /// Findings about several integrations that were found anew; those that a report has already are as they stand
  /// there, with what was said of them since.
  public func settled(_ lines: [UInt8]) -> (lines: [UInt8], findings: [FindingRecord]) {
    // Of two that say different things of one finding, always the same one.
    let known: [String: [UInt8]] = reports.reduce(into: [:]) { known, report in
      known.merge(report.fleet) { $0.lexicographicallyPrecedes($1) ? $1 : $0 }
    }
    let found = Self.findings(in: lines)
    guard !known.isEmpty else { return (lines, found.map(\.record)) }
    let settled = found.flatMap { known[$0.record.finding] ?? $0.line }
    return (settled, Self.findings(in: settled).map(\.record))
  }

  /// The findings about APIs' tokens, each once, in the order of their policies.
  public var tokenFindings: [(finding: FindingRecord, line: [UInt8])] {
    let lines = reports.reduce(into: [String: [UInt8]]()) { lines, report in
      lines.merge(report.fleet) { $0.lexicographicallyPrecedes($1) ? $1 : $0 }
    }
    return lines.values.flatMap { Self.findings(in: $0) }.filter { $0.record.source != nil }
      .sorted {
        ($0.record.policy, $0.record.source ?? "") < ($1.record.policy, $1.record.source ?? "")
      }
      .map { ($0.record, $0.line) }
  }

  /// What fleet policies came to in any of the reports, the worst first.
  public func outcomes(of policies: [String]) -> [(policy: String, outcome: Outcome)] {
    let fleets = reports.compactMap { $0.summary?.fleet }
    return policies.compactMap { id in
      if fleets.contains(where: { $0.failed.contains(id) }) { return (id, .fail) }
      if fleets.contains(where: { $0.notEvaluable.contains(id) }) { return (id, .notEvaluable) }
      return fleets.contains { $0.passed.contains(id) } ? (id, .pass) : nil
    }
  }

  private static func findings(in lines: [UInt8]) -> [(record: FindingRecord, line: [UInt8])] {
    var reader = ReportLines()
    reader.add(lines.span)
    var findings: [(record: FindingRecord, line: [UInt8])] = []
    while case .finding(let finding, _)? = try? reader.next() {
      findings.append((finding, reader.bytes + [0x0A]))
    }
    return findings
  }

  /// Whether reports have different fingerprint keys, so that what doesn't look shared may be.
  public var keysDiffer: Bool {
    Set(reports.map(\.keyName)).count > 1 || reports.contains { $0.run?.hasSeveralKeys ?? false }
  }

  /// Whether reports were made with different policies.
  public var policiesDiffer: Bool {
    Set(reports.map { Set($0.run?.packs ?? []) }).count > 1
      || reports.contains { $0.run?.hasSeveralPolicies ?? false }
  }

  /// How many integrations stand in several of the reports.
  public mutating func overlap() -> Int { reports.reduce(0) { $0 + $1.groups.count } - groups().count }

  /// The frameworks of all reports, with the policies that bear on their controls in any of them.
  public var frameworks: [FrameworkRecord] {
    reports.reduce([]) { $0.union($1.frameworks) }
  }

  /// The inputs of all reports, and what went wrong with them; nothing is counted.
  public func inputs() -> SummaryRecord {
    var summary = SummaryRecord()
    let all = reports.compactMap(\.summary)
    summary.sources = Self.union(all.map(\.sources), key: \.order)
      .sorted { $0.order.lexicographicallyPrecedes($1.order) }
    summary.causes = Self.union(all.map { $0.causes.filter { !$0.isOfWholeRun } }, key: \.order)
      .sorted { $0.order.lexicographicallyPrecedes($1.order) }
    summary.isComplete = all.allSatisfy(\.isComplete)
    summary.unlabelledSecrets = all.reduce(0) { $0 + $1.unlabelledSecrets }
    summary.waivers = all.compactMap(\.waivers).reduce(nil) { $0?.merged(with: $1) ?? $1 }
    return summary
  }

  /// The run record of the merged report. `version` is the program's.
  public func run(version: String, recipients: [String]) -> RunRecord {
    let runs = reports.compactMap(\.run)
    func all<T: Hashable>(_ values: [[T]]) -> Set<T> { Set(values.joined()) }
    let merged = all(runs.map { $0.merged.isEmpty ? [$0.run] : $0.merged }).sorted()
    let keys = all(runs.map { $0.keyName.split(separator: ",").map(String.init) }).sorted()
    let teams = all(runs.map { ($0.team ?? "").split(separator: ",").map(String.init) }).sorted()
    let packs = all(runs.map { $0.packs.map { [$0.name, $0.digest] } })
      .map { PackDigest(name: $0[0], digest: $0[1]) }
    let waivers = Set(runs.map(\.waivers))
    let off = all(runs.map { $0.switchedOff.map { [$0.id, $0.reason] } })
    return RunRecord(
      run: merged.count == 1
        ? merged[0] : Digest.hexadecimal(of: merged.joined(separator: ",").utf8, byteCount: 16),
      version: version, team: teams.isEmpty ? nil : teams.joined(separator: ","),
      now: runs.map(\.now).max() ?? "",
      clockSource: runs.contains { $0.clockSource != "system" } ? "option" : "system",
      packs: packs.sorted { ($0.name, $0.digest) < ($1.name, $1.digest) },
      overridden: all(runs.map(\.overridden)).sorted(),
      switchedOff: off.map { SwitchedOffPolicy(id: $0[0], reason: $0[1]) }
        .sorted { ($0.id, $0.reason) < ($1.id, $1.reason) },
      waivers: waivers.count == 1 ? waivers.first ?? nil : nil,
      isKeyOfThisRun: !keysDiffer && runs.contains(where: \.isKeyOfThisRun),
      keyName: keys.joined(separator: ","), isMemoryLocked: runs.allSatisfy(\.isMemoryLocked),
      recipients: recipients, merged: merged.count > 1 ? merged : [], hasSeveralKeys: keysDiffer,
      hasSeveralPolicies: policiesDiffer)
  }

  /// What stands in several lists, each as often as it stands in the one that has most of it.
  private static func union<Element, Key: Hashable>(
    _ lists: [[Element]], key: (Element) -> Key
  ) -> [Element] {
    var most: [Key: Int] = [:]
    var result: [Element] = []
    for list in lists {
      var counts: [Key: Int] = [:]
      for element in list {
        let key = key(element)
        let count = counts[key, default: 0] + 1
        counts[key] = count
        if count > most[key, default: 0] {
          most[key] = count
          result.append(element)
        }
      }
    }
    return result
  }
}
