internal import Facts
internal import JSONReader
internal import PolicyEngine

/// The findings as rows of the page, put together by policy.
struct PageFindings {
  /// A policy that failed, with a row for each finding.
  struct Group {
    let policy: String
    let title: String
    let severity: Severity
    let isPlatformLimit: Bool
    /// Its number, in the order in which policies came.
    let number: Int
    var rows = HTMLText()
    var count = 0
    /// How many of them nobody accepted.
    var openCount = 0
    /// What the first few integrations are called.
    var names: [String] = []
  }

  private(set) var groups: [Group] = []
  private(set) var statuses: Set<String> = []
  private var places: [String: Int] = [:]
  private var count = 0

  mutating func add(
    _ finding: FindingRecord, _ json: ReportValue, of integration: IntegrationRecord, at place: Int
  ) {
    begin(finding, json, providers: [integration.provider]) { row in
      row.markup("<a class=\"name\" href=\"#i-")
      row.number(place)
      row.element("\">", integration.title, "</a><span class=\"about\">")
      row.text(integration.provider)
      if let mode = integration.mode {
        row.markup(" · ")
        row.text(mode)
      }
      row.markup("</span>")
    } proof: { row in
      if json["facts"] == nil, let name = finding.field,
        let field = integration.fields.first(where: { $0.name == name })
      {
        row.fact(name, field.state == "live" ? field.kind : field.state)
      }
    } name: {
      integration.title
    }
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue, _ integrations: PageIntegrations) {
    let known = finding.integrations.map { ($0, integrations.known[$0]) }
    let providers = Set(known.compactMap { $0.1?.provider }).sorted()
    begin(finding, json, providers: providers) { row in
      if finding.source != nil { row.element("<span class=\"name\">", finding.subjects[0], "</span>") }
      for (index, (id, known)) in known.enumerated() {
        if index > 0 { row.markup(", ") }
        if let known {
          row.markup("<a class=\"name\" href=\"#i-")
          row.number(known.place)
          row.element("\">", known.title, "</a>")
        } else {
          row.element("<span class=\"name\">", id, "</span>")
        }
      }
    } proof: { row in
      if let fingerprint = finding.fingerprint { row.fact("fingerprint", String(fingerprint.prefix(12))) }
    } name: {
      finding.source == nil ? known.map { $0.1?.title ?? $0.0 }.joined(separator: ", ") : finding.subjects[0]
    }
  }

  /// Puts the worst first, and of equals what is open most often.
  mutating func sort() {
    groups.sort { one, other in
      if (one.openCount > 0) != (other.openCount > 0) { return one.openCount > 0 }
      if one.severity != other.severity { return one.severity > other.severity }
      return one.openCount == other.openCount ? one.policy < other.policy : one.openCount > other.openCount
    }
  }

  private mutating func begin(
    _ finding: FindingRecord, _ json: ReportValue, providers: [String], whom: (inout HTMLText) -> Void,
    proof: (inout HTMLText) -> Void, name: () -> String
  ) {
    let place = place(of: finding)
    let status = json["status"]?.text ?? "open"
    statuses.insert(status)
    count += 1
    groups[place].count += 1
    if status != "waived" { groups[place].openCount += 1 }
    if groups[place].names.count < 3 { groups[place].names.append(name()) }
    groups[place].rows.write(finding, json, status, providers, number: count, whom: whom, proof: proof)
  }

  private mutating func place(of finding: FindingRecord) -> Int {
    let key = finding.policy + "\0" + finding.severity.rawValue
    if let place = places[key] { return place }
    places[key] = groups.count
    groups.append(
      Group(
        policy: finding.policy, title: finding.title, severity: finding.severity,
        isPlatformLimit: finding.isPlatformLimit, number: groups.count))
    return groups.count - 1
  }
}

extension HTMLText {
  /// Adds the row of a finding.
  fileprivate mutating func write(
    _ finding: FindingRecord, _ json: ReportValue, _ status: String, _ providers: [String], number: Int,
    whom: (inout HTMLText) -> Void, proof: (inout HTMLText) -> Void
  ) {
    markup("<li class=\"f\" id=\"")
    anchor("f-", finding.finding, orElse: number)
    element("\" data-t=\"", status, "\" data-p=\"")
    for (index, provider) in providers.enumerated() {
      if index > 0 { markup(" ") }
      text(provider)
    }
    markup("\">")
    whom(&self)
    if let tag = finding.change?.tag { markup(tag) }
    element("<p>", finding.message, "</p><p class=\"proof\">")
    for (path, value) in json["facts"]?.members ?? [] { fact(path, value.words) }
    proof(&self)
    if finding.basis == "inferred" { markup("<span>inferred, not certain</span>") }
    markup("</p>")
    if let waiver = json["waiver"] { write(waiver, isLapsed: status == "lapsed") }
    markup("</li>\n")
  }

  /// Adds a fact and its value.
  fileprivate mutating func fact(_ path: String, _ value: String) {
    element("<span>", path, " <code>")
    text(value)
    markup("</code></span>")
  }

  private mutating func write(_ waiver: ReportValue, isLapsed: Bool) {
    func said(_ key: String) -> String { waiver[key]?.text ?? "" }
    markup("<p class=\"waived\"><b>")
    markup(isLapsed ? "No longer accepted" : "Accepted")
    element("</b> by ", said("owner"), ", approved by ")
    element("", said("approver"), isLapsed ? ", until it lapsed on " : ", until ")
    element("", said("until"), ": ")
    element("", said("reason"), " <span class=\"soft\">(waiver ")
    text(said("waiver"))
    if let ticket = waiver["ticket"]?.text { element(", ", ticket, "") }
    markup(")</span></p>")
  }
}

extension FindingChange {
  /// How it stands beside the baseline, where that is worth a word.
  fileprivate var tag: HTMLText.Markup? {
    switch self {
    case .new: "<span class=\"tag\">new</span>"
    case .newPolicy: "<span class=\"tag\">new policy</span>"
    case .worsened: "<span class=\"tag\">worse than before</span>"
    case .rotated: "<span class=\"tag\">another secret than before</span>"
    case .unchanged: nil
    }
  }
}

extension ReportValue {
  /// What a fact's value says, in words.
  fileprivate var words: String {
    switch type {
    case .null: "unknown"
    case .true: "yes"
    case .false: "no"
    case .array: elements.isEmpty ? "none" : elements.map(\.words).joined(separator: ", ")
    case .object: members.map { $0.key + " " + $0.value.words }.joined(separator: ", ")
    default: string
    }
  }
}
