internal import HTTPTransport

/// Where the API is, and which team's integrations are asked for.
public struct APIEndpoint: Sendable, Equatable {
  /// Northflank's own.
  public static let northflank = "https://api.northflank.com"

  /// Why an address or a team can't be used.
  public enum Fault: Error, Equatable, Sendable {
    /// It isn't `https://HOST`, with a port and a path where there are any.
    case notAnAddress
    /// What stands behind its host is no port.
    case notAPort
    /// The token would go through the network in the clear.
    case notEncrypted
    /// A team's id has letters, digits and hyphens.
    case notATeam
  }

  /// The host, with a port where one was given: what reports call the source.
  public let host: String
  private let prefix: String

  /// The API behind a base address, `/v1` of which may be left out; for a team, or for all that the token may see.
  public init(base: String = APIEndpoint.northflank, team: String? = nil) throws(Fault) {
    guard let separator = base.firstRange(of: "://") else { throw .notAnAddress }
    let scheme = base[..<separator.lowerBound]
    let parts = base[separator.upperBound...].split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let host = String(parts[0])
    if let fault = Authority.fault(of: host.utf8.span) {
      throw fault == .port ? .notAPort : .notAnAddress
    }
    switch scheme {
    case "https": break
    case "http": guard Self.isLoopback(host) else { throw .notEncrypted }
    default: throw .notAnAddress
    }
    var path = parts.count > 1 ? String(parts[1]) : ""
    while path.hasSuffix("/") { path.removeLast() }
    guard path.utf8.allSatisfy({ Self.isOfSlug($0) || [0x2E, 0x2F, 0x5F, 0x7E].contains($0) }) else {
      throw .notAnAddress
    }
    if path.split(separator: "/").last != "v1" { path += path.isEmpty ? "v1" : "/v1" }
    if let team {
      guard Self.isSlug(team) else { throw .notATeam }
      path += "/teams/" + team
    }
    self.host = host
    prefix = "\(scheme)://\(host)/\(path)/cloud-providers/integrations"
  }

  /// A page of the list, of a hundred integrations, which is the most.
  func list(after cursor: String?) -> String {
    prefix + "?per_page=\(Self.pageSize)" + (cursor.map { "&cursor=" + Self.encoded($0) } ?? "")
  }

  static let pageSize = 100

  /// One integration's own document.
  func integration(_ id: String) -> String { prefix + "/" + id }

  /// Whether it is what ids of integrations and teams are made of: nothing else goes into an address.
  static func isSlug(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(isOfSlug)
  }

  private static func isOfSlug(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
    default: false
    }
  }

  /// What is sent to this machine itself goes through no network.
  private static func isLoopback(_ host: String) -> Bool {
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    return ["127.0.0.1", "localhost", "[::1]"].contains(name)
  }

  /// A value of a query (RFC 3986).
  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { encoded, byte in
      if isOfSlug(byte) || [0x2E, 0x5F, 0x7E].contains(byte) {
        encoded.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
