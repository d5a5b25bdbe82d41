internal import Facts

/// What the ids of an Azure integration tell, one by one.
struct AzureIDs {
  private var shown = 0
  private var malformed = 0
  private var documented = 0
  var equal = 0

  mutating func add(_ text: Span<UInt8>, isTenant: Bool, in facts: inout Facts) {
    shown += 1
    let isGUID = Recogniser.isGUID(text)
    if isTenant {
      let form = AzureTenantForm(of: text, isGUID: isGUID)
      facts[AzureFact.tenantForm] = .word(form)
      if form == .other || form == .any { malformed += 1 }
    } else if !isGUID {
      malformed += 1
    }
    if isGUID, Self.isNobodys(text) { documented += 1 }
  }

  func state(in facts: inout Facts) {
    guard shown > 0 else { return }
    facts[AzureFact.malformedIDs] = FactValue(malformed)
    facts[AzureFact.documentedIDs] = FactValue(documented)
    facts[AzureFact.equalIDs] = FactValue(equal, basis: .crossCheck)
  }

  /// One digit throughout, or Microsoft's own tenant, which much of its documentation shows.
  private static func isNobodys(_ text: Span<UInt8>) -> Bool {
    let first = text[0]
    if text.all({ $0 == first || $0 == UInt8(ascii: "-") }) { return true }
    guard first == UInt8(ascii: "7") || first == UInt8(ascii: "1") else { return false }
    return text.isWord("12345678-1234-1234-1234-123456789012")
      || text.isWord("72f988bf-86f1-41af-91ab-2d7cd011db47")
      || text.isWord("12345678-1234-1234-1234-123456789abc")
  }
}

extension AzureTenantForm {
  /// Whether it names a tenant by a domain.
  var isDomain: Bool { self == .domain || self == .initialDomain }

  init(of text: Span<UInt8>) { self.init(of: text, isGUID: Recogniser.isGUID(text)) }

  fileprivate init(of text: Span<UInt8>, isGUID: Bool) {
    if isGUID {
      self = .guid
    } else if text.isWord("common") || text.isWord("organizations") || text.isWord("consumers") {
      self = .any
    } else if text.count > 16, text.extracting(text.count - 16..<text.count).isWord(".onmicrosoft.com") {
      self = .initialDomain
    } else {
      let isDomain =
        text.count <= 253 && text.index(of: ".") != nil
        && text.all { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        && text[0] != UInt8(ascii: ".") && text[text.count - 1].isLetter
      self = isDomain ? .domain : .other
    }
  }
}

extension AzureShape {
  static func form(ofSecret text: Span<UInt8>) -> AzureSecretForm {
    if isClientSecret(text) { return .current }
    if Recogniser.isGUID(text) { return .secretID }
    return isLegacyClientSecret(text) ? .legacy : .other
  }
}
