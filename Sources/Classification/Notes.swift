@_spi(RedactionGate) public import Facts
public import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

/// What people write about integrations, such as why they accept a finding.
public enum Note {
  /// Whether a note looks as if a credential stood in it.
  public static func looksSecret(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return RedactionGate.holdsCredential(bytes.span, isNote: true)
  }

  /// Whether a credential stands in a file's name, or what looks made by a generator alone. Hashes and GUIDs, which many
  /// files are called by, don't.
  public static func holdsCredential(fileName text: String) -> Bool {
    let bytes = Array(text.utf8)
    let span = bytes.span
    return TextScan.first(in: span) != nil || AWSShape.holdsKeyID(span) || AkamaiShape.holdsToken(span)
      || Looks.holdsMade(span)
  }
}

extension Classifier {
  /// What may be shown of notes beside an integration: they go through the gate like its own texts.
  public mutating func labels(for notes: [String], beside integration: borrowing Integration) -> [Label] {
    fields.removeAll()
    gate.begin()
    let texts = notes.map { Array($0.utf8) }
    let numbers = texts.map { gate.add(SecretView($0.span), as: .note) }
    var provider: Provider?
    if case .known(let known) = integration.provider { provider = known }
    readCredentials(of: integration, provider: provider)
    integration.forEachUnknownKey { readUnknown($0, of: integration) }
    return zip(numbers, texts).map { gate.label($0, SecretView($1.span), key: key) }
  }
}
