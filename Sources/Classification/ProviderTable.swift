internal import Facts

/// What we know of one provider: its modes, and the fields that belong to each.
///
/// The API's documentation never says which fields go with which mode; these tables are drawn from the
/// fields' descriptions and the setup guides.
struct ProviderTable: Sendable {
  let provider: Provider
  let modes: [ModeTable]

  /// The rows of all modes, each field once.
  private let allRows: [FieldRow]

  init(provider: Provider, modes: [ModeTable]) {
    self.provider = provider
    self.modes = modes
    var rows: [FieldRow] = []
    for row in modes.flatMap(\.rows) where !rows.contains(where: { $0.field == row.field }) {
      rows.append(row)
    }
    allRows = rows
  }

  /// The rows of a mode; of all modes where it isn't known.
  func rows(for mode: AuthMode?) -> [FieldRow] {
    if let mode, let table = modes.first(where: { $0.mode == mode }) { return table.rows }
    return allRows
  }

  /// The row of a field, in whichever mode.
  private func row(of field: CredentialField) -> FieldRow? {
    for mode in modes {
      for row in mode.rows where row.field == field { return row }
    }
    return nil
  }

  /// All providers, in the vocabulary's order.
  static let all: [ProviderTable] = [
    .aws, .azure, .civo, .gcp, .oci, .cloudflare, .byok, .coreweave, .aiven, .backblaze, .akamai, .nebius,
  ]

  static func of(_ provider: Provider) -> ProviderTable { all[provider.ordinal] }

  /// The row of a field under a provider; under one that hasn't got the field, or that we don't know, the first
  /// row of any that has.
  static func row(of field: CredentialField, under provider: Provider?) -> FieldRow {
    let place = provider?.ordinal ?? all.count
    return matrix[place * CredentialField.allCases.count + field.ordinal]
  }

  /// The provider's fields, of all modes, as bits.
  static func ownFields(of provider: Provider) -> UInt32 { allOwnFields[provider.ordinal] }

  private static let allOwnFields: [UInt32] = all.map { table in
    table.modes.flatMap(\.rows).reduce(0) { $0 | 1 << UInt32($1.field.ordinal) }
  }

  /// Which of the provider's secrets, of those that only their field tells, a text in the field beside it may be:
  /// the two halves of a key are mixed up easily.
  static func secretKind(of text: Span<UInt8>, under provider: Provider) -> Kind? {
    for row in of(provider).allRows where row.fieldClass == .secret {
      for index in 0..<row.kinds.count where Recogniser.fits(row.kinds[index], text) && Looks.random(text) {
        return row.kinds[index]
      }
    }
    return nil
  }

  /// How sensitive each field is under a provider, in the vocabulary's order.
  static func sensitivities(under provider: Provider?) -> [29 of Int8] {
    allSensitivities[provider?.ordinal ?? all.count]
  }

  private static let allSensitivities: [[29 of Int8]] = (0...all.count).map { place in
    .init { Int8(matrix[place * CredentialField.allCases.count + $0].fieldClass.sensitivity) }
  }

  /// Provider by field, and a last line for unknown providers.
  private static let matrix: [FieldRow] = {
    let foreign = CredentialField.allCases.map { field in
      all.lazy.compactMap { $0.row(of: field) }.first ?? FieldRow(field, .secret)
    }
    let own = all.flatMap { table in
      foreign.map { row in
        guard var row = table.row(of: row.field) else {
          return FieldRow(row.field, row.fieldClass, kinds: row.kinds.sure)
        }
        row.isOwn = true
        row.isForKeys = row.expectsKey || !table.allRows.contains(where: \.expectsKey)
        return row
      }
    }
    // What only the place tells, a provider that we don't know doesn't tell.
    return own
      + foreign.map { row in
        var row = FieldRow(row.field, .secret, kinds: row.kinds.sure)
        (row.isOwn, row.isForKeys) = (true, true)
        return row
      }
  }()
}

/// One way to authenticate, and its fields. Providers with one way have no name for it.
struct ModeTable: Sendable {
  let mode: AuthMode?
  let rows: [FieldRow]

  init(_ mode: AuthMode?, _ rows: [FieldRow]) {
    self.mode = mode
    self.rows = rows
  }

  init(_ rows: [FieldRow]) { self.init(nil, rows) }
}

/// One field: how sensitive it is, and what it ought to be.
struct FieldRow: Sendable {
  let field: CredentialField
  let fieldClass: FieldClass
  let kinds: KindList
  /// Whether the field is the provider's; of an unknown provider all are.
  fileprivate(set) var isOwn = false
  /// Whether a key or a certificate in it is the integration's own: where there is a field for keys, only that.
  fileprivate var isForKeys = false
  /// What is pasted there in place of what belongs there, and told by nothing but its place.
  private(set) var mistaken: Kind?

  init(_ field: CredentialField, _ fieldClass: FieldClass, _ kinds: Kind...) {
    self.init(field, fieldClass, kinds: KindList(kinds))
  }

  init(_ field: CredentialField, _ fieldClass: FieldClass, kinds: KindList) {
    self.field = field
    self.fieldClass = fieldClass
    self.kinds = kinds
  }
}

extension FieldRow {
  /// The same for a field in which something else is pasted that only its place tells.
  func mistakenFor(_ kind: Kind) -> FieldRow {
    var row = self
    row.mistaken = kind
    return row
  }

  fileprivate var expectsKey: Bool { (0..<kinds.count).contains { kinds[$0].isPrivateKey } }

  /// Whether what a document of that kind says in this field counts as said of the integration. Elsewhere anybody
  /// could put a better one.
  func speaks(by kind: Kind) -> Bool {
    if kind.fieldClass == .blob { return isOwn && kinds.contains(kind) }
    return isOwn && (isForKeys || !kind.isPEM)
  }
}

extension Kind {
  /// Whether it is a key or a certificate in PEM.
  var isPEM: Bool { isPrivateKey || self == .pemPublicKey || self == .pemCertificate }

  /// Whether of two kinds this is the one to name.
  func tells(moreThan other: Kind) -> Bool {
    if other == .unknown || isPrivateKey != other.isPrivateKey { return other == .unknown || isPrivateKey }
    return fieldClass.sensitivity > other.fieldClass.sensitivity
  }

  /// Whether it says things that one has to look inside for.
  var isDocument: Bool { fieldClass == .blob || isPEM || self == .jwt }
}

/// A few kinds, kept without an allocation since rows are passed about for every field.
struct KindList: Sendable {
  private var kinds: [8 of Kind] = .init(repeating: .unknown)
  let count: Int

  /// None: only shape tells.
  static let none = KindList([])

  init(_ kinds: [Kind]) {
    precondition(kinds.count <= 8)
    count = kinds.count
    for index in kinds.indices { self.kinds[index] = kinds[index] }
  }

  subscript(index: Int) -> Kind { kinds[index] }

  /// Those that a value is known to be wherever it stands.
  var sure: KindList { KindList((0..<count).map { kinds[$0] }.filter(\.isSureWithoutPlace)) }

  /// Whether a kind is among them.
  func contains(_ kind: Kind) -> Bool {
    for index in 0..<count where kinds[index] == kind { return true }
    return false
  }
}
