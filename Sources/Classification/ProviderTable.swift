internal import Facts

/// What we know of one provider: its modes, and the fields that belong to each.
///
/// The API's documentation never says which fields go with which mode; these tables are drawn from the
/// fields' descriptions and the setup guides.
struct ProviderTable: Sendable {
  let provider: Provider
  let modes: [ModeTable]

  /// The rows of a mode; of all modes where it isn't known.
  func rows(for mode: AuthMode?) -> [FieldRow] {
    if let mode, let table = modes.first(where: { $0.mode == mode }) { return table.rows }
    var rows: [FieldRow] = []
    for row in modes.flatMap(\.rows) where !rows.contains(where: { $0.field == row.field }) {
      rows.append(row)
    }
    return rows
  }

  /// The row of a field, in whichever mode.
  func row(of field: CredentialField) -> FieldRow? {
    for mode in modes {
      for row in mode.rows where row.field == field { return row }
    }
    return nil
  }

  /// All providers.
  static let all: [ProviderTable] = [
    .aws, .azure, .civo, .gcp, .oci, .cloudflare, .byok, .coreweave, .aiven, .backblaze, .akamai, .nebius,
  ]

  static func of(_ provider: Provider) -> ProviderTable { all[provider.ordinal] }

  /// The row of a field under a provider that hasn't got it: the first of any that has.
  static func foreignRow(of field: CredentialField) -> FieldRow {
    for table in all {
      if let row = table.row(of: field) { return row }
    }
    return FieldRow(field, .secret)
  }
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
  let kinds: [Kind]

  init(_ field: CredentialField, _ fieldClass: FieldClass, _ kinds: Kind...) {
    self.field = field
    self.fieldClass = fieldClass
    self.kinds = kinds
  }
}
