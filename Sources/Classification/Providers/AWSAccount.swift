internal import Facts
internal import JSONReader

/// What the id of an access key tells.
///
/// Bit 20 of an id is its generation, the 40 bits behind it are the account's number ("A bitwise analysis of AWS
/// access key identifiers", labs.withsecure.com). Ids of the old generation hold something else there.
struct AWSKeyID {
  let generation: AWSKeyGeneration
  /// Nil where the id doesn't hold it.
  let account: Int?

  /// Nil unless the text is the id of an access key to the letter.
  init?(_ text: Span<UInt8>) {
    guard text.count == 20 else { return nil }
    if text.hasPrefix("A3T"), text.all(from: 3, { $0.isUppercaseLetter || $0.isDigit }) {
      (generation, account) = (.old, nil)
      return
    }
    guard text.hasPrefix("AKIA") || text.hasPrefix("ASIA") else { return nil }
    var bits: UInt64 = 0
    for index in 4..<20 {
      guard let value = Self.value(text[index]) else { return nil }
      if index < 14 { bits = bits << 5 | value }
    }
    guard bits >> 49 == 1 else {
      (generation, account) = (.old, nil)
      return
    }
    let number = Int(bits >> 9 & (1 << 40 - 1))
    generation = .current
    account = number <= 999_999_999_999 ? number : nil
  }

  /// Of base32 (RFC 4648).
  private static func value(_ byte: UInt8) -> UInt64? {
    if byte.isUppercaseLetter { return UInt64(byte - UInt8(ascii: "A")) }
    let digit = byte &- UInt8(ascii: "2")
    return digit < 6 ? UInt64(digit) + 26 : nil
  }
}

/// An ARN of IAM or STS: `arn:PARTITION:SERVICE::ACCOUNT:RESOURCE` (AWS's API model: 20 to 2,048 characters).
struct AWSIdentityARN {
  /// Nil where it isn't one that we know.
  let partition: AWSPartition?
  let account: Int
  let resource: ARNResource
  let path: AWSRolePath?
  /// Whether it names a role, to the letter.
  let isWellFormedRole: Bool
  /// Where a role's name lies, or that of whatever it is.
  let name: Range<Int>

  init?(_ text: Span<UInt8>) {
    guard text.hasPrefix("arn:"), (20...2048).contains(text.count) else { return nil }
    let partitionEnd = offset(of: UInt8(ascii: ":"), in: text, from: 4)
    let isIAM = text.hasPrefix(":iam::", at: partitionEnd)
    guard isIAM || text.hasPrefix(":sts::", at: partitionEnd) else { return nil }
    let start = partitionEnd + 6
    let end = start + 12
    guard end < text.count, text[end] == UInt8(ascii: ":"), let account = text.number(in: start..<end) else {
      return nil
    }
    self.account = account
    let partitionText = text.extracting(4..<partitionEnd)
    partition = AWSPartition.allCases.first { partitionText.holds($0.rawValue) }
    resource = Self.resource(text, end + 1, isIAM: isIAM)
    var slash = text.count
    while slash > end + 1, text[slash - 1] != UInt8(ascii: "/") { slash -= 1 }
    name = slash..<text.count
    guard resource == .role else {
      (path, isWellFormedRole) = (nil, false)
      return
    }
    let pathStart = end + 5
    if text.hasPrefix("/aws-service-role/", at: pathStart) {
      path = .service
    } else if text.hasPrefix("/aws-reserved/", at: pathStart) {
      path = .identityCenter
    } else {
      path = .own
    }
    isWellFormedRole =
      partition != nil && slash - pathStart <= 512 && slash - pathStart != 2
      && text.all(from: pathStart, to: slash) { $0 > 0x20 && $0 < 0x7F }
      && (1...64).contains(text.count - slash) && text.all(from: slash, Self.isOfName)
  }

  private static func resource(_ text: Span<UInt8>, _ start: Int, isIAM: Bool) -> ARNResource {
    if text.extracting(start..<text.count).holds("root") { return isIAM ? .root : .other }
    let words: [(String, ARNResource)] =
      isIAM
      ? [
        ("role/", .role), ("user/", .user), ("group/", .group), ("policy/", .policy),
        ("instance-profile/", .instanceProfile),
      ] : [("assumed-role/", .assumedRole), ("federated-user/", .federatedUser)]
    for (word, resource) in words where text.hasPrefix(word, at: start) { return resource }
    return .other
  }

  /// IAM's `roleNameType`.
  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "."),
      UInt8(ascii: "@"), UInt8(ascii: "-"):
      true
    default: byte.isLetter || byte.isDigit
    }
  }
}

extension AWSShape {
  /// States what `accessKey` tells.
  static func state(key text: Span<UInt8>, in facts: inout Facts) {
    let key = AWSKeyID(text)
    facts[AWSFact.keyIsWellFormed] = .truth(key != nil)
    guard let key else { return }
    facts[AWSFact.keyGeneration] = .word(key.generation)
    if let account = key.account { facts[AWSFact.keyAccount] = FactValue(account) }
  }

  /// States what `roleArn` tells; returns where the role's name lies.
  static func state(role text: Span<UInt8>, in facts: inout Facts) -> Range<Int>? {
    let arn = AWSIdentityARN(text)
    facts[AWSFact.roleIsWellFormed] = .truth(arn?.isWellFormedRole ?? false)
    guard let arn else { return nil }
    facts[AWSFact.roleResource] = .word(arn.resource)
    facts[AWSFact.roleAccount] = FactValue(arn.account)
    if let partition = arn.partition { facts[AWSFact.rolePartition] = .word(partition) }
    if let path = arn.path { facts[AWSFact.rolePath] = .word(path) }
    return arn.resource == .role ? arn.name : nil
  }
}
