@_spi(RedactionGate) internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

extension Classifier {
  /// The token in the request that a saved client result recorded: a secret like any other, but none of the
  /// integration's fields.
  mutating func readCallerToken(of integration: borrowing Integration) {
    facts[.callerToken] = .truth(false)
    integration.withCallerToken { field in
      let text = field.value.bytes
      let state = StateReading.state(of: text)
      facts[.callerToken] = .truth(state == .live)
      var reading = FieldReading(
        known: nil, part: "request.headers.authorization", state: state, fieldClass: .secret, kind: .unknown)
      if state == .live {
        reading.kind = Recogniser.kind(of: text, expecting: .none)
        reading.fingerprint = Fingerprint(key.fingerprint(of: field.value))
        gate.examine(text)
      }
      fields.append(reading)
    }
  }
}
