internal import Facts
internal import JSONReader

extension GoogleAccount {
  /// What an address is, by its domain (Google Cloud's page "Service accounts overview").
  init(of text: Span<UInt8>) {
    let at = offset(of: UInt8(ascii: "@"), in: text)
    guard at < text.count else {
      self = .other
      return
    }
    let domain = text.extracting(at + 1..<text.count)
    if domain.hasSuffix(".iam.gserviceaccount.com") {
      self = domain.hasPrefix("gcp-sa-") ? .googleManaged : .userManaged
    } else if domain.holds("developer.gserviceaccount.com") {
      self = .computeDefault
    } else if domain.holds("appspot.gserviceaccount.com") {
      self = .appEngineDefault
    } else {
      self = domain.hasSuffix(".gserviceaccount.com") ? .googleManaged : .other
    }
  }
}

extension GoogleAccountHint {
  /// What the name before the `@` speaks of.
  init(of text: Span<UInt8>) {
    let name = text.extracting(0..<offset(of: UInt8(ascii: "@"), in: text))
    if name.index(of: "owner") != nil {
      self = .owner
    } else if name.index(of: "admin") != nil {
      self = .administrator
    } else if name.index(of: "editor") != nil {
      self = .editor
    } else {
      let tools = ["terraform", "tofu", "pulumi", "ansible", "deploy", "infra"]
      self = tools.contains { name.index(of: $0) != nil } ? .infrastructure : .none
    }
  }
}

/// Where Google's libraries send tokens and secrets: rules drawn from the validators that golang/oauth2 had in
/// 2021, which Google advises everybody to apply to configurations of others.
enum GoogleHost {
  /// Whether an address is Google's, over TLS, at the usual port and without a user's name in it.
  static func isGoogles(_ address: Span<UInt8>) -> Bool {
    guard address.count > 8, address.extracting(0..<8).isWord("https://") else { return false }
    var host = host(of: address)
    if host.hasSuffix(":443") { host = host.extracting(0..<host.count - 4) }
    if host.isWord("accounts.google.com") || host.isWord("www.googleapis.com") { return true }
    let suffix = ".googleapis.com"
    guard host.endsAs(suffix), host.count > suffix.utf8.count else { return false }
    // One of the labels before is a service that takes tokens: sts, or eu-sts; others hold what anybody stores.
    let labels = host.extracting(0..<host.count - suffix.utf8.count)
    var isService = false
    var start = 0
    for index in 0...labels.count where index == labels.count || labels[index] == UInt8(ascii: ".") {
      let label = labels.extracting(start..<index)
      start = index + 1
      if label.isEmpty || label.isWord("storage") || !label.all(\.isURLSafe) { return false }
      for service in ["sts", "iamcredentials", "oauth2"] {
        if label.isWord(service) || label.endsAs("-" + service) { isService = true }
      }
    }
    return isService
  }

  /// Whether an address is plain HTTP and not to a metadata server, which has nothing else.
  static func isOpen(_ address: Span<UInt8>) -> Bool {
    guard address.count >= 7, address.extracting(0..<7).isWord("http://") else { return false }
    let host = host(of: address)
    return !host.isWord("169.254.169.254") && !host.isWord("metadata.google.internal")
      && !host.isWord("[fd00:ec2::254]")
  }

  /// What stands between `//` and the path: with a port or a user's name it is no host that we know. Nor is one that a
  /// backslash ends, behind which some programs read on.
  @_lifetime(copy address)
  private static func host(of address: Span<UInt8>) -> Span<UInt8> {
    guard let start = address.index(of: "//") else { return address.extracting(0..<0) }
    var end = start + 2
    while end < address.count, address[end] != UInt8(ascii: "/"), address[end] != UInt8(ascii: "?"),
      address[end] != UInt8(ascii: "#")
    {
      end += 1
    }
    return address.extracting(start + 2..<end)
  }
}

extension Span<UInt8> {
  /// Whether the text ends in `ending`, in capitals or not.
  fileprivate func endsAs(_ ending: String) -> Bool {
    let length = ending.utf8.count
    return count >= length && extracting(count - length..<count).isWord(ending)
  }
}
