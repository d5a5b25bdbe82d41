internal import Audit
internal import Commands
internal import Facts
internal import Ledger
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import SecretMemory
internal import TransparencyLog
internal import YAMLReader

extension JobConfiguration {
  private static let keys = [
    "sources", "team", "policies", "waivers", "recipients", "recipientsFile", "escrow", "signKey",
    "fingerprintKey", "state", "reports", "gate", "limits", "exports", "metrics",
    "notifications", "ping",
  ]

  /// Reads a file. Paths in it are relative to its directory; `$CREDENTIALS_DIRECTORY/` stands for systemd's.
  init(contentsOf path: String) throws(Failure) {
    let text = try Self.text(of: path)
    let root: YAMLNode
    do throws(YAMLError) { root = try YAMLNode(reading: text) } catch {
      throw Failure(
        .configuration, "\(path):\(error)",
        hint: "docs/job.md shows one, and: credence job check --config FILE")
    }
    self.init(path: path, digest: Digest.hexadecimal(of: text, byteCount: 32))
    let reader = ConfigurationNode(root, file: path)
    try reader.requireKeys(Self.keys)
    for source in try reader.list("sources") {
      try readSource(source)
    }
    if directories.isEmpty && northflank == nil {
      throw reader.wrong("there are no sources", "add: - directory: DIR, or: - northflank: {tokenFile: FILE}")
    }
    team = try reader.optional("team")?.text()
    policies = try reader.optional("policies")?.path()
    waivers = try reader.optional("waivers")?.path()
    try readRecipients(reader)
    signKey = try reader.path("signKey")
    fingerprintKey = try reader.path("fingerprintKey")
    state = try reader.path("state")
    try readReports(try reader.child("reports"))
    try readGate(reader)
    try readLimits(reader)
    if gatesOverdue, !limits.days.contains(where: { $0 != nil }) {
      throw reader.wrong(
        "nothing can be overdue, so it can't gate", "add limits: { openDays: quarterly }, or days")
    }
    for node in try reader.list("exports") {
      try node.requireKeys(["format", "path"])
      let name = try node.child("format").text()
      guard let format = ExportFormat(named: name) else {
        throw node.wrong(
          "the format isn't one of \(ExportFormat.all.map(\.name).joined(separator: ", "))", "correct it")
      }
      exports.append((format, try node.path("path")))
    }
    metrics = try reader.optional("metrics")?.path()
    for node in try reader.list("notifications") {
      let channel = try Channel(node)
      if channels.contains(where: { $0.name == channel.name }) {
        throw node.wrong("two notifications have this name", "give each a name of its own")
      }
      channels.append(channel)
    }
    ping = try reader.optional("ping")?.path()
    if let clash = clash() { throw reader.wrong(clash, "give each a path of its own") }
  }

  /// What can be had of a file that isn't right: whom to tell of that, and where to note it. Nil where it isn't YAML.
  init?(partsOf path: String) {
    guard let text = try? Self.text(of: path), let root = try? YAMLNode(reading: text) else { return nil }
    self.init(path: path, digest: Digest.hexadecimal(of: text, byteCount: 32))
    let reader = ConfigurationNode(root, file: path)
    team = try? reader.optional("team")?.text()
    state = (try? reader.path("state")) ?? ""
    metrics = try? reader.optional("metrics")?.path()
    ping = try? reader.optional("ping")?.path()
    channels = ((try? reader.list("notifications")) ?? []).compactMap { try? Channel($0) }
    // Metrics aren't written over what it names, either.
    for source in (try? reader.list("sources")) ?? [] {
      if let directory = try? source.optional("directory")?.path() { directories.append(directory) }
    }
    policies = try? reader.optional("policies")?.path()
    waivers = try? reader.optional("waivers")?.path()
    recipientsFile = try? reader.optional("recipientsFile")?.path()
    signKey = (try? reader.path("signKey")) ?? ""
    fingerprintKey = (try? reader.path("fingerprintKey")) ?? ""
    reports = (try? reader.optional("reports")?.path("directory")) ?? ""
    for node in (try? reader.list("exports")) ?? [] {
      if let name = try? node.child("format").text(), let format = ExportFormat(named: name),
        let path = try? node.path("path")
      {
        exports.append((format, path))
      }
    }
    if clash() != nil { metrics = nil }
  }

  private mutating func readSource(_ node: ConfigurationNode) throws(Failure) {
    try node.requireKeys(["directory", "northflank"])
    if let directory = try node.optional("directory") { directories.append(try directory.path()) }
    guard let api = try node.optional("northflank") else { return }
    guard northflank == nil else {
      throw api.wrong("there is an API among the sources already", "run a job for each team")
    }
    try api.requireKeys(["tokenFile", "baseURL", "ratePercent", "retries", "timeoutSeconds", "caFile"])
    var settings = NorthflankSettings(tokenFile: try api.path("tokenFile"))
    if let url = try api.optional("baseURL")?.text() { settings.baseURL = url }
    if let share = try api.optional("ratePercent")?.number(1...100) { settings.rateShare = share }
    if let retries = try api.optional("retries")?.number(0...20) { settings.retries = retries }
    if let seconds = try api.optional("timeoutSeconds")?.number(1...600) { settings.timeout = seconds }
    settings.certificates = try api.optional("caFile")?.path()
    northflank = settings
  }

  private mutating func readRecipients(_ reader: ConfigurationNode) throws(Failure) {
    func recipient(_ node: ConfigurationNode) throws(Failure) -> AgeRecipient {
      let line = try node.text()
      do throws(KeyTextError) { return try AgeRecipient(line) } catch {
        throw node.wrong("\(error)", "give the line of a recipient.txt, which starts with age1")
      }
    }
    for node in try reader.list("recipients") { recipients.append(try recipient(node)) }
    recipientsFile = try reader.optional("recipientsFile")?.path()
    if let file = recipientsFile {
      do throws(KeyFileError) { recipients += try AgeRecipient.list(contentsOf: file) } catch {
        throw Failure(error)
      }
    }
    let escrow = try recipient(try reader.child("escrow"))
    recipients.removeAll { $0 == escrow }
    if recipients.isEmpty {
      throw reader.wrong("nobody but the escrow could read the reports", "add a recipient")
    }
    recipients.append(escrow)
  }

  private mutating func readReports(_ node: ConfigurationNode) throws(Failure) {
    try node.requireKeys(["directory", "keepDays", "keepDetailsDays", "keepRunsDays"])
    reports = try node.path("directory")
    keepReports = try node.optional("keepDays")?.days()
    keepDetails = try node.optional("keepDetailsDays")?.days() ?? keepDetails
    keepRuns = try node.optional("keepRunsDays")?.days() ?? keepRuns
  }

  private mutating func readGate(_ reader: ConfigurationNode) throws(Failure) {
    guard let node = try reader.optional("gate") else { return }
    try node.requireKeys(["severity", "overdue"])
    if let severity = try node.optional("severity") {
      let word = try severity.text()
      gate = Severity(rawValue: word)
      if gate == nil && word != "none" {
        throw severity.wrong("this is no severity", "write info, low, medium, high, critical or none")
      }
    }
    gatesOverdue = try node.optional("overdue")?.truth() ?? false
  }

  private mutating func readLimits(_ reader: ConfigurationNode) throws(Failure) {
    guard let node = try reader.optional("limits") else { return }
    policyLimits = node.node
    var days: [Int?] = [nil, nil, nil, nil, nil]
    if let open = try node.optional("openDays") {
      if open.isText {
        let name = try open.text()
        let names = OpenDaysPreset.all.map(\.name)
        guard let known = OpenDaysPreset[name] else {
          let near = Spelling.nearest(to: name, among: names).map { "did you mean \($0)? " } ?? ""
          throw open.wrong(
            "there is no such preset; there are: \(names.joined(separator: ", "))",
            near + "name one of them, or give days for each severity")
        }
        preset = known
        days = known.days
      } else {
        try open.requireKeys(Severity.allCases.map(\.rawValue))
        for (index, severity) in Severity.allCases.enumerated() {
          days[index] = try open.optional(severity.rawValue)?.days()
        }
      }
    }
    limits = LedgerLimits(days: days, rotation: try node.optional("rotationDays")?.days())
  }

  /// The limits that the ledger goes by; whatever else stands beside them is for policies.
  private static let ledgerLimits = ["openDays", "rotationDays"]

  /// The policies by which a run judges on a day, with the packs that aren't built in.
  func judging(on day: Day) throws(Failure) -> (policies: PolicySet, packs: [PolicyPack]) {
    let limits = try Limits.packs(policyLimits, from: path, besides: Self.ledgerLimits, on: day)
    return try PolicySet.builtIn(and: policies, by: limits)
  }

  /// The waivers as a run on a day applies them under the fingerprint key of that name; nil where there is no file.
  func waived(
    for policies: PolicySet, on day: Day, keyName: String
  ) throws(Failure) -> (file: WaiverFile, index: WaiverIndex?)? {
    guard let waivers else { return nil }
    return try WaiverFile.load(waivers, for: policies, on: day, keyName: keyName)
  }

  private static func text(of path: String) throws(Failure) -> [UInt8] {
    let bytes: [UInt8]?
    if SecretLooks.isInPlace(ofPath: path) {
      throw Failure(
        .configuration,
        "what is given as the configuration looks like a secret, is no file that is there, and isn't repeated here",
        hint: "give the configuration's path; if this was a secret, make a new one")
    }
    do throws(LogError) { bytes = try DurableFile.read(path, limit: 1 << 20) } catch {
      throw Failure(.configuration, "\(path): \(error.reason)", hint: "check the path")
    }
    guard let bytes else {
      throw Failure(
        .configuration, "\(path): there is no such file",
        hint: "write one as docs/job.md shows it, then: credence job check --config \(path)")
    }
    return bytes
  }
}
