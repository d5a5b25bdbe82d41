public import Facts
internal import JSONReader
@_spi(SecretBytes) public import SecretMemory

// Single texts, for what is told by two of them together.

extension Integration {
  /// The text of a field of `credentials`; of one that stands twice, the last. Nil where it has none.
  @_lifetime(copy self)
  public func text(of field: CredentialField) -> SecretView? {
    guard let object = value(.credentials, .object) else { return nil }
    var found: Int?
    var index = object + 1
    while index < Int(tokens[object].link) {
      if CredentialField.of(tokens[index], in: bytes) == field { found = index + 1 }
      index = tokens.index(after: index + 1)
    }
    guard let found, tokens[found].type == .string else { return nil }
    return view(found)
  }

  /// The text of `gcp.projectId`.
  public var googleProject: SecretView? {
    @_lifetime(copy self)
    get { text(.projectId, inBlock: .gcp) }
  }

  /// The text of `gcp.serviceAccountEmail`.
  public var googleServiceAccount: SecretView? {
    @_lifetime(copy self)
    get { text(.serviceAccountEmail, inBlock: .gcp) }
  }

  @_lifetime(copy self)
  private func text(_ key: PayloadKey, inBlock block: PayloadKey) -> SecretView? {
    guard let object = value(block, .object), let index = member(key, of: object),
      tokens[index].type == .string
    else { return nil }
    return view(index)
  }
}
