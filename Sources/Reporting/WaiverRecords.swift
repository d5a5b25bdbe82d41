internal import Facts
public import PolicyEngine

/// What a finding's record says of the waiver for it. Its texts have passed the redaction gate.
public struct WaiverRecord: Sendable, Equatable {
  /// The waiver's id.
  public let waiver: String
  /// Who bears the risk.
  public let owner: String
  /// Who allowed it.
  public let approver: String
  /// Why.
  public let reason: String
  /// The last day on which it holds, to its end in UTC.
  public let until: String
  /// Where it is tracked.
  public let ticket: String?

  /// The waiver with the texts that may be shown, in the order of `Waiver.texts`.
  init(_ waiver: Waiver, texts: [String]) {
    self.waiver = waiver.id
    owner = texts[0]
    approver = texts[1]
    reason = texts[2]
    ticket = texts.count > 3 ? texts[3] : nil
    until = waiver.lastDay.description
  }

  init?(_ value: ReportValue?) {
    guard let value, let waiver = value["waiver"]?.text else { return nil }
    self.waiver = waiver
    owner = value["owner"]?.text ?? ""
    approver = value["approver"]?.text ?? ""
    reason = value["reason"]?.text ?? ""
    until = value["until"]?.text ?? ""
    ticket = value["ticket"]?.text
  }
}

/// The file of waivers that a run went by.
public struct WaiverSource: Sendable, Hashable {
  /// The file's name.
  public let file: String
  /// BLAKE2b-256 of its text, in hexadecimal.
  public let digest: String
  /// How many waivers are in it.
  public let count: Int
  /// Whether they counted; not with `--no-waivers`.
  public let isApplied: Bool

  /// Names a file.
  public init(_ file: WaiverFile, isApplied: Bool) {
    self.file = file.name
    digest = Digest.hexadecimal(of: file.text.utf8, byteCount: 32)
    count = file.waivers.count
    self.isApplied = isApplied
  }

  init?(_ value: ReportValue?) {
    guard let value, let file = value["file"]?.text else { return nil }
    self.file = file
    digest = value["digest"]?.text ?? ""
    count = value["count"]?.number ?? 0
    isApplied = value["applied"]?.truth ?? false
  }
}

/// What is to be said of a run's waivers: which want to be renewed, mended or taken out. By ids.
public struct WaiverSummary: Sendable, Equatable {
  /// Those that have ended.
  public var lapsed: [String] = []
  /// Those that end within 14 days.
  public var expiring: [Expiring] = []
  /// Those that ask for more time than there is.
  public var overlong: [String] = []
  /// Those that begin later.
  public var notYet: [String] = []
  /// Those that hold and that no finding was met by.
  public var unused: [String] = []

  /// A waiver that ends soon.
  public struct Expiring: Sendable, Equatable {
    /// The waiver.
    public let waiver: String
    /// The last day on which it holds.
    public let until: String
    /// The warning that is due: 14, 7 or 1 days.
    public let within: Int
  }

  /// Looks over waivers; `used` are the places of those that met a finding, nil without a run.
  public init(_ index: WaiverIndex, used: Set<Int>? = nil) {
    for (place, waiver) in index.waivers.enumerated() {
      if waiver.isOverlong { overlong.append(waiver.id) }
      switch index.states[place] {
      case .lapsed: lapsed.append(waiver.id)
      case .notYet: notYet.append(waiver.id)
      case .inForce:
        if let used, !used.contains(place) { unused.append(waiver.id) }
        if let within = Waiver.warningDays.first(where: { waiver.daysLeft(on: index.day) <= $0 }) {
          expiring.append(
            Expiring(waiver: waiver.id, until: waiver.lastDay.description, within: within))
        }
      }
    }
  }

  init?(_ value: ReportValue?) {
    guard let value else { return nil }
    lapsed = value["lapsed"]?.texts ?? []
    expiring = (value["expiring"]?.elements ?? []).map {
      Expiring(
        waiver: $0["waiver"]?.text ?? "", until: $0["until"]?.text ?? "", within: $0["within"]?.number ?? 0)
    }
    overlong = value["overlong"]?.texts ?? []
    notYet = value["notYet"]?.texts ?? []
    unused = value["unused"]?.texts ?? []
  }

  /// What is to be said of the waivers of several runs that went by the same file.
  func merged(with other: WaiverSummary) -> WaiverSummary {
    var merged = self
    func add(_ path: WritableKeyPath<WaiverSummary, [String]>) {
      merged[keyPath: path] = Set(self[keyPath: path] + other[keyPath: path]).sorted()
    }
    add(\.lapsed)
    add(\.overlong)
    add(\.notYet)
    let known = Set(expiring.map(\.waiver))
    merged.expiring += other.expiring.filter { !known.contains($0.waiver) }
    merged.expiring.sort { $0.waiver < $1.waiver }
    merged.unused = Set(unused).intersection(other.unused).sorted()
    return merged
  }

  /// What people should know, a sentence each.
  public var notices: [String] {
    var notices: [String] = []
    func say(_ ids: [String], _ words: String) {
      if !ids.isEmpty { notices.append("\(words): " + ids.joined(separator: ", ")) }
    }
    say(lapsed, "Lapsed waivers")
    for waiver in expiring {
      notices.append("The waiver \(waiver.waiver) ends with \(waiver.until), within \(waiver.within) days")
    }
    say(overlong, "Waivers cut to \(Waiver.longestDays) days")
    say(notYet, "Waivers that don't hold yet")
    say(unused, "Waivers that no finding was met by")
    return notices
  }
}

extension JSONLine {
  mutating func add(_ key: String, _ waiver: WaiverRecord?) {
    guard let waiver else { return }
    add(key) {
      $0.add("waiver", waiver.waiver)
      $0.add("owner", waiver.owner)
      $0.add("approver", waiver.approver)
      $0.add("reason", waiver.reason)
      $0.add("until", waiver.until)
      $0.add("ticket", waiver.ticket)
    }
  }

  mutating func add(_ key: String, _ source: WaiverSource?) {
    guard let source else { return }
    add(key) {
      $0.add("file", source.file)
      $0.add("digest", source.digest)
      $0.add("count", source.count)
      $0.add("applied", source.isApplied)
    }
  }

  mutating func add(_ key: String, _ summary: WaiverSummary?) {
    guard let summary else { return }
    add(key) {
      $0.add("lapsed", summary.lapsed)
      $0.add("expiring", objects: summary.expiring) { object, waiver in
        object.add("waiver", waiver.waiver)
        object.add("until", waiver.until)
        object.add("within", waiver.within)
      }
      $0.add("overlong", summary.overlong)
      $0.add("notYet", summary.notYet)
      $0.add("unused", summary.unused)
    }
  }
}
