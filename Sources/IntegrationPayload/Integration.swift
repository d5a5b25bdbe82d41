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
  private var slots: [13 of Int32] = .init(repeating: -1)

  @_lifetime(copy bytes, copy tokens)
  init(bytes: Span<UInt8>, tokens: Span<JSONToken>, root: Int) {
    self.bytes = bytes
    self.tokens = tokens
    self.root = root
    var key = root + 1
    while key < Int(tokens[root].link) {
      if let slot = Self.slot(of: PayloadKey.of(tokens[key], in: bytes)) {
        slots[slot] = Int32(key + 1)
      }
      key = tokens.index(after: key + 1)
    }
  }

  private static func slot(of key: PayloadKey?) -> Int? {
    switch key {
    case .id: 0
    case .name: 1
    case .description: 2
    case .provider: 3
    case .features: 4
    case .restrictions: 5
    case .credentials: 6
    case .createdAt: 7
    case .aws: 8
    case .gcp: 9
    case .cloudflare: 10
    default: nil
    }
  }

  /// The value of a key; nil where the document hasn't got it, or null.
  func value(_ key: PayloadKey, _ type: JSONType) -> Int? {
    guard let slot = Self.slot(of: key), slots[slot] >= 0 else { return nil }
    let index = Int(slots[slot])
    return tokens[index].type == type ? index : nil
  }

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

  /// The provider.
  public var provider: Reading<Provider> {
    guard let slot = Self.slot(of: .provider), slots[slot] >= 0 else { return .missing }
    let index = Int(slots[slot])
    if tokens[index].type == .null { return .missing }
    guard tokens[index].type == .string else { return .unknown }
    let text = bytes.extracting(tokens[index].range)
    for provider in Provider.allCases where text.isEqual(to: provider.rawValue) { return .known(provider) }
    return .unknown
  }

  /// The provider's text, to be labelled where it isn't known.
  public var providerText: SecretView? {
    @_lifetime(copy self)
    get { text(.provider) }
  }

  /// Where the mode is declared: in the block named like the provider, and nowhere else.
  private var modeToken: Int? {
    let block: PayloadKey
    let key: PayloadKey
    switch provider {
    case .known(.aws): (block, key) = (.aws, .authenticationMode)
    case .known(.gcp): (block, key) = (.gcp, .authenticationMode)
    case .known(.cloudflare): (block, key) = (.cloudflare, .credentialType)
    default: return nil
    }
    guard let object = value(block, .object), let index = member(key, of: object) else { return nil }
    return tokens[index].type == .null ? nil : index
  }

  /// The declared mode.
  public var mode: Reading<AuthMode> {
    guard let index = modeToken else { return .missing }
    guard tokens[index].type == .string else { return .unknown }
    let text = bytes.extracting(tokens[index].range)
    for mode in AuthMode.allCases where text.isEqual(to: mode.rawValue) {
      let isCloudflares = mode == .apiToken || mode == .originCAKey || mode == .globalApiKey
      return isCloudflares == (provider == .known(.cloudflare)) ? .known(mode) : .unknown
    }
    return .unknown
  }

  /// The mode's text, to be labelled where it isn't known.
  public var modeText: SecretView? {
    @_lifetime(copy self)
    get {
      guard let index = modeToken, tokens[index].type == .string else { return nil }
      return view(index)
    }
  }

  /// Whether access is restricted to named teams; nil where the document doesn't say.
  public var restrictionsEnabled: Bool? {
    guard let object = value(.restrictions, .object), let index = member(.enabled, of: object) else {
      return nil
    }
    switch tokens[index].type {
    case .true: return true
    case .false: return false
    default: return nil
    }
  }

  /// Whether `features` is there.
  public var hasFeatures: Bool { value(.features, .array) != nil }

  /// Calls `body` with each feature: known, or the text of one that isn't.
  public func forEachFeature(_ body: (Feature?, borrowing SecretView) -> Void) {
    guard let array = value(.features, .array) else { return }
    var index = array + 1
    while index < Int(tokens[array].link) {
      let text = bytes.extracting(tokens[index].range)
      var known: Feature?
      if tokens[index].type == .string {
        for feature in Feature.allCases where text.isEqual(to: feature.rawValue) { known = feature }
      }
      body(known, SecretView(text))
      index = tokens.index(after: index)
    }
  }

  /// The last member of an object with that key.
  func member(_ key: PayloadKey, of object: Int) -> Int? {
    var found: Int?
    var index = object + 1
    while index < Int(tokens[object].link) {
      if PayloadKey.of(tokens[index], in: bytes) == key { found = index + 1 }
      index = tokens.index(after: index + 1)
    }
    return found
  }
}
