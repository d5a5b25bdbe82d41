/// Kleene's three truths, ordered so that "all of them" is the least and "any of them" the greatest.
enum Truth: Int8, Comparable {
  case no = -1
  case unknown = 0
  case yes = 1

  init(_ value: Bool) { self = value ? .yes : .no }

  static func < (left: Truth, right: Truth) -> Bool { left.rawValue < right.rawValue }

  /// The opposite; of unknown, unknown.
  static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .no: .yes
    case .unknown: .unknown
    case .yes: .no
    }
  }
}
