public import Facts
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
    guard let day = Day(parts[0]) else { return nil }
    var seconds = day.number * 86400
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

  /// A time that was noted before, in seconds since 1970.
  public init(second: Int) { self.init(seconds: second, isSetByHand: false) }

  /// The day, in UTC.
  public var day: Day { Day(ofSecond: seconds) }

  /// The time as RFC 3339 writes it, in UTC.
  public var text: String {
    let rest = seconds - day.number * 86400
    return day.description + "T" + Self.padded(rest / 3600) + ":" + Self.padded(rest / 60 % 60) + ":"
      + Self.padded(rest % 60) + "Z"
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

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
}
