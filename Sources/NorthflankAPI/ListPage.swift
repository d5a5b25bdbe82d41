internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

/// One page of the list of integrations: which there are, and whether there are more.
///
/// The ids of the list are no secrets, and go into addresses; everything else stays where it was read.
struct ListPage: Equatable {
  /// In the list's order.
  var ids: [String] = []
  /// Integrations of the page that can't be asked for, since their id isn't one.
  var unusable = 0
  /// What to ask for the next page with.
  var cursor: String?
  /// Whether there is more; nil where the API doesn't say.
  var hasMore: Bool?

  /// A cursor of more bytes isn't taken.
  private static let longestCursor = 2048

  /// Reads a page: `{"data":{"integrations":[…]},"pagination":{…}}`. Nil if it isn't one.
  init?(_ arena: GrowingArena) {
    var reader = JSONReader()
    guard let end = try? reader.read(arena.bytes),
      arena.bytes.extracting(end..<arena.bytes.count).isBlank
    else { return nil }
    var bytes = arena.mutableBytes
    reader.unescape(in: &bytes)
    self.init(arena.bytes, reader.tokens)
  }

  private init?(_ bytes: Span<UInt8>, _ tokens: Span<JSONToken>) {
    let members = Members(bytes: bytes, tokens: tokens)
    guard let data = members.value("data", of: 0), let list = members.value("integrations", of: data),
      tokens[list].type == .array
    else { return nil }
    var index = list + 1
    while index < Int(tokens[list].link) {
      if let id = members.value("id", of: index).flatMap({ members.text(at: $0, limit: 128) }),
        APIEndpoint.isSlug(id)
      {
        ids.append(id)
      } else {
        unusable += 1
      }
      index = tokens.index(after: index)
    }
    guard let pagination = members.value("pagination", of: 0) else { return }
    guard let more = members.value("hasNextPage", of: pagination) else { return nil }
    switch tokens[more].type {
    case .true: hasMore = true
    case .false: hasMore = false
    default: return nil
    }
    if hasMore == true, let place = members.value("cursor", of: pagination),
      let text = members.text(at: place, limit: Self.longestCursor), !text.isEmpty
    {
      cursor = text
    }
  }
}

/// The members of objects, by name.
private struct Members: ~Escapable {
  private let bytes: Span<UInt8>
  private let tokens: Span<JSONToken>

  @_lifetime(copy bytes, copy tokens)
  init(bytes: Span<UInt8>, tokens: Span<JSONToken>) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// The place of a member's value; nil if there is none, or if `object` isn't an object.
  func value(_ name: String, of object: Int) -> Int? {
    guard tokens[object].type == .object else { return nil }
    let name = Array(name.utf8)
    var index = object + 1
    var found: Int?
    while index < Int(tokens[object].link) {
      let range = tokens[index].range
      if range.count == name.count, name.indices.allSatisfy({ bytes[range.lowerBound + $0] == name[$0] }) {
        found = index + 1
      }
      index = tokens.index(after: index + 1)
    }
    return found
  }

  /// A text of at most so many bytes of ASCII.
  func text(at index: Int, limit: Int) -> String? {
    let range = tokens[index].range
    guard tokens[index].type == .string, range.count <= limit else { return nil }
    var text = ""
    for place in range {
      guard (0x20...0x7E).contains(bytes[place]) else { return nil }
      text.unicodeScalars.append(UnicodeScalar(bytes[place]))
    }
    return text
  }
}

extension Span<UInt8> {
  fileprivate var isBlank: Bool { indices.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains(self[$0]) } }
}

/// Which integration a document is of.
enum DocumentIdentity {
  /// Why a document isn't that of the integration of this id: `{"data":{"id":"…",…}}`, and no other integration
  /// beside or behind it. Nil if it is. What nobody can see to be it isn't.
  static func fault(of arena: GrowingArena, for id: String) -> Answer.Fault? {
    var reader = JSONReader()
    guard let end = try? reader.read(arena.bytes),
      arena.bytes.extracting(end..<arena.bytes.count).isBlank
    else { return .notTheDocument }
    let members = Members(bytes: arena.bytes, tokens: reader.tokens)
    guard let data = members.value("data", of: 0), let place = members.value("id", of: data),
      let text = members.text(at: place, limit: 128), APIEndpoint.isSlug(text),
      members.value("integrations", of: 0) == nil, members.value("integrations", of: data) == nil
    else { return .notTheDocument }
    return text == id ? nil : .anotherDocument
  }
}
