/// One field as reports show it: what it is, never what it says.
public struct FieldDescription: Sendable {
  /// Its name: one of the known, or a checked label.
  public let name: String
  /// What stands in it.
  public let state: FieldState
  /// How sensitive it is.
  public let fieldClass: FieldClass
  /// What the value is; `unknown` where it isn't shown.
  public let kind: Kind
  /// The keyed fingerprint of a live value; composites have one for each secret inside instead.
  public let fingerprint: Fingerprint?
  /// Whether the name is one of the provider's.
  public let isKnown: Bool

  /// Takes over what the redaction gate has checked.
  @_spi(RedactionGate) public init(
    name: String, state: FieldState, fieldClass: FieldClass, kind: Kind, fingerprint: Fingerprint?,
    isKnown: Bool
  ) {
    self.name = name
    self.state = state
    self.fieldClass = fieldClass
    self.kind = kind
    self.fingerprint = fingerprint
    self.isKnown = isKnown
  }

  /// Whether it is the field of that name or a part of it; without a name, whether it is a secret.
  func isPart(of name: String?) -> Bool {
    guard let name else { return fieldClass == .secret || fieldClass == .blob }
    return self.name == name || self.name.hasPrefix(name + ".")
  }
}

/// What may be said about one integration: facts, and the texts that the redaction gate let through.
///
/// Only the gate makes one. Everything downstream, from policies to exports, is built from this alone.
public struct CheckedIntegration: Sendable {
  /// The id; where the document has none, its name, else its place.
  public let id: Label
  /// Whether `id` is the document's own, so that findings keep their ids from run to run.
  public let hasStableID: Bool
  /// The name, where the document has one.
  public let name: Label?
  /// The provider as the document calls it, where it isn't one of the known.
  public let unknownProvider: Label?
  /// The mode as the document calls it, where it isn't one of the known.
  public let unknownMode: Label?
  /// Features that aren't among the known.
  public let unknownFeatures: [Label]
  /// The provider, where it is one of the known.
  public let provider: Provider?
  /// The fields, known ones in the order of the provider's table.
  public let fields: [FieldDescription]
  /// How many more fields and unknown features there are, which were looked at but aren't listed.
  public let unlistedCount: Int
  /// The facts.
  public let facts: Facts
  /// The keyed fingerprint of the account that it reaches, where a value tells that.
  public let account: Fingerprint?

  /// Takes over what the redaction gate has checked.
  @_spi(RedactionGate) public init(
    id: Label, hasStableID: Bool, name: Label?, unknownProvider: Label?, unknownMode: Label?,
    unknownFeatures: [Label], provider: Provider?, fields: [FieldDescription], unlistedCount: Int = 0,
    facts: Facts, account: Fingerprint? = nil
  ) {
    self.id = id
    self.hasStableID = hasStableID
    self.name = name
    self.unknownProvider = unknownProvider
    self.unknownMode = unknownMode
    self.unknownFeatures = unknownFeatures
    self.provider = provider
    self.fields = fields
    self.unlistedCount = unlistedCount
    self.facts = facts
    self.account = account
  }

  /// What people call it: its name, else its id.
  public var title: Label { name ?? id }

  /// The fingerprints of the live secrets in a field and its parts, or in all fields, as records show them.
  public func fingerprints(in field: CredentialField?) -> [String] {
    fields.filter { $0.isPart(of: field?.word) }.compactMap { $0.fingerprint?.description }
  }
}
