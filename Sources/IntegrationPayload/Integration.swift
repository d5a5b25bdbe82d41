public import Facts
internal import JSONReader
@_spi(SecretBytes) public import SecretMemory

/// What a document says where a closed set of words is expected.
public enum Reading<Value: Sendable & Equatable>: Sendable, Equatable {
  case missing
  case known(Value)
  /// Something else; its text is a secret until shown otherwise.
  case unknown
}

/// One integration of a payload: a borrow of the memory that it was read into, gone before the next is read.
///
/// Of keys that stand twice, the last counts for modes and names, as in most readers; all of them are shown
/// as fields.
public struct Integration: ~Copyable, ~Escapable {
  let bytes: Span<UInt8>
  let tokens: Span<JSONToken>
  let root: Int
  let keys: ObjectKeys
  /// The mode's token, -1 without one.
  private let modeToken: Int
  /// Whether all of `credentials` are known fields that hold texts or null.
  let hasRegularCredentials: Bool
  /// Whether the blocks and restrictions hold nothing but keys that we know.
  let hasRegularBlocks: Bool
  /// The list of teams that access is restricted to.
  let teams: Int?

  /// The provider.
  public let provider: Reading<Provider>
  /// The provider that the blocks or the fields speak for, where the document names none, as in 2024.
  public let inferredProvider: Provider?
  /// The declared mode.
  public let mode: Reading<AuthMode>
  /// Whether access is restricted to named teams; nil where the document doesn't say.
  public let restrictionsEnabled: Bool?
  /// The features that we know, as bits in the vocabulary's order.
  public let knownFeatures: Int
  /// How many features aren't among them.
  public let unknownFeatureCount: Int
  /// Where the integration stood.
  public let origin: DocumentOrigin
  /// The caller's API token, of a saved client result.
  let captured: CapturedToken?

  @_lifetime(copy bytes, copy tokens)
  init(
    bytes: Span<UInt8>, tokens: Span<JSONToken>, root: Int, keys: ObjectKeys,
    origin: DocumentOrigin = .payload, captured: CapturedToken? = nil
  ) {
    self.origin = origin
    self.captured = captured
    self.bytes = bytes
    self.tokens = tokens
    self.root = root
    self.keys = keys
    let provider = Self.provider(at: keys[.provider], tokens, bytes)
    self.provider = provider
    let inferred = provider == .missing ? Self.inferredProvider(keys, tokens, bytes) : nil
    inferredProvider = inferred
    let modeToken = Self.modeToken(of: inferred.map { .known($0) } ?? provider, keys, tokens, bytes)
    self.modeToken = modeToken
    mode = Self.mode(at: modeToken, of: inferred.map { .known($0) } ?? provider, tokens, bytes)
    hasRegularCredentials = Self.isRegular(credentials: keys[.credentials], tokens, bytes)
    (restrictionsEnabled, teams) = Self.restrictions(
      keys.value(.restrictions, .object, in: tokens), tokens, bytes)
    hasRegularBlocks = [PayloadKey.aws, .gcp, .cloudflare, .restrictions].allSatisfy {
      Self.isRegular(block: keys[$0], tokens, bytes)
    }
    (knownFeatures, unknownFeatureCount) = Self.features(
      keys.value(.features, .array, in: tokens), tokens, bytes)
  }

  private static func provider(
    at index: Int?, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> Reading<Provider> {
    guard let index, tokens[index].type != .null else { return .missing }
    guard tokens[index].type == .string,
      let provider = PayloadWords.providers.value(of: bytes.extracting(tokens[index].range))
    else { return .unknown }
    return .known(provider)
  }

  /// Where the mode is declared: in the block named like the provider, and nowhere else.
  private static func modeToken(
    of provider: Reading<Provider>, _ keys: ObjectKeys, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> Int {
    let block: PayloadKey
    let key: PayloadKey
    switch provider {
    case .known(.aws): (block, key) = (.aws, .authenticationMode)
    case .known(.gcp): (block, key) = (.gcp, .authenticationMode)
    case .known(.cloudflare): (block, key) = (.cloudflare, .credentialType)
    default: return -1
    }
    guard let object = keys.value(block, .object, in: tokens) else { return -1 }
    guard let index = member(key, of: object, tokens, bytes), tokens[index].type != .null else { return -1 }
    return index
  }

  private static func mode(
    at index: Int, of provider: Reading<Provider>, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> Reading<AuthMode> {
    guard index >= 0 else { return .missing }
    guard tokens[index].type == .string,
      let mode = PayloadWords.modes.value(of: bytes.extracting(tokens[index].range))
    else { return .unknown }
    let isCloudflares = mode == .apiToken || mode == .originCAKey || mode == .globalApiKey
    return isCloudflares == (provider == .known(.cloudflare)) ? .known(mode) : .unknown
  }

  private static func isRegular(
    credentials index: Int?, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> Bool {
    guard let index, tokens[index].type != .null else { return true }
    guard tokens[index].type == .object else { return false }
    var key = index + 1
    while key < Int(tokens[index].link) {
      let type = tokens[key + 1].type
      guard type == .string || type == .null, CredentialField.of(tokens[key], in: bytes) != nil else {
        return false
      }
      key += 2
    }
    return true
  }

  private static func isRegular(
    block index: Int?, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> Bool {
    guard let index, tokens[index].type == .object else { return true }
    var key = index + 1
    while key < Int(tokens[index].link) {
      guard PayloadKey.of(tokens[key], in: bytes).isExpected(inBlock: tokens[key + 1].type) else {
        return false
      }
      key = tokens.index(after: key + 1)
    }
    return true
  }

  private static func restrictions(
    _ object: Int?, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> (isEnabled: Bool?, teams: Int?) {
    guard let object else { return (nil, nil) }
    var enabled: JSONType?
    var teams: Int?
    var index = object + 1
    while index < Int(tokens[object].link) {
      switch PayloadKey.of(tokens[index], in: bytes) {
      case .enabled: enabled = tokens[index + 1].type
      case .teams: teams = tokens[index + 1].type == .array ? index + 1 : nil
      default: break
      }
      index = tokens.index(after: index + 1)
    }
    return (enabled == .true ? true : enabled == .false ? false : nil, teams)
  }

  private static func features(
    _ array: Int?, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> (known: Int, unknownCount: Int) {
    var (known, unknownCount) = (0, 0)
    guard let array else { return (0, 0) }
    var index = array + 1
    while index < Int(tokens[array].link) {
      if tokens[index].type == .string,
        let feature = PayloadWords.features.value(of: bytes.extracting(tokens[index].range))
      {
        known |= 1 << feature.ordinal
      } else {
        unknownCount += 1
      }
      index = tokens.index(after: index)
    }
    return (known, unknownCount)
  }

  /// The value of a key; nil where the document hasn't got it, or it is of another type.
  @inline(__always)
  func value(_ key: PayloadKey, _ type: JSONType) -> Int? { keys.value(key, type, in: tokens) }

  @_lifetime(copy self)
  func view(_ index: Int) -> SecretView { SecretView(bytes.extracting(tokens[index].range)) }

  @_lifetime(copy self)
  private func text(_ key: PayloadKey) -> SecretView? {
    guard let index = value(key, .string) else { return nil }
    return view(index)
  }

  /// Whether the API answered this document or somebody wrote it: only answers have an id or a date.
  public var form: DocumentForm {
    value(.id, .string) != nil || value(.createdAt, .string) != nil ? .response : .request
  }

  /// The id.
  public var id: SecretView? {
    @_lifetime(copy self)
    get { text(.id) }
  }

  /// The name.
  public var name: SecretView? {
    @_lifetime(copy self)
    get { text(.name) }
  }

  /// The description.
  public var description: SecretView? {
    @_lifetime(copy self)
    get { text(.description) }
  }

  /// The provider's text, to be labelled where it isn't known.
  public var providerText: SecretView? {
    @_lifetime(copy self)
    get { text(.provider) }
  }

  /// The mode's text, to be labelled where it isn't known.
  public var modeText: SecretView? {
    @_lifetime(copy self)
    get {
      guard modeToken >= 0, tokens[modeToken].type == .string else { return nil }
      return view(modeToken)
    }
  }

  /// Whether `features` is there.
  public var hasFeatures: Bool { value(.features, .array) != nil }

  /// Calls `body` with the text of each feature that we don't know.
  public func forEachUnknownFeature(_ body: (borrowing SecretView) -> Void) {
    guard unknownFeatureCount > 0, let array = value(.features, .array) else { return }
    var index = array + 1
    while index < Int(tokens[array].link) {
      let text = bytes.extracting(tokens[index].range)
      if tokens[index].type != .string || PayloadWords.features.value(of: text) == nil {
        body(SecretView(text))
      }
      index = tokens.index(after: index)
    }
  }

  /// The last member of an object with that key.
  func member(_ key: PayloadKey, of object: Int) -> Int? { Self.member(key, of: object, tokens, bytes) }

  private static func member(
    _ key: PayloadKey, of object: Int, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> Int? {
    var found: Int?
    var index = object + 1
    while index < Int(tokens[object].link) {
      if PayloadKey.of(tokens[index], in: bytes) == key { found = index + 1 }
      index = tokens.index(after: index + 1)
    }
    return found
  }
}
