internal import Glibc

/// When an API says that it may be asked again: `Retry-After`, as seconds or as a date (RFC 9110, 10.2.3).
enum RetryAfter {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// How many seconds to wait: 0 for a date that is past, nil for what is neither. `date` is the answer's `Date`, by
  /// which a date is reckoned, since the other side's clock may be another one; without it this machine's is.
  static func seconds(_ text: String, date: String?, now: Int = time(nil)) -> Int? {
    if let seconds = Int(text) { return seconds >= 0 ? seconds : nil }
    guard let end = second(of: text) else { return nil }
    return max(0, end - (date.flatMap { second(of: $0) } ?? now))
  }

  /// The second since 1970 of a date in one of the three forms that a recipient has to take (RFC 9110, 5.6.7):
  /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
  private static func second(of text: String) -> Int? {
    // The longest has 33 characters.
    guard text.utf8.count <= 40 else { return nil }
    let words = text.split { [",", " ", "-", ":"].contains($0) }
    let isShort = words.count == 7
    guard isShort || (words.count == 8 && words[7] == "GMT") else { return nil }
    let clock = isShort ? 3 : 4
    guard let month = months.firstIndex(of: String(words[isShort ? 1 : 2])),
      let day = number(words[isShort ? 2 : 1], 1...31), let year = number(words[isShort ? 6 : 3], 0...9999),
      let hour = number(words[clock], 0...23), let minute = number(words[clock + 1], 0...59),
      let second = number(words[clock + 2], 0...60)
    else { return nil }
    // Years of two digits are of this century: a date of the last one is past, and none is fifty years away.
    let yearsSince1900 = (year < 100 ? 2000 + year : year) - 1900
    // Unsafe for a pointer to a zone's name, which stays null.
    var parts = unsafe tm()
    unsafe (parts.tm_year, parts.tm_mon, parts.tm_mday) = (yearsSince1900, Int32(month), day)
    unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
    return unsafe timegm(&parts)
  }

  private static func number(_ word: Substring, _ range: ClosedRange<Int32>) -> Int32? {
    Int32(word).flatMap { range.contains($0) ? $0 : nil }
  }
}
