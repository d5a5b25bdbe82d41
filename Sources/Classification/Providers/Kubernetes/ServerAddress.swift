internal import Facts
internal import JSONReader

/// The address of a server or a proxy, and where it leads.
struct ServerAddress {
  private(set) var scheme: Range<Int>?
  private(set) var host = 0..<0
  /// Whether a user or a password stands before the host.
  private(set) var hasPassword = false

  init(_ text: Span<UInt8>) {
    var start = 0
    if let colon = text.index(of: "://") {
      scheme = 0..<colon
      start = colon + 3
    }
    var end = start
    while end < text.count, text[end] != UInt8(ascii: "/"), text[end] != UInt8(ascii: "?"),
      text[end] != UInt8(ascii: "#")
    {
      if text[end] == UInt8(ascii: "@") {
        hasPassword = true
        start = end + 1
      }
      end += 1
    }
    if start < end, text[start] == UInt8(ascii: "[") {
      let close = offset(of: UInt8(ascii: "]"), in: text.extracting(0..<end), from: start)
      host = start + 1..<max(close, start + 1)
    } else {
      host = start..<offset(of: UInt8(ascii: ":"), in: text.extracting(0..<end), from: start)
    }
  }
}

extension ServerHost {
  /// Where a host leads.
  init(_ host: Span<UInt8>) {
    if host.isEmpty {
      self = .none
    } else if let address = IPv4(host) {
      self = address.place
    } else if offset(of: UInt8(ascii: ":"), in: host) < host.count {
      self = Self.place(ofIPv6: host)
    } else {
      self = Self.place(ofName: host)
    }
  }

  private static func place(ofName name: Span<UInt8>) -> ServerHost {
    if name.isWord("localhost") || name.ends(".localhost") { return .localhost }
    for (ending, host) in managed where name.ends(ending) { return host }
    if name.isWord("kubernetes") || name.hasPrefix("kubernetes.default") || name.ends(".svc")
      || name.ends(".cluster.local")
    {
      return .clusterName
    }
    let hasDomain = offset(of: UInt8(ascii: "."), in: name) < name.count
    for ending in [".local", ".internal", ".lan", ".test", ".home.arpa"] where name.ends(ending) {
      return .localName
    }
    return hasDomain ? .name : .localName
  }

  /// The names that providers give to their managed clusters' servers.
  private static let managed: [(String, ServerHost)] = [
    (".eks.amazonaws.com", .eks), (".eks.amazonaws.com.cn", .eks), (".gke.goog", .gke), (".azmk8s.io", .aks),
    (".k8s.ondigitalocean.com", .doks), (".k8s.civo.com", .civo), (".linodelke.net", .lke),
    (".scw.cloud", .scaleway), (".k8s.ovh.net", .ovh), (".vultr-k8s.com", .vultr),
    (".containers.cloud.ibm.com", .ibm),
  ]

  private static func place(ofIPv6 text: Span<UInt8>) -> ServerHost {
    if text.isWord("::1") || text.isWord("::") { return .localhost }
    if text.hasPrefix("fc") || text.hasPrefix("fd") || text.hasPrefix("FC") || text.hasPrefix("FD") {
      return .privateAddress
    }
    for start in ["fe8", "fe9", "fea", "feb"] where text.count > 3 && text.extracting(0..<3).isWord(start) {
      return .linkLocal
    }
    return .address
  }
}

/// An address of four numbers.
private struct IPv4 {
  private var parts: [4 of Int] = .init(repeating: 0)

  init?(_ text: Span<UInt8>) {
    guard text.count <= 15 else { return nil }
    var part = 0
    var digits = 0
    for index in 0..<text.count {
      if text[index] == UInt8(ascii: ".") {
        guard digits > 0, part < 3 else { return nil }
        (part, digits) = (part + 1, 0)
      } else {
        guard text[index].isDigit, digits < 3 else { return nil }
        parts[part] = parts[part] * 10 + Int(text[index] & 15)
        digits += 1
      }
    }
    guard part == 3, digits > 0, (0..<4).allSatisfy({ parts[$0] < 256 }) else { return nil }
  }

  /// RFC 1918, 6598, 3927, 1122.
  var place: ServerHost {
    switch (parts[0], parts[1]) {
    case (127, _), (0, _): .localhost
    case (10, _), (192, 168), (172, 16...31), (100, 64...127): .privateAddress
    case (169, 254): .linkLocal
    default: .address
    }
  }
}

extension Span<UInt8> {
  /// Whether the text ends so, in capitals or not.
  func ends(_ ending: String) -> Bool {
    let length = ending.utf8.count
    return count > length && extracting(count - length..<count).isWord(ending)
  }
}
