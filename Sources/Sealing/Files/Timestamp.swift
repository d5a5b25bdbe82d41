/// Points in time as text.
public enum Timestamp {
  /// RFC 3339 in UTC, of seconds since 1970.
  public static func text(_ seconds: Int) -> String {
    let (days, second) = floorDivide(seconds, by: 86_400)
    // Counted from 1 March of the year 0, in eras of 400 years, so that leap days come last.
    let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
    let date = "\(year)-\(padded(month < 10 ? month + 3 : month - 9))-\(padded(day))"
    return "\(date)T\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
  }

  /// Seconds since 1970 of a date or a time in UTC: `2026-01-31` or `2026-01-31T08:00:00Z`. Nil for anything
  /// else, days that no month has included.
  static func seconds(_ text: Substring) -> Int? {
    var text = Array(text.utf8)
    if text.count == 10 { text += Array("T00:00:00Z".utf8) }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for index in range {
        guard (0x30...0x39).contains(text[index]) else { return nil }
        value = value * 10 + Int(text[index] - 0x30)
      }
      return value
    }
    guard text.count == 20, let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
    else { return nil }
    // The inverse of `text`, with March as the year's first month.
    let shifted = month < 3 ? year - 1 : year
    let (era, yearOfEra) = floorDivide(shifted, by: 400)
    let dayOfYear = (153 * (month < 3 ? month + 9 : month - 3) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let seconds = (era * 146_097 + dayOfEra - 719_468) * 86_400 + hour * 3600 + minute * 60 + second
    // What isn't a time comes back as another text.
    return Array(Self.text(seconds).utf8) == text ? seconds : nil
  }

  private static func floorDivide(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
