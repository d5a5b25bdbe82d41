internal import Facts

extension RunRecord {
  /// The clock's time in seconds since 1970-01-01T00:00:00Z; 0 where it isn't one.
  var seconds: Int {
    let parts = now.utf8.split(separator: UInt8(ascii: "T"), maxSplits: 1)
    guard parts.count == 2, let day = Day(Substring(parts[0])) else { return 0 }
    let time = parts[1].split { !(0x30...0x39 ~= $0) }.compactMap { Int(Substring($0)) }
    guard time.count == 3 else { return 0 }
    return day.number * 86400 + time[0] * 3600 + time[1] * 60 + time[2]
  }

  /// The team and the integration, so that equal names of two teams stay apart.
  func scoped(_ integration: String) -> String { (team ?? "") + "\0" + integration }
}

extension Severity {
  /// Its name as a title has it.
  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

extension Basis {
  /// How sure, of three.
  var confidence: String {
    switch self {
    case .fact, .crossCheck: "high"
    case .evidence, .time: "medium"
    case .inferred: "low"
    }
  }
}

extension SummaryRecord {
  /// Why something wasn't looked at, each with its place.
  var gaps: [Cause] { causes.filter(\.isGap) }

  /// Whether all input was read, in words.
  var completeness: String { isComplete ? "complete" : "partial: some input wasn't read" }
}

extension Cause {
  /// What happened and where.
  var words: String { (place.map { $0 + ": " } ?? "") + reason }
}
