internal import Facts

/// What an X.509 certificate (RFC 5280) tells.
///
/// Own code: swift-certificates would cost each run 4 ms before its first byte is read, and takes arrays. What is
/// asked for here is little, and the DER reader is there for keys.
struct Certificate {
  var subject = ClusterIdentity.none
  /// `ClusterGroup`s as bits.
  var groups = 0
  var isSelfSigned = false
  var isAuthority = false
  var allowsClients = true
  /// Seconds since 1970-01-01T00:00:00Z.
  var validFrom = 0
  var validUntil = 0
  var key: PublicKey
  var signature = SignatureHash.other

  /// Reads a certificate's DER. Nil if it isn't one.
  init?(_ bytes: Span<UInt8>) {
    var outer = DERCursor(0..<bytes.count)
    guard let whole = outer.next(DERCursor.Tag.sequence, in: bytes) else { return nil }
    var parts = DERCursor(whole)
    guard let signed = parts.next(DERCursor.Tag.sequence, in: bytes),
      let algorithm = parts.next(DERCursor.Tag.sequence, in: bytes),
      parts.next(DERCursor.Tag.bitString, in: bytes) != nil
    else { return nil }
    var fields = DERCursor(signed)
    _ = fields.next(DERCursor.Tag.context(0), in: bytes)
    guard fields.next(DERCursor.Tag.integer, in: bytes) != nil,
      fields.next(DERCursor.Tag.sequence, in: bytes) != nil,
      let issuer = fields.next(DERCursor.Tag.sequence, in: bytes),
      let validity = fields.next(DERCursor.Tag.sequence, in: bytes),
      let name = fields.next(DERCursor.Tag.sequence, in: bytes),
      let info = fields.next(DERCursor.Tag.sequence, in: bytes),
      let key = PublicKey(info: info, bytes)
    else { return nil }
    self.key = key
    var times = DERCursor(validity)
    guard let from = times.nextTime(in: bytes), let until = times.nextTime(in: bytes) else { return nil }
    (validFrom, validUntil) = (from, until)
    isSelfSigned = bytes.extracting(issuer).isSame(as: bytes.extracting(name))
    readName(name, bytes)
    var identification = DERCursor(algorithm)
    if let identifier = identification.next(DERCursor.Tag.objectIdentifier, in: bytes) {
      signature = ObjectIdentifier.value(ObjectIdentifier.signatures, at: identifier, bytes) ?? .other
    }
    // Unique identifiers, which nobody uses, then the extensions.
    _ = fields.next(0x81, in: bytes)
    _ = fields.next(0x82, in: bytes)
    if let extensions = fields.next(DERCursor.Tag.context(3), in: bytes) {
      guard readExtensions(extensions, bytes) else { return nil }
    }
  }

  /// Sets of attributes, of which organisations are groups and the common name is the user's.
  private mutating func readName(_ name: Range<Int>, _ bytes: Span<UInt8>) {
    var sets = DERCursor(name)
    while let set = sets.next(DERCursor.Tag.set, in: bytes) {
      var attributes = DERCursor(set)
      while let attribute = attributes.next(DERCursor.Tag.sequence, in: bytes) {
        var parts = DERCursor(attribute)
        guard let type = parts.next(DERCursor.Tag.objectIdentifier, in: bytes),
          let value = parts.next(in: bytes)
        else { continue }
        let text = bytes.extracting(value.content)
        if value.tag == DERCursor.Tag.bmpString {
          let name = Self.narrowed(text)
          readAttribute(type, bytes, name.text.span.extracting(0..<name.count))
        } else {
          readAttribute(type, bytes, text)
        }
      }
    }
  }

  private mutating func readAttribute(_ type: Range<Int>, _ bytes: Span<UInt8>, _ text: Span<UInt8>) {
    if bytes.holds(ObjectIdentifier.organization, at: type) {
      groups |= 1 << ClusterGroup(named: text).ordinal
    } else if bytes.holds(ObjectIdentifier.commonName, at: type) {
      subject = ClusterIdentity(named: text)
    }
  }

  /// The first characters of a name of two bytes each, which all names that Kubernetes gives a meaning have; another
  /// character than ASCII's is written as a question mark.
  private static func narrowed(_ text: Span<UInt8>) -> (text: [64 of UInt8], count: Int) {
    let count = Swift.min(64, text.count / 2)
    let narrow = [64 of UInt8] { index in
      guard index < count else { return 0 }
      return text[2 * index] == 0 && text[2 * index + 1] < 0x80 ? text[2 * index + 1] : UInt8(ascii: "?")
    }
    return (narrow, count)
  }

  private mutating func readExtensions(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    var outer = DERCursor(range)
    guard let list = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var extensions = DERCursor(list)
    while let one = extensions.next(DERCursor.Tag.sequence, in: bytes) {
      var parts = DERCursor(one)
      guard let identifier = parts.next(DERCursor.Tag.objectIdentifier, in: bytes) else { return false }
      _ = parts.next(DERCursor.Tag.boolean, in: bytes)
      guard let value = parts.next(DERCursor.Tag.octetString, in: bytes) else { return false }
      var inner = DERCursor(value)
      guard let content = inner.next(DERCursor.Tag.sequence, in: bytes) else { continue }
      var items = DERCursor(content)
      if bytes.holds(ObjectIdentifier.basicConstraints, at: identifier) {
        if let flag = items.next(DERCursor.Tag.boolean, in: bytes), flag.count == 1 {
          isAuthority = bytes[flag.lowerBound] != 0
        }
      } else if bytes.holds(ObjectIdentifier.extendedKeyUsage, at: identifier) {
        allowsClients = false
        while let usage = items.next(DERCursor.Tag.objectIdentifier, in: bytes) {
          if bytes.holds(ObjectIdentifier.clientAuth, at: usage)
            || bytes.holds(ObjectIdentifier.anyExtendedKeyUsage, at: usage)
          {
            allowsClients = true
          }
        }
      }
    }
    return extensions.isAtEnd
  }
}

extension DERCursor {
  /// A UTCTime or a GeneralizedTime as certificates have them, in seconds since 1970-01-01T00:00:00Z.
  mutating func nextTime(in bytes: Span<UInt8>) -> Int? {
    guard let element = next(in: bytes) else { return nil }
    let digits = element.tag == Tag.utcTime ? 12 : element.tag == Tag.generalizedTime ? 14 : 0
    let text = bytes.extracting(element.content)
    guard digits > 0, text.count == digits + 1, text[digits] == UInt8(ascii: "Z"),
      text.all(to: digits, \.isDigit)
    else { return nil }
    func number(_ start: Int, _ count: Int) -> Int {
      (start..<start + count).reduce(0) { $0 * 10 + Int(text[$1] & 15) }
    }
    var year = number(0, digits - 10)
    if digits == 12 { year += year < 50 ? 2000 : 1900 }
    guard let day = Day(year: year, month: number(digits - 10, 2), day: number(digits - 8, 2)) else {
      return nil
    }
    let (hour, minute, second) = (number(digits - 6, 2), number(digits - 4, 2), number(digits - 2, 2))
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    return day.number * 86400 + hour * 3600 + minute * 60 + second
  }
}

extension ClusterIdentity {
  /// Whom a name means to a cluster.
  init(named text: Span<UInt8>) {
    self =
      if text.isWord("kubernetes-admin") {
        .kubernetesAdmin
      } else if text.isWord("kubernetes-super-admin") {
        .kubernetesSuperAdmin
      } else if text.isWord("system:admin") {
        .systemAdmin
      } else if text.hasPrefix("system:node:") {
        .node
      } else if text.hasPrefix("system:serviceaccount:") {
        .serviceAccount
      } else if text.hasPrefix("system:") {
        .system
      } else if text.isEmpty {
        .none
      } else {
        text.holdsWord("admin") ? .adminLike : .other
      }
  }

  /// Whether the name is an administrator's.
  var isAdministrator: Bool {
    switch self {
    case .kubernetesAdmin, .kubernetesSuperAdmin, .systemAdmin, .adminLike: true
    default: false
    }
  }
}

extension ClusterGroup {
  init(named text: Span<UInt8>) {
    self =
      if text.isWord("system:masters") {
        .masters
      } else if text.isWord("kubeadm:cluster-admins") {
        .clusterAdmins
      } else if text.isWord("system:nodes") {
        .nodes
      } else {
        text.hasPrefix("system:") ? .system : .other
      }
  }
}

extension Span<UInt8> {
  /// Whether a word of small letters stands anywhere in the text, in capitals or not.
  func holdsWord(_ word: String) -> Bool {
    let length = word.utf8.count
    guard count >= length else { return false }
    for start in 0...count - length where extracting(start..<start + length).isWord(word) { return true }
    return false
  }

  func isSame(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }
}
