extension FindingRecord {
  /// Whether somebody accepted it for a time.
  var isWaived: Bool { status == "waived" }

  /// Who accepted it and until when, in words.
  var waiverWords: String? { isWaived ? "accepted" : nil }
}

extension Cause {
  /// Whether something wasn't looked at because of it.
  var isGap: Bool { code != .gateFailed && code != .notEvaluated }
}
