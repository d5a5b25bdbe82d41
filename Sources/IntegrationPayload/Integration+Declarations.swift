public import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

// What a document declares beside its credentials.

extension Integration {
  /// The day on which the integration was created, in UTC as the API writes it.
  public var created: Reading<Day> {
    guard let index = keys[.createdAt], tokens[index].type != .null else { return .missing }
    guard tokens[index].type == .string else { return .unknown }
    let text = bytes.extracting(tokens[index].range)
    guard text.count == 10 || text.count > 10 && text[10] == UInt8(ascii: "T"),
      text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = Self.number(text.extracting(0..<4)), let month = Self.number(text.extracting(5..<7)),
      let day = Self.number(text.extracting(8..<10)), let created = Day(year: year, month: month, day: day)
    else { return .unknown }
    return .known(created)
  }

  private static func number(_ digits: Span<UInt8>) -> Int? {
    var number = 0
    for index in digits.indices {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digits[index] else { return nil }
      number = number * 10 + Int(digits[index] - UInt8(ascii: "0"))
    }
    return number
  }

  /// How many teams the restrictions name, and how many of those names are empty or stand there before; nil where
  /// the document has no list of teams.
  public var restrictedTeams: (count: Int, faulty: Int)? {
    guard let teams else { return nil }
    var count = 0
    var faulty = 0
    var index = teams + 1
    while index < Int(tokens[teams].link) {
      count += 1
      if let name = teamName(at: index), !name.isEmpty {
        var earlier = teams + 1
        while earlier < index {
          if let other = teamName(at: earlier), Self.areEqual(name, other) {
            faulty += 1
            break
          }
          earlier = tokens.index(after: earlier)
        }
      } else {
        faulty += 1
      }
      // Names are compared with all before them, and nobody restricts a link to hundreds of teams.
      if count == 256 { break }
      index = tokens.index(after: index)
    }
    return (count, faulty)
  }

  /// How many of the teams that the restrictions name aren't among the approved ones; nil where the document has no
  /// list of teams.
  public func unapprovedTeams(beside approved: [[UInt8]]) -> Int? {
    guard let teams else { return nil }
    var count = 0
    var index = teams + 1
    while index < Int(tokens[teams].link) {
      var isApproved = false
      if let name = teamName(at: index) {
        for team in approved where Self.areEqual(name, team.span) { isApproved = true }
      }
      if !isApproved { count += 1 }
      index = tokens.index(after: index)
    }
    return count
  }

  /// Calls `body` with the name of each team that access is restricted to.
  func forEachTeamName(_ body: (borrowing SecretView) -> Void) {
    guard let teams else { return }
    var index = teams + 1
    while index < Int(tokens[teams].link) {
      if let name = teamName(at: index) { body(SecretView(name)) }
      index = tokens.index(after: index)
    }
  }

  @_lifetime(copy self)
  private func teamName(at index: Int) -> Span<UInt8>? {
    guard tokens[index].type == .object, let name = member(.teamId, of: index), tokens[name].type == .string
    else { return nil }
    return bytes.extracting(tokens[name].range)
  }

  private static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }

  /// How many blocks there are that are named like another provider than the integration's.
  public var foreignBlockCount: Int {
    var count = 0
    if provider != .known(.aws), value(.aws, .object) != nil { count += 1 }
    if provider != .known(.gcp), value(.gcp, .object) != nil { count += 1 }
    if provider != .known(.cloudflare), value(.cloudflare, .object) != nil { count += 1 }
    return count
  }

  /// How thoroughly Northflank checks the permissions of an AWS integration.
  public var permissionCheck: Reading<PermissionCheck> {
    guard provider == .known(.aws), let object = value(.aws, .object),
      let index = member(.permissionCheckLevel, of: object), tokens[index].type != .null
    else { return .missing }
    guard tokens[index].type == .string,
      let level = PayloadWords.permissionChecks.value(of: bytes.extracting(tokens[index].range))
    else { return .unknown }
    return .known(level)
  }
}
