internal import JSONReader
@_spi(SecretBytes) public import SecretMemory

// Single texts, for what is told by two of them together.

extension Integration {
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

  /// Calls `body` with each text of the blocks and restrictions that names something, and the path of its key.
  public func forEachName(_ body: (_ path: StaticString, borrowing SecretView) -> Void) {
    if let text = googleProject { body("gcp.projectId", text) }
    if let text = googleServiceAccount { body("gcp.serviceAccountEmail", text) }
    forEachTeamName { body("restrictions.teams.teamId", $0) }
  }

  @_lifetime(copy self)
  private func text(_ key: PayloadKey, inBlock block: PayloadKey) -> SecretView? {
    guard let object = value(block, .object), let index = member(key, of: object),
      tokens[index].type == .string
    else { return nil }
    return view(index)
  }
}
