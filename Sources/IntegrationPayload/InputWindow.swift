internal import Glibc
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

/// How much of an input was read, and the keyed digest of it.
public struct InputExtent: Sendable {
  /// How many bytes were read; 0 where no digest was asked for.
  public let byteCount: Int
  /// The digest, where one was asked for.
  public let digest: [16 of UInt8]?
  /// Whether documents that had to be at hand whole were kept out of swap, too; nil where there were none.
  public let isDocumentLocked: Bool?
}

/// The part of an input that is in memory: locked memory, filled from where the input is, moved on as it is read.
struct InputWindow: ~Copyable {
  var arena: SecretArena
  /// Where reading goes on.
  var position = 0

  /// The digest of all that was read; nil where nobody asks for one.
  private(set) var digest: InputDigest?
  private(set) var isAtEnd = true
  private var end = 0
  private var origin = Origin.descriptor(-1)

  /// Where the bytes come from.
  private enum Origin {
    case descriptor(Int32)
    case documents(SecretDocuments)
  }

  /// Lines are counted up to this offset, since unescaping changes the bytes before it.
  private var countedTo = 0
  private var lineEnds = 0
  private var columnOffset = 0
  /// The byte before the window.
  private var lastDropped: UInt8 = 0x0A

  init(capacity: Int, digest: consuming InputDigest?) throws(SecretMemoryError) {
    arena = try SecretArena(capacity: capacity)
    self.digest = digest
  }

  mutating func open(_ descriptor: Int32) {
    digest?.begin()
    origin = .descriptor(descriptor)
    arena.wipe()
    beginDocument()
  }

  mutating func open(_ documents: SecretDocuments) {
    digest?.begin()
    origin = .documents(documents)
    arena.wipe()
    beginDocument()
  }

  /// Starts anew, with what comes from the same place next.
  mutating func beginDocument() {
    arena.wipe(upTo: end)
    isAtEnd = false
    lastDropped = 0x0A
    (position, end, countedTo, lineEnds, columnOffset) = (0, 0, 0, 0, 0)
  }

  var available: Int { end - position }
  var isFull: Bool { available == arena.capacity }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { arena.bytes.extracting(0..<end) }
  }

  var startsWithByteOrderMark: Bool {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
  }

  /// Drops what was read and reads on until `wanted` bytes are there, or as many as there are.
  mutating func refill(wanting wanted: Int) throws(SystemError) {
    if position > 0 {
      countLines(to: position)
      let dropped = arena.bytes[position - 1]
      lastDropped = dropped
      arena.compact(keeping: position..<end)
      end -= position
      countedTo -= position
      position = 0
    }
    let goal = min(wanted, arena.capacity)
    while !isAtEnd && end < goal {
      if Interruption.isRequested { throw SystemError(number: EINTR) }
      let count = try read()
      if count == 0 { isAtEnd = true }
      Self.feed(arena, end..<end + count, to: &digest)
      end += count
    }
  }

  /// Reads on behind what is there.
  private mutating func read() throws(SystemError) -> Int {
    switch origin {
    case .descriptor(let descriptor):
      return try arena.read(from: descriptor, to: end, count: arena.capacity - end)
    case .documents(let documents):
      let free = end..<arena.capacity
      var all = arena.mutableBytes
      var room = all._mutatingExtracting(free)
      return try documents.read(into: &room)
    }
  }

  private static func feed(
    _ arena: borrowing SecretArena, _ range: Range<Int>, to digest: inout InputDigest?
  ) {
    digest?.update(arena.bytes.extracting(range))
  }

  /// What was read since `open`; ends it.
  mutating func finish(isDocumentLocked: Bool?) -> InputExtent {
    arena.wipe()
    let byteCount = digest?.byteCount ?? 0
    return InputExtent(byteCount: byteCount, digest: digest?.finish(), isDocumentLocked: isDocumentLocked)
  }

  /// The next byte; nil at the input's end.
  mutating func peek() throws(SystemError) -> UInt8? {
    if position == end {
      if isAtEnd { return nil }
      try refill(wanting: 1)
      if position == end { return nil }
    }
    return arena.bytes[position]
  }

  /// Whether the byte before `position` ends a line.
  var isAtLineStart: Bool { (position > 0 ? arena.bytes[position - 1] : lastDropped) == 0x0A }

  mutating func skipWhiteSpace() throws(SystemError) -> UInt8? {
    while let byte = try peek() {
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position += 1
    }
    return nil
  }

  /// Reads the value at `position`; nil if it needs more bytes.
  func parse(with reader: inout JSONReader) throws(JSONError) -> Int? {
    try reader.read(bytes, from: position, isComplete: isAtEnd)
  }

  /// Unescapes the strings of the value that was read last.
  mutating func unescape(with reader: inout JSONReader) {
    var bytes = arena.mutableBytes
    reader.unescape(in: &bytes)
  }

  /// Counts the lines up to `offset`; to be called before the bytes there change.
  mutating func countLines(to offset: Int) {
    guard offset > countedTo else { return }
    let (ends, rest) = countLineEnds(in: arena.bytes.extracting(countedTo..<offset))
    lineEnds += ends
    columnOffset = ends > 0 ? rest : columnOffset + rest
    countedTo = offset
  }

  /// Line and column of an offset that lies behind what was counted; else of where counting stopped.
  func location(of offset: Int) -> (line: Int, column: Int) {
    let stop = max(countedTo, min(offset, end))
    let (ends, rest) = countLineEnds(in: arena.bytes.extracting(countedTo..<stop))
    return (lineEnds + ends + 1, (ends > 0 ? rest : columnOffset + rest) + 1)
  }
}
