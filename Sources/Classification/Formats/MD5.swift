/// MD5 (RFC 1321): Oracle names API signing keys by it. It is good for nothing else, and used for nothing else.
///
/// Own code, since swift-crypto's made a program start 0.5 ms later (of 1.6 ms; static, measured on an empty one)
/// and its BoringSSL is compiled anew by everybody who builds, for one digest of a public key.
struct MD5 {
  private var state: [4 of UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
  private var block: [16 of UInt32] = .init(repeating: 0)
  private var count = 0

  /// Takes in one byte.
  mutating func update(_ byte: UInt8) {
    let place = count & 63
    let shift = UInt32(place & 3) * 8
    if shift == 0 { block[place >> 2] = 0 }
    block[place >> 2] |= UInt32(byte) << shift
    count += 1
    if place == 63 { compress() }
  }

  /// Takes in a run of bytes.
  mutating func update(_ bytes: Span<UInt8>) {
    for index in 0..<bytes.count { update(bytes[index]) }
  }

  /// The digest of all bytes taken in.
  consuming func finish() -> [16 of UInt8] {
    let bits = UInt64(count) * 8
    update(0x80)
    while count & 63 != 56 { update(0) }
    for index in 0..<8 { update(UInt8(truncatingIfNeeded: bits >> (UInt64(index) * 8))) }
    let state = self.state
    return [16 of UInt8] { UInt8(truncatingIfNeeded: state[$0 >> 2] >> (UInt32($0 & 3) * 8)) }
  }

  private mutating func compress() {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for round in 0..<64 {
      var mixed: UInt32
      let word: Int
      switch round >> 4 {
      case 0: (mixed, word) = (b & c | ~b & d, round)
      case 1: (mixed, word) = (d & b | ~d & c, (5 * round + 1) & 15)
      case 2: (mixed, word) = (b ^ c ^ d, (3 * round + 5) & 15)
      default: (mixed, word) = (c ^ (b | ~d), (7 * round) & 15)
      }
      mixed = mixed &+ a &+ Self.sines[round] &+ block[word]
      let shift = Self.shifts[round >> 4 * 4 + round & 3]
      (a, d, c, b) = (d, c, b, b &+ (mixed << shift | mixed >> (32 - shift)))
    }
    state[0] = state[0] &+ a
    state[1] = state[1] &+ b
    state[2] = state[2] &+ c
    state[3] = state[3] &+ d
  }

  private static let shifts: [16 of UInt32] = [
    7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21,
  ]

  /// The sines of 1 to 64, as whole numbers of 32 bits.
  private static let sines: [64 of UInt32] = [
    0xD76A_A478, 0xE8C7_B756, 0x2420_70DB, 0xC1BD_CEEE, 0xF57C_0FAF, 0x4787_C62A,
    0xA830_4613, 0xFD46_9501, 0x6980_98D8, 0x8B44_F7AF, 0xFFFF_5BB1, 0x895C_D7BE,
    0x6B90_1122, 0xFD98_7193, 0xA679_438E, 0x49B4_0821, 0xF61E_2562, 0xC040_B340,
    0x265E_5A51, 0xE9B6_C7AA, 0xD62F_105D, 0x0244_1453, 0xD8A1_E681, 0xE7D3_FBC8,
    0x21E1_CDE6, 0xC337_07D6, 0xF4D5_0D87, 0x455A_14ED, 0xA9E3_E905, 0xFCEF_A3F8,
    0x676F_02D9, 0x8D2A_4C8A, 0xFFFA_3942, 0x8771_F681, 0x6D9D_6122, 0xFDE5_380C,
    0xA4BE_EA44, 0x4BDE_CFA9, 0xF6BB_4B60, 0xBEBF_BC70, 0x289B_7EC6, 0xEAA1_27FA,
    0xD4EF_3085, 0x0488_1D05, 0xD9D4_D039, 0xE6DB_99E5, 0x1FA2_7CF8, 0xC4AC_5665,
    0xF429_2244, 0x432A_FF97, 0xAB94_23A7, 0xFC93_A039, 0x655B_59C3, 0x8F0C_CC92,
    0xFFEF_F47D, 0x8584_5DD1, 0x6FA8_7E4F, 0xFE2C_E6E0, 0xA301_4314, 0x4E08_11A1,
    0xF753_7E82, 0xBD3A_F235, 0x2AD7_D2BB, 0xEB86_D391,
  ]
}

extension MD5 {
  /// The digest by which Oracle names an RSA key: of its public half as a SubjectPublicKeyInfo in DER (RFC 5280).
  /// Both numbers without leading zeroes.
  static func ofRSAPublicKey(modulus: Span<UInt8>, exponent: Span<UInt8>) -> [16 of UInt8] {
    let numbers = lengthOfInteger(modulus) + lengthOfInteger(exponent)
    let key = 1 + lengthOfLength(numbers) + numbers
    var digest = MD5()
    // rsaEncryption, 1.2.840.113549.1.1.1, and null.
    let algorithm: [15 of UInt8] = [
      0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    digest.begin(0x30, algorithm.count + 1 + lengthOfLength(key + 1) + key + 1)
    for index in algorithm.indices { digest.update(algorithm[index]) }
    digest.begin(0x03, key + 1)
    digest.update(0)
    digest.begin(0x30, numbers)
    digest.update(integer: modulus)
    digest.update(integer: exponent)
    return digest.finish()
  }

  private mutating func update(integer: Span<UInt8>) {
    let needsZero = integer.isEmpty || integer[0] > 127
    begin(0x02, integer.count + (needsZero ? 1 : 0))
    if needsZero { update(0) }
    update(integer)
  }

  private mutating func begin(_ tag: UInt8, _ length: Int) {
    update(tag)
    if length >= 0x80 {
      let count = Self.lengthOfLength(length) - 1
      update(0x80 | UInt8(count))
      for index in stride(from: count - 1, through: 0, by: -1) {
        update(UInt8(truncatingIfNeeded: length >> (8 * index)))
      }
    } else {
      update(UInt8(length))
    }
  }

  private static func lengthOfLength(_ length: Int) -> Int {
    length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4
  }

  private static func lengthOfInteger(_ integer: Span<UInt8>) -> Int {
    let count = integer.count + (integer.isEmpty || integer[0] > 127 ? 1 : 0)
    return 1 + lengthOfLength(count) + count
  }
}
