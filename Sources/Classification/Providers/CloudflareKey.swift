internal import Facts
internal import IntegrationPayload
internal import JSONReader

extension CloudflareShape {
  /// States whether a key is of the declared type, and of which generation.
  static func state(_ kind: Kind, _ mode: Reading<AuthMode>, in facts: inout Facts) {
    let type: AuthMode?
    switch kind {
    case .cloudflareGlobalAPIKey: type = .globalApiKey
    case .cloudflareOriginCAKey: type = .originCAKey
    case .cloudflareUserAPIToken, .cloudflareAccountAPIToken:
      type = .apiToken
      facts[CloudflareFact.keyGeneration] = .word(CloudflareKeyGeneration.prefixed)
    case .cloudflareUnprefixedAPIToken:
      type = .apiToken
      facts[CloudflareFact.keyGeneration] = .word(CloudflareKeyGeneration.unprefixed)
    default: type = nil
    }
    if let type, case .known(let declared) = mode {
      // Nothing but the field tells a token without a prefix.
      let basis = kind == .cloudflareUnprefixedAPIToken ? Basis.inferred : .crossCheck
      facts[CloudflareFact.keyMatchesType] = .truth(type == declared, basis: basis)
    }
  }
}

extension EmailForm {
  /// Nil if the text is no address.
  init?(of text: Span<UInt8>) {
    let at = offset(of: UInt8(ascii: "@"), in: text)
    guard at > 0, at + 3 < text.count else { return nil }
    let domain = text.extracting(at + 1..<text.count)
    let name = text.extracting(0..<at)
    if Self.freeMail.contains(domain) {
      self = .freeMail
    } else if Self.roles.contains(name) || KnownWords.make(up: name) {
      self = .role
    } else {
      // `first.last`, `f.last`, `first_last`: two words of letters.
      var words = 0
      var isWritten = true
      var start = 0
      for index in 0...name.count
      where index == name.count || name[index] == UInt8(ascii: ".") || name[index] == UInt8(ascii: "_") {
        words += 1
        isWritten = isWritten && index > start && name.all(from: start, to: index, \.isLetter)
        start = index + 1
      }
      self = words == 2 && isWritten ? .person : .other
    }
  }

  private static let freeMail = WordTable(set: [
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com",
    "me.com",
    "proton.me", "protonmail.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "aol.com", "mail.ru",
    "yandex.ru",
    "qq.com", "163.com", "fastmail.com", "hey.com", "zoho.com", "tutanota.com",
  ])
  private static let roles = WordTable(set: [
    "abuse", "admin", "billing", "cloud", "cloudflare", "devops", "dns", "domains", "helpdesk", "hostmaster",
    "info",
    "infra", "infrastructure", "it", "noc", "office", "ops", "operations", "platform", "postmaster", "root",
    "security", "sre", "support", "sysadmin", "team", "webmaster",
  ])
}
