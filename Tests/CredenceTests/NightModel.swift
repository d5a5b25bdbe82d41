import Foundation
import Testing

/// What the ledger should know, kept by dates alone. Times are seconds since the first of the nights.
struct NightModel {
  static let day = 86_400
  static let openDays = ["critical": 7, "high": 30, "medium": 60]
  static let rotationDays = 45
  static let keepDays = 30
  static let severities = ["info", "low", "medium", "high", "critical"]

  struct Finding: Hashable {
    var severity: String
    var firstSeen: Int
    var lastSeen: Int
    var resolved: Int?
    var reopened: Int?
    var isWaived = false
    var overdue: Int?

    /// Nothing of it was later than this.
    mutating func clamp(to time: Int) {
      firstSeen = min(firstSeen, time)
      lastSeen = min(lastSeen, time)
      resolved = resolved.map { min($0, time) }
      reopened = reopened.map { min($0, time) }
      overdue = overdue.map { min($0, time) }
    }
  }

  /// A credential in a place, of which an integration has two that change together.
  struct Key: Hashable {
    var key: String
    var since: Int
    var last: Int
    var replaced: Int?
    var gone: Int?
    var unrotated: Int?

    /// Nothing of it was later than this.
    mutating func clamp(to time: Int) {
      since = min(since, time)
      last = min(last, time)
      replaced = replaced.map { min($0, time) }
      gone = gone.map { min($0, time) }
      unrotated = unrotated.map { min($0, time) }
    }
  }

  /// What a night saw.
  struct Night {
    var findings: [String: (severity: String, isWaived: Bool)] = [:]
    /// The key of each integration that was read.
    var keys: [String: String] = [:]
    var isWhole = true
    /// Within how many days the waiver ends.
    var warning: Int?
  }

  var findings: [String: Finding] = [:]
  var keys: [String: [Key]] = [:]
  private var warned: Int?
  private var lastRun: Int?

  /// Takes a night, and gives how often each kind of change should be told, and whether the clock went back.
  mutating func take(_ night: Night, at clock: Int) -> (told: [String: Int], wentBack: Bool) {
    defer { lastRun = clock }
    // A clock that goes back makes nothing older or younger; what it saw ahead, it saw now.
    let now = max(clock, lastRun ?? clock)
    for id in findings.keys { findings[id]?.clamp(to: now) }
    for id in keys.keys {
      for place in keys[id, default: []].indices { keys[id]?[place].clamp(to: now) }
    }
    var told: [String: Int] = [:]
    for (id, seen) in night.findings {
      var known = findings[id] ?? Finding(severity: seen.severity, firstSeen: now, lastSeen: now)
      if findings[id] == nil { told["new", default: 0] += 1 }
      if known.resolved != nil {
        told["reopened", default: 0] += 1
        known.reopened = now
      } else if findings[id] != nil && known.isWaived != seen.isWaived {
        told[seen.isWaived ? "accepted" : "unwaived", default: 0] += 1
      }
      known.resolved = nil
      known.severity = seen.severity
      known.lastSeen = now
      known.isWaived = seen.isWaived
      findings[id] = known
    }
    for (id, var finding) in findings where finding.resolved == nil {
      if night.isWhole && night.findings[id] == nil {
        told["resolved", default: 0] += 1
        finding.resolved = now
        finding.overdue = nil
      } else {
        let days = Self.openDays[finding.severity]
        let isOverdue = !finding.isWaived && days.map { finding.firstSeen + $0 * Self.day <= now } == true
        if isOverdue && finding.overdue == nil { told["overdue", default: 0] += 1 }
        finding.overdue = isOverdue ? finding.overdue ?? now : nil
      }
      findings[id] = finding
    }
    for (id, key) in night.keys { take(key, of: id, at: now, &told) }
    if night.isWhole {
      for (id, history) in keys where night.keys[id] == nil {
        keys[id] = history.map { key in
          var key = key
          if key.replaced == nil { key.gone = key.gone ?? now }
          return key
        }
      }
    }
    for id in keys.keys {
      for place in keys[id, default: []].indices {
        guard var key = keys[id]?[place] else { continue }
        let isStanding = key.replaced == nil && key.gone == nil
        let isOld = isStanding && key.since + Self.rotationDays * Self.day <= now
        if isOld && key.unrotated == nil { told["unrotated", default: 0] += 2 }
        key.unrotated = isOld ? key.unrotated ?? now : nil
        keys[id]?[place] = key
      }
    }
    if let warning = night.warning, warning < warned ?? .max { told["waivers"] = 1 }
    warned = night.warning
    let wentBack = lastRun.map { clock < $0 } ?? false
    // A clock that jumped makes nothing old.
    let gap = clock - (lastRun ?? clock)
    if (0...31 * Self.day).contains(gap) { forget(before: clock - Self.keepDays * Self.day) }
    return (told, wentBack)
  }

  private mutating func take(_ key: String, of id: String, at now: Int, _ told: inout [String: Int]) {
    var history = keys[id] ?? []
    defer { keys[id] = history }
    let standing = history.firstIndex { $0.replaced == nil }
    if let standing, history[standing].key == key {
      history[standing].last = now
      history[standing].gone = nil
      return
    }
    if let standing {
      told["rotated", default: 0] += 2
      history[standing].replaced = now
    }
    history.append(Key(key: key, since: now, last: now))
  }

  private mutating func forget(before limit: Int) {
    findings = findings.filter { $0.value.resolved.map { $0 >= limit } ?? true }
    keys = keys.mapValues { $0.filter { ($0.gone ?? .max) >= limit && ($0.replaced ?? .max) >= limit } }
  }

  func counts(_ isCounted: (Finding) -> Bool) -> [String: Int] {
    var counts = Dictionary(uniqueKeysWithValues: Self.severities.map { ($0, 0) })
    for finding in findings.values where finding.resolved == nil && isCounted(finding) {
      counts[finding.severity, default: 0] += 1
    }
    return counts
  }

  /// The keys that stand somewhere.
  var standing: [Key] { keys.values.joined().filter { $0.replaced == nil && $0.gone == nil } }
}
