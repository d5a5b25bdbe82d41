public import Facts
internal import JSONReader
@_spi(SecretBytes) public import SecretMemory

/// One key and its value, borrowed: a field of `credentials`, or a key that the document shouldn't have.
public struct PayloadField: ~Copyable, ~Escapable {
  /// Where a field stands.
  public enum Place: Sendable {
    case credentials, integration, block
    /// Within the request that a saved client result recorded.
    case request
  }

  /// What stands as the value.
  public enum Content: Sendable {
    case null, text, other
  }

  let bytes: Span<UInt8>
  let tokens: Span<JSONToken>
  let keyToken: Int
  private let valueToken: Int
  /// How many bytes of the value aren't part of it, such as `Bearer `.
  private let prefix: Int

  /// Where it stands.
  public let place: Place
  /// Which of the known fields of `credentials` it is.
  public let known: CredentialField?

  @_lifetime(copy integration)
  init(
    of integration: borrowing Integration, keyToken: Int, place: Place, known: CredentialField? = nil
  ) {
    bytes = integration.bytes
    tokens = integration.tokens
    self.keyToken = keyToken
    valueToken = keyToken + 1
    prefix = 0
    self.place = place
    self.known = known
  }

  @_lifetime(copy integration)
  init(of integration: borrowing Integration, captured: CapturedToken) {
    bytes = integration.bytes
    tokens = integration.tokens
    keyToken = captured.key
    valueToken = captured.value
    prefix = captured.prefix
    place = .request
    known = nil
  }

  /// What stands as the value; `other` is a number, a truth, an array or an object.
  public var content: Content {
    switch tokens[valueToken].type {
    case .null: .null
    case .string: .text
    default: .other
    }
  }

  /// The key's text.
  public var key: SecretView {
    @_lifetime(copy self)
    get { SecretView(bytes.extracting(tokens[keyToken].range)) }
  }

  /// The value's text; of anything but a text its JSON, with inner texts unescaped.
  public var value: SecretView {
    @_lifetime(copy self)
    get { SecretView(bytes.extracting(tokens[valueToken].range.dropFirst(prefix))) }
  }

  /// Where the value stands, to ask the integration for it again.
  public var valuePlace: ValuePlace { ValuePlace(token: Int32(truncatingIfNeeded: valueToken)) }

  /// Calls `body` with every text, number and key within the value, and whether it is a key.
  public func forEachText(_ body: (borrowing SecretView, _ isKey: Bool) -> Void) {
    let end = tokens.index(after: valueToken)
    for index in valueToken..<end {
      switch tokens[index].type {
      case .string, .number, .key:
        body(SecretView(bytes.extracting(tokens[index].range)), tokens[index].type == .key)
      default: break
      }
    }
  }
}

/// Where a value stands within an integration.
public struct ValuePlace: Sendable {
  fileprivate let token: Int32
}

extension Integration {
  /// The text at a place that a field of this integration named; nil where there is none.
  @_lifetime(copy self)
  public func text(at place: ValuePlace) -> SecretView? {
    let token = Int(place.token)
    return tokens[token].type == .string ? view(token) : nil
  }

  /// Calls `body` with the caller's API token, if the document is a saved client result that shows it.
  public func withCallerToken(_ body: (borrowing PayloadField) -> Void) {
    if let captured { body(PayloadField(of: self, captured: captured)) }
  }

  /// Whether `credentials` is there and holds anything.
  public var hasCredentials: Bool {
    guard let object = value(.credentials, .object) else { return false }
    return Int(tokens[object].link) > object + 1
  }

  /// Whether `credentials` is there but is no object, so that what it holds can't be told.
  public var hasUnreadableCredentials: Bool {
    guard !keys.isRegular else { return false }
    var index = root + 1
    while index < Int(tokens[root].link) {
      let type = tokens[index + 1].type
      if PayloadKey.of(tokens[index], in: bytes) == .credentials, type != .object, type != .null {
        return true
      }
      index = tokens.index(after: index + 1)
    }
    return false
  }

  /// Calls `body` with each field of `credentials` that isn't one of the known, in the document's order.
  public func forEachUnknownCredential(_ body: (borrowing PayloadField) -> Void) {
    guard !hasRegularCredentials else { return }
    forEachCredential { if $0.known == nil { body($0) } }
  }

  /// Calls `body` with each field of `credentials`, in the document's order.
  public func forEachCredential(_ body: (borrowing PayloadField) -> Void) {
    guard let object = value(.credentials, .object) else { return }
    var index = object + 1
    while index < Int(tokens[object].link) {
      let known = CredentialField.of(tokens[index], in: bytes)
      body(PayloadField(of: self, keyToken: index, place: .credentials, known: known))
      index = tokens.index(after: index + 1)
    }
  }

  /// Calls `body` with each key that isn't part of an integration as we know it, and each known one with a
  /// value of the wrong type, or that stood once more before. All of them are treated as secrets.
  public func forEachUnknownKey(_ body: (borrowing PayloadField) -> Void) {
    guard !keys.isRegular || !hasRegularBlocks else { return }
    var index = root + 1
    while index < Int(tokens[root].link) {
      let key = PayloadKey.of(tokens[index], in: bytes)
      if !isExpected(key, at: index + 1) {
        body(PayloadField(of: self, keyToken: index, place: .integration))
      } else if key == .aws || key == .gcp || key == .cloudflare || key == .restrictions {
        forEachUnknownKey(inBlock: index + 1, body)
      }
      index = tokens.index(after: index + 1)
    }
  }

  private func isExpected(_ key: PayloadKey?, at index: Int) -> Bool {
    guard let key, keys[key] == index, let type = key.type else { return false }
    return tokens[index].type == type || tokens[index].type == .null
  }

  private func forEachUnknownKey(inBlock block: Int, _ body: (borrowing PayloadField) -> Void) {
    guard tokens[block].type == .object else { return }
    var index = block + 1
    while index < Int(tokens[block].link) {
      if !PayloadKey.of(tokens[index], in: bytes).isExpected(inBlock: tokens[index + 1].type) {
        body(PayloadField(of: self, keyToken: index, place: .block))
      }
      index = tokens.index(after: index + 1)
    }
  }
}

extension PayloadKey? {
  /// Whether a key of a block has a value of its type; null is always one.
  func isExpected(inBlock type: JSONType) -> Bool {
    switch self {
    case .authenticationMode, .credentialType, .permissionCheckLevel, .projectId, .serviceAccountEmail:
      type == .string || type == .null
    case .enabled: type == .true || type == .false || type == .null
    case .teams: type == .array || type == .null
    default: false
    }
  }
}
