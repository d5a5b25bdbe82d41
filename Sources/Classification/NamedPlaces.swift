@_spi(RedactionGate) internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

extension Classifier {
  /// The names of projects, accounts and teams are no secrets; a credential that somebody pasted there is one, and
  /// is shown as a field of its own.
  mutating func readNames(of integration: borrowing Integration) {
    integration.forEachName { path, view in
      let text = view.bytes
      guard let kind = TextScan.first(in: text) ?? Recogniser.kindByShape(text),
        kind.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity
      else { return }
      gate.examine(text)
      fields.append(
        FieldReading(
          known: nil, part: path, state: .live, fieldClass: .secret, kind: kind,
          fingerprint: Fingerprint(key.fingerprint(of: view))))
    }
  }
}
