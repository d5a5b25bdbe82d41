/// Enough of zlib (RFC 1950, RFC 1951) to unpack the test vectors.
struct Inflate {
  private let input: [UInt8]
  private var position = 2
  private var bit = 0
  private var output: [UInt8] = []

  struct Damaged: Error {}

  static func zlib(_ input: [UInt8]) throws -> [UInt8] {
    var inflate = Inflate(input: input)
    return try inflate.run()
  }

  private init(input: [UInt8]) { self.input = input }

  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [Int]) {
      for length in lengths where length > 0 { counts[length] += 1 }
      for length in 1..<16 { symbols += lengths.indices.filter { lengths[$0] == length } }
    }
  }

  private mutating func run() throws -> [UInt8] {
    var isLast = false
    while !isLast {
      isLast = try bits(1) == 1
      switch try bits(2) {
      case 0: try stored()
      case 1:
        let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
        try compressed(Code(lengths), Code([Int](repeating: 5, count: 30)))
      case 2: try dynamic()
      default: throw Damaged()
      }
    }
    return output
  }

  private mutating func bits(_ count: Int) throws -> Int {
    var value = 0
    for index in 0..<count {
      guard position < input.count else { throw Damaged() }
      value |= Int(input[position] >> UInt8(bit) & 1) << index
      bit += 1
      if bit == 8 {
        bit = 0
        position += 1
      }
    }
    return value
  }

  private mutating func symbol(_ code: Code) throws -> Int {
    var value = 0
    var first = 0
    var index = 0
    for length in 1..<16 {
      value |= try bits(1)
      if value - first < code.counts[length] { return code.symbols[index + value - first] }
      index += code.counts[length]
      first = (first + code.counts[length]) << 1
      value <<= 1
    }
    throw Damaged()
  }

  private mutating func stored() throws {
    if bit > 0 {
      bit = 0
      position += 1
    }
    guard position + 4 <= input.count else { throw Damaged() }
    let count = Int(input[position]) | Int(input[position + 1]) << 8
    position += 4
    guard position + count <= input.count else { throw Damaged() }
    output += input[position..<position + count]
    position += count
  }

  private mutating func dynamic() throws {
    let literalCount = try bits(5) + 257
    let distanceCount = try bits(5) + 1
    let lengthCount = try bits(4) + 4
    var lengths = [Int](repeating: 0, count: 19)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    for index in 0..<lengthCount { lengths[order[index]] = try bits(3) }
    let code = Code(lengths)
    var all: [Int] = []
    while all.count < literalCount + distanceCount {
      let next = try symbol(code)
      switch next {
      case 16: all += [Int](repeating: all.last ?? 0, count: try bits(2) + 3)
      case 17: all += [Int](repeating: 0, count: try bits(3) + 3)
      case 18: all += [Int](repeating: 0, count: try bits(7) + 11)
      default: all.append(next)
      }
    }
    try compressed(Code(Array(all[..<literalCount])), Code(Array(all[literalCount...])))
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
    4097, 6145, 8193, 12289, 16385, 24577,
  ]

  private mutating func compressed(_ literals: Code, _ distances: Code) throws {
    while true {
      let literal = try symbol(literals)
      if literal < 256 {
        output.append(UInt8(literal))
        continue
      }
      if literal == 256 { return }
      guard literal - 257 < Self.lengthBases.count else { throw Damaged() }
      let length = try Self.lengthBases[literal - 257] + bits(Self.lengthBits[literal - 257])
      let index = try symbol(distances)
      guard index < 30 else { throw Damaged() }
      let distance = try Self.distanceBases[index] + bits(index < 2 ? 0 : index / 2 - 1)
      guard distance <= output.count else { throw Damaged() }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }
}
