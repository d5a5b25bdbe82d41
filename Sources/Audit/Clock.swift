internal import Glibc

/// The time that a run goes by: the system's, or one set by hand so that a run can be repeated exactly.
public struct Clock: Sendable, Equatable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int
  /// Whether it was set by hand.
  public let isSetByHand: Bool

  /// The system's time.
  public static func system() -> Clock { Clock(seconds: time(nil), isSetByHand: false) }

  /// A time as RFC 3339 writes it, in UTC: `2026-11-24` or `2026-11-24T08:00:00Z`. Nil if it isn't one.
  public init?(_ text: String) {
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard let date = Self.numbers(parts[0], separator: "-", widths: [4, 2, 2]),
      (1...12).contains(date[1]), (1...31).contains(date[2])
    else { return nil }
    var seconds = Self.days(year: date[0], month: date[1], day: date[2]) * 86400
    guard Self.civil(days: seconds / 86400) == (date[0], date[1], date[2]) else { return nil }
    if parts.count == 2 {
      guard parts[1].hasSuffix("Z"),
        let time = Self.numbers(parts[1].dropLast(), separator: ":", widths: [2, 2, 2]),
        time[0] < 24, time[1] < 60, time[2] < 60
      else { return nil }
      seconds += time[0] * 3600 + time[1] * 60 + time[2]
    }
    self.init(seconds: seconds, isSetByHand: true)
  }

  init(seconds: Int, isSetByHand: Bool) {
    self.seconds = seconds
    self.isSetByHand = isSetByHand
  }

  /// The time as RFC 3339 writes it, in UTC.
  public var text: String {
    let (year, month, day) = Self.civil(days: seconds / 86400)
    let rest = seconds % 86400
    return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2) + "T"
      + Self.padded(rest / 3600, 2) + ":" + Self.padded(rest / 60 % 60, 2) + ":" + Self.padded(rest % 60, 2)
      + "Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func numbers(_ text: Substring, separator: Character, widths: [Int]) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == widths.count else { return nil }
    var numbers: [Int] = []
    for (part, width) in zip(parts, widths) {
      guard part.utf8.count == width, part.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  // Days and dates of the Gregorian calendar, counted in eras of 400 years that begin in March.

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146097 + dayOfEra - 719468
  }

  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719468
    let era = shifted / 146097
    let dayOfEra = shifted - era * 146097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}
