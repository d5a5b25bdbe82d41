public import Facts

/// What an accepted finding is accepted for.
public enum WaiverBinding: String, Word {
  /// The integration and the way it authenticates, whichever key is in it: rotating the key isn't punished.
  case integration
  /// The secret that is in it now: another secret is another risk, and has to be accepted anew.
  case credential
}

/// A finding that somebody accepts for a while: who, why, and until when. All of it is required but the ticket.
public struct Waiver: Sendable, Equatable {
  /// Which findings of its policy it is for.
  public enum Scope: Sendable, Hashable {
    /// The one finding of that id, 32 hexadecimal digits.
    case finding(String)
    /// That of one integration, by the id that reports have for it.
    case integration(String)
  }

  /// How a waiver stands on a day.
  public enum State: Sendable, Equatable {
    /// It was made after that day.
    case notYet
    /// It holds.
    case inForce
    /// It has ended.
    case lapsed
  }

  /// A waiver holds so many days at most, whatever it says: what is accepted for longer is forgotten.
  public static let longestDays = 180
  /// The days before its end at which a waiver is announced, the last first.
  public static let warningDays = [1, 7, 14]

  /// Its name in reports.
  public let id: String
  /// The policy that failed.
  public let policy: String
  /// Which of the policy's findings it is for.
  public let scope: Scope
  /// The fingerprints of the secrets that it is for, where its policy binds waivers to the credential.
  public let credential: [String]
  /// The name of the key that these fingerprints were made under.
  public let fingerprintKey: String?
  /// Who bears the risk.
  public let owner: String
  /// Why it is borne.
  public let reason: String
  /// Who allowed it; somebody else than the owner.
  public let approver: String
  /// The first day on which it holds.
  public let created: Day
  /// The last day on which it is to hold, to its end in UTC.
  public let expires: Day
  /// Where it is tracked.
  public let ticket: String?
  /// The line of its file on which it begins.
  public let line: Int

  /// The last day on which it holds: `expires`, or `longestDays` after `created` where that is earlier.
  public var lastDay: Day { min(expires, Day(number: created.number + Self.longestDays)) }
  /// Whether it asks for more than `longestDays`.
  public var isOverlong: Bool { lastDay < expires }

  /// How it stands on a day.
  public func state(on day: Day) -> State {
    if day > lastDay { return .lapsed }
    return day < created ? .notYet : .inForce
  }

  /// How many days it still holds after that day.
  public func daysLeft(on day: Day) -> Int { lastDay.number - day.number }

  /// The texts in it that people wrote, as records show them: they pass the redaction gate first.
  public var texts: [String] { [owner, approver, reason] + (ticket.map { [$0] } ?? []) }
}
