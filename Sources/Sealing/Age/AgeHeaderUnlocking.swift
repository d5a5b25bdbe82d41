extension AgeHeader {
  /// Takes the file key out of the first stanza that one of `identities` opens.
  ///
  /// A stanza that claims a type without its form condemns the file, whether or not it is ours.
  func takeFileKey(
    with identities: borrowing AgeIdentities, keys: inout AgeKeySchedule
  ) throws(AgeReadError) {
    if stanzas.count > 1, stanzas.contains(where: { $0.type == ScryptStanza.type }) {
      throw .damagedHeader(.passphraseNotAlone)
    }
    if stanzas[0].type == ScryptStanza.type {
      guard let stanza = ScryptStanza(stanzas[0]) else { throw .damagedHeader(.passphraseStanza) }
      if try identities.open(stanza, keys: &keys) { return }
    }
    var ours: [X25519Stanza] = []
    for stanza in stanzas where stanza.type == X25519Stanza.type {
      guard let stanza = X25519Stanza(stanza) else { throw .damagedHeader(.x25519Stanza) }
      ours.append(stanza)
    }
    for index in 0..<identities.count {
      let recipient = identities.recipients[index]
      for stanza in ours {
        switch keys.unwrap(stanza, scalar: identities.scalar(at: index), recipient: recipient) {
        case .opened: return
        case .notForUs: continue
        case .lowOrder, .noMemory: throw .damagedHeader(.x25519Stanza)
        }
      }
    }
    throw .noIdentityMatched(stanzaTypes: stanzaCounts.map(\.type))
  }
}
