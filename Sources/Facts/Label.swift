/// Text of a payload that may be shown: a name, an id, an unknown key.
///
/// Only the redaction gate makes one, after every recogniser passed the text, no part of a secret of the
/// same integration was found in it and control characters were taken out. Text that didn't pass is shown as
/// `[redacted:FINGERPRINT]`.
public struct Label: Hashable, Sendable, CustomStringConvertible {
  private let text: String

  /// Whether the gate withheld the text.
  public let isRedacted: Bool

  /// Takes over text that the gate has checked.
  @_spi(RedactionGate) public init(checked text: String, isRedacted: Bool) {
    self.text = text
    self.isRedacted = isRedacted
  }

  /// What may be shown.
  public var description: String { text }
}
