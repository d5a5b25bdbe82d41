extension FindingRecord {
  /// Whether somebody accepted it for a time.
  var isWaived: Bool { status == .waived }

  /// Who accepted it and until when, in words.
  var waiverWords: String? {
    guard let waiver else { return nil }
    let words =
      "\(waiver.waiver): accepted by \(waiver.owner), allowed by \(waiver.approver), until \(waiver.until)"
    return status == .lapsed ? words + " (lapsed)" : words
  }
}

extension Cause {
  /// Whether something wasn't looked at because of it.
  var isGap: Bool { code != .gateFailed && code != .notEvaluated }
}
