internal import Facts
internal import JSONReader

/// A Google key file that was read: JSON whose texts are unescaped where they lie. What its types are made of:
/// google-auth-library-python, `google/auth/_default.py` and the classes it loads.
struct GoogleKeyFile: ~Escapable {
  private let bytes: Span<UInt8>
  private let tokens: Span<JSONToken>

  @_lifetime(copy bytes, copy tokens)
  init(bytes: Span<UInt8>, tokens: Span<JSONToken>) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// What it is; nil where it doesn't say so, or that isn't known.
  var kind: Kind? { kind(of: 0) }

  /// States what the file tells. `project` and `email` are what the integration says beside it.
  func state(project: Span<UInt8>?, email: Span<UInt8>?, in facts: inout Facts) {
    guard let kind else { return }
    let missing = Self.needed(by: kind).count { self.text($0, of: 0) == nil && self.object($0, of: 0) == nil }
    facts[GCPFact.missingFields] = FactValue(missing)
    stateAccount(project: project, email: email, in: &facts)
    stateChain(kind, in: &facts)
    if let identifier = text("private_key_id", of: 0) {
      facts[GCPFact.keyIDIsWellFormed] = .truth(
        identifier.count == 40 && identifier.all(\.isLowercaseHexDigit))
    }
    let universe = text("universe_domain", of: 0)
    facts[GCPFact.universeIsDefault] = .truth(universe?.holds("googleapis.com") ?? true)
  }

  private func stateAccount(project: Span<UInt8>?, email: Span<UInt8>?, in facts: inout Facts) {
    var own = text("project_id", of: 0)
    if own == nil { own = text("project", of: 0) }
    if let own, let project, !project.isEmpty {
      facts[GCPFact.projectAgrees] = .truth(own.isWordAlike(project.trimmed), basis: .crossCheck)
    }
    guard let address = text("client_email", of: 0) else { return }
    facts[GCPFact.account] = .word(GoogleAccount(of: address))
    facts[GCPFact.accountHint] = .word(GoogleAccountHint(of: address), basis: .inferred)
    if let email, !email.isEmpty {
      facts[GCPFact.emailAgreesWithKeyFile] = .truth(address.isWordAlike(email.trimmed), basis: .crossCheck)
    }
    var agrees: Bool?
    if let own, let named = Self.isOfProject(address, own) { agrees = named }
    if let certificate = text("client_x509_cert_url", of: 0) {
      agrees = (agrees ?? true) && Self.ends(certificate, withAddress: address)
    }
    if let agrees { facts[GCPFact.emailAgrees] = .truth(agrees, basis: .crossCheck) }
  }

  /// What goes on from one credential to the one inside it.
  private func stateChain(_ kind: Kind, in facts: inout Facts) {
    var foreign = 0
    var secrets = 0
    var impersonations = 0
    var object = 0
    var inner: Kind? = kind
    var source: GoogleCredentialSource?
    while true {
      let isOnPremises = inner == .gcpGDCHServiceAccountFile
      for key in ["token_uri", "token_url", "token_info_url", "service_account_impersonation_url"] {
        if let address = text(key, of: object), !(isOnPremises && key == "token_uri"),
          !GoogleHost.isGoogles(address)
        {
          foreign += 1
        }
      }
      for (key, secret) in Self.secretKeys {
        if let text = text(key, of: object), !text.isEmpty { secrets |= 1 << secret.ordinal }
      }
      if let address = text("service_account_impersonation_url", of: object) {
        impersonations += 1
        stateHint(ofTarget: address, in: &facts)
      }
      if let place = self.object("credential_source", of: object) {
        source = self.source(at: place)
        if let address = text("url", of: place) {
          facts[GCPFact.sourceIsOpen] = .truth(GoogleHost.isOpen(address))
        }
      }
      guard let next = self.object("source_credentials", of: object) else { break }
      object = next
      inner = self.kind(of: next)
    }
    forEachGivenSecret { secret, _ in secrets |= 1 << secret.ordinal }
    facts[GCPFact.foreignHosts] = FactValue(foreign)
    facts[GCPFact.hostsAreGoogles] = .truth(foreign == 0)
    facts[GCPFact.secrets] = FactValue(secrets)
    facts[GCPFact.impersonations] = FactValue(impersonations)
    if let source { facts[GCPFact.credentialSource] = .word(source) }
    if object == 0 {
      facts[GCPFact.sourceKind] = FactValue(Kind.allCases.count)
    } else if let inner {
      facts[GCPFact.sourceKind] = .word(inner)
    }
  }

  /// Calls `body` with each secret that the file has sent or handed over, in headers or in a command.
  func forEachGivenSecret(_ body: (KeyFileSecret, ArgumentScan.Value) -> Void) {
    for index in 1..<tokens.count where tokens[index].type == .key {
      let (key, value) = (bytes.extracting(tokens[index].range), tokens[index + 1])
      if key.holds("headers"), value.type == .object {
        var header = index + 2
        while header < Int(value.link) {
          if tokens[header + 1].type == .string {
            stateHeader(tokens[header].range, tokens[header + 1].range) { body(.header, $0) }
          }
          header = tokens.index(after: header + 1)
        }
      } else if key.holds("command"), value.type == .string {
        var scan = ArgumentScan()
        scan.add(value.range, in: bytes) { body(.argument, $0) }
      }
    }
  }

  /// A scheme may stand before what is secret in a header.
  private func stateHeader(_ name: Range<Int>, _ value: Range<Int>, _ body: (ArgumentScan.Value) -> Void) {
    let text = bytes.extracting(value)
    let space = offset(of: 0x20, in: text)
    let start = space < text.count ? value.lowerBound + space + 1 : value.lowerBound
    ArgumentScan.assign(name, start..<value.upperBound, in: bytes, body)
  }

  /// `…/serviceAccounts/ADDRESS:generateAccessToken`.
  private func stateHint(ofTarget address: Span<UInt8>, in facts: inout Facts) {
    guard !facts[GCPFact.accountHint].isKnown, let start = address.index(of: "/serviceAccounts/") else {
      return
    }
    let name = address.extracting(start + 17..<address.count)
    facts[GCPFact.accountHint] = .word(GoogleAccountHint(of: name), basis: .inferred)
  }

  private func source(at place: Int) -> GoogleCredentialSource {
    if let environment = text("environment_id", of: place), environment.hasPrefix("aws") { return .aws }
    if object("certificate", of: place) != nil { return .certificate }
    if object("executable", of: place) != nil { return .executable }
    if text("file", of: place) != nil { return .file }
    return text("url", of: place) != nil ? .url : .none
  }

  // MARK: The tokens

  private func kind(of object: Int) -> Kind? {
    guard let type = text("type", of: object) else { return nil }
    return GCPShape.keyFileKind(ofType: type)
  }

  private func value(_ key: String, of object: Int) -> Int? {
    guard tokens[object].type == .object else { return nil }
    var found: Int?
    var index = object + 1
    while index < Int(tokens[object].link) {
      if bytes.extracting(tokens[index].range).holds(key) { found = index + 1 }
      index = tokens.index(after: index + 1)
    }
    return found
  }

  @_lifetime(copy self)
  private func text(_ key: String, of object: Int) -> Span<UInt8>? {
    guard let index = value(key, of: object), tokens[index].type == .string else { return nil }
    return bytes.extracting(tokens[index].range)
  }

  private func object(_ key: String, of object: Int) -> Int? {
    guard let index = value(key, of: object), tokens[index].type == .object else { return nil }
    return index
  }

  // MARK: What is known of the types

  private static func needed(by kind: Kind) -> [String] {
    switch kind {
    case .gcpServiceAccountKeyFile: ["client_email", "private_key", "token_uri"]
    case .gcpAuthorizedUserFile: ["client_id", "client_secret", "refresh_token"]
    case .gcpExternalAccountFile: ["audience", "subject_token_type", "token_url", "credential_source"]
    case .gcpExternalAccountAuthorizedUserFile:
      ["audience", "client_id", "client_secret", "refresh_token", "token_url"]
    case .gcpImpersonatedServiceAccountFile: ["service_account_impersonation_url", "source_credentials"]
    case .gcpGDCHServiceAccountFile:
      ["format_version", "name", "private_key", "private_key_id", "project", "token_uri"]
    default: []
    }
  }

  private static let secretKeys: [(String, KeyFileSecret)] = [
    ("private_key", .privateKey), ("refresh_token", .refreshToken), ("client_secret", .clientSecret),
  ]

  /// Whether an account's address is in that project; nil where the address names none. Of a project within a
  /// domain, `example.com:NAME`, the address turns the two round.
  private static func isOfProject(_ address: Span<UInt8>, _ project: Span<UInt8>) -> Bool? {
    let at = offset(of: UInt8(ascii: "@"), in: address)
    let colon = offset(of: UInt8(ascii: ":"), in: project)
    switch GoogleAccount(of: address) {
    case .userManaged:
      let named = address.extracting(at + 1..<address.count - ".iam.gserviceaccount.com".utf8.count)
      guard colon < project.count else { return named.isWordAlike(project) }
      let dot = offset(of: UInt8(ascii: "."), in: named)
      return dot < named.count
        && named.extracting(0..<dot).isWordAlike(project.extracting(colon + 1..<project.count))
        && named.extracting(dot + 1..<named.count).isWordAlike(project.extracting(0..<colon))
    case .appEngineDefault: return address.extracting(0..<at).isWordAlike(project)
    default: return nil
    }
  }

  /// Whether the last part of a certificate's address is an account's, with its `@` as `%40` or plain.
  private static func ends(_ certificate: Span<UInt8>, withAddress address: Span<UInt8>) -> Bool {
    let at = offset(of: UInt8(ascii: "@"), in: address)
    guard at < address.count else { return false }
    for between in ["%40", "@"] {
      let length = address.count - 1 + between.utf8.count
      guard certificate.count > length, certificate[certificate.count - length - 1] == UInt8(ascii: "/")
      else { continue }
      let last = certificate.extracting(certificate.count - length..<certificate.count)
      if last.hasPrefix(between, at: at), last.extracting(0..<at).isWordAlike(address.extracting(0..<at)),
        last.extracting(at + between.utf8.count..<last.count).isWordAlike(
          address.extracting(at + 1..<address.count))
      {
        return true
      }
    }
    return false
  }
}

extension Span<UInt8> {
  /// Whether both texts are the same, in capitals or not.
  func isWordAlike(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index].lowercased != other[index].lowercased { return false }
    return true
  }
}
