internal import Facts
internal import IntegrationPayload
internal import SecretMemory

/// The texts of one integration that may be shown: put before the gate first, then asked back as labels.
struct LabelNumbers {
  struct Labels {
    var id: Label?
    var hasStableID = false
    var name: Label?
    var provider: Label?
    var mode: Label?
    var features: [Label] = []
    var keys: [Label] = []
  }

  private var id: Int?
  private var name: Int?
  private var provider: Int?
  private var mode: Int?
  private(set) var description: Int?
  private var first = 0

  mutating func collect(from integration: borrowing Integration, into gate: inout RedactionGate) {
    if let text = integration.id, !text.isEmpty { id = gate.add(text, as: .freeText) }
    if let text = integration.name, !text.isEmpty { name = gate.add(text, as: .freeText) }
    if integration.provider == .unknown, let text = integration.providerText {
      provider = gate.add(text, as: .unknownWord)
    }
    if integration.mode == .unknown, let text = integration.modeText {
      mode = gate.add(text, as: .unknownWord)
    }
    var count = 0
    Self.forEachUnknownWord(of: integration) { text, _ in
      let number = gate.add(text, as: .unknownWord)
      if count == 0 { first = number }
      count += 1
    }
    // Last, so that a long one takes no room from texts that are to be shown.
    if let text = integration.description, !text.isEmpty { description = gate.add(text, as: .description) }
  }

  func labels(
    of integration: borrowing Integration, from gate: inout RedactionGate, key: borrowing FingerprintKey
  ) -> Labels {
    var labels = Labels()
    if let id, let text = integration.id {
      let label = gate.label(id, text, key: key)
      labels.hasStableID = !label.isRedacted
      labels.id = label
    }
    if let name, let text = integration.name { labels.name = gate.label(name, text, key: key) }
    if let provider, let text = integration.providerText {
      labels.provider = gate.label(provider, text, key: key)
    }
    if let mode, let text = integration.modeText { labels.mode = gate.label(mode, text, key: key) }
    var number = first
    Self.forEachUnknownWord(of: integration) { text, isFeature in
      let label = gate.label(number, text, key: key)
      number += 1
      if isFeature { labels.features.append(label) } else { labels.keys.append(label) }
    }
    return labels
  }

  /// Unknown features, then unknown keys, in the order in which fields are read: as many as are listed.
  private static func forEachUnknownWord(
    of integration: borrowing Integration, _ body: (borrowing SecretView, Bool) -> Void
  ) {
    var features = 0
    integration.forEachUnknownFeature { text in
      guard features < FieldReadings.listedLimit else { return }
      features += 1
      body(text, true)
    }
    var keys = 0
    integration.forEachUnknownCredential { field in
      keys += 1
      if keys <= FieldReadings.listedLimit { body(field.key, false) }
    }
    integration.forEachUnknownKey { field in
      keys += 1
      if keys <= FieldReadings.listedLimit { body(field.key, false) }
    }
  }
}
