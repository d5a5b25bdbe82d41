internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

// Facts about the document around the credentials.

extension Classifier {
  /// What the document says of itself. `number` is the description's at the gate, nil where there is none.
  mutating func stateDocument(
    of integration: borrowing Integration, provider: Provider?, number: Int?
  ) {
    let isRequest = integration.form == .request
    if let name = integration.name {
      facts[.environment] = .word(NameReading.environment(in: name.bytes), basis: .inferred)
    }
    switch integration.created {
    case .known(let day):
      facts[.createdIsReadable] = .truth(true)
      facts[.createdDay] = FactValue(day.number)
      let today = facts[.today]
      if today.isKnown, today.number >= day.number {
        facts[.age] = FactValue(today.number - day.number, basis: .time)
      }
    case .unknown: facts[.createdIsReadable] = .truth(false)
    case .missing: break
    }
    if let teams = integration.restrictedTeams {
      facts[.restrictedTeams] = FactValue(teams.count)
      facts[.faultyTeams] = FactValue(teams.faulty)
    } else if isRequest {
      facts[.restrictedTeams] = FactValue(0)
      facts[.faultyTeams] = FactValue(0)
    }
    if !approvedTeams.isEmpty {
      let count = integration.unapprovedTeams(beside: approvedTeams) ?? (isRequest ? 0 : nil)
      if let count { facts[.unapprovedTeams] = FactValue(count) }
    }
    facts[.foreignBlocks] = FactValue(integration.foreignBlockCount)
    if case .known(let level) = integration.permissionCheck { facts[.permissionCheck] = .word(level) }

    if number != nil {
      facts[.hasDescription] = .truth(true)
      if let text = integration.description {
        facts[.descriptionIdentifiers] = FactValue(DescriptionReading.identifierCount(in: text.bytes))
      }
    } else if isRequest || integration.description != nil {
      facts[.hasDescription] = .truth(false)
      facts[.descriptionIdentifiers] = FactValue(0)
    }

    guard integration.hasCredentials else { return }
    let isAllShown = fields.maskedCount == 0
    if isAllShown || fields.paddedCount > 0 { facts[.paddedValues] = FactValue(fields.paddedCount) }
    let misplaced = fields.misplaced.nonzeroBitCount
    guard let provider else { return }
    if isAllShown || misplaced > 0 { facts[.misplacedSecrets] = FactValue(misplaced) }
    let unrecognised = (fields.unrecognised & ProviderTable.ownFields(of: provider)).nonzeroBitCount
    if isAllShown || unrecognised > 0 { facts[.unrecognisedValues] = FactValue(unrecognised) }
  }
}

extension Classifier {
  /// The fingerprint of the AWS account that the role or the key id names.
  func accountFingerprint() -> Fingerprint? {
    let role = facts[AWSFact.roleAccount]
    let account = role.isKnown ? role : facts[AWSFact.keyAccount]
    guard account.isKnown else { return nil }
    var number = account.number
    var digits: [12 of UInt8] = .init(repeating: UInt8(ascii: "0"))
    for index in digits.indices.reversed() {
      digits[index] += UInt8(number % 10)
      number /= 10
    }
    return Fingerprint(key.fingerprint(of: SecretView(digits.span)))
  }
}
