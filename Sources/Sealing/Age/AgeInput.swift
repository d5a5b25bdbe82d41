internal import SecretMemory

/// An age file's bytes, line by line first and in blocks after that; of an armored file, what the text stands
/// for.
///
/// Only what is public passes through here: headers and ciphertext.
struct AgeInput<Source: ByteSource & ~Copyable>: ~Copyable {
  private var source: BufferedSource<Source>
  private var armor = Armor.none

  // What was decoded of the armor's last line that was read.
  private var decoded = [UInt8](repeating: 0, count: AgeArmor.bytesPerLine)
  private var start = 0
  private var end = 0
  private var line: [UInt8] = []

  /// How far an armored file was read.
  private enum Armor { case none, beforeFirstLine, inside, beforeLastLine, ended }

  init(_ source: consuming Source, form: AgeForm) throws(AgeReadError) {
    self.source = BufferedSource(source)
    switch form {
    case .binary: break
    case .armored: armor = .beforeFirstLine
    case .detected: if try looksArmored() { armor = .beforeFirstLine }
    }
  }

  /// Whether the text goes through armor.
  var isArmored: Bool { armor != .none }

  /// Appends the next line, without its newline, to `line`, but no more than `limit` bytes.
  mutating func readLine(into line: inout [UInt8], limit: Int) throws(AgeReadError) -> LineEnd {
    guard isArmored else { return try Self.readLine(&source, into: &line, limit: limit) }
    var taken = 0
    while try isReady() {
      let byte = decoded[start]
      start += 1
      if byte == UInt8(ascii: "\n") { return .newline }
      if taken == limit { return .tooLong }
      line.append(byte)
      taken += 1
    }
    return .endOfInput
  }

  /// Fills the first `count` bytes of `block`, unless the input ends before; returns how many bytes there were.
  mutating func readFully(into block: inout [UInt8], count: Int) throws(AgeReadError) -> Int {
    guard isArmored else {
      do throws(SystemError) { return try source.readFully(into: &block, count: count) } catch {
        throw .source(error)
      }
    }
    var filled = 0
    while filled < count {
      guard try isReady() else { break }
      let taken = min(count - filled, end - start)
      block.replaceSubrange(filled..<filled + taken, with: decoded[start..<start + taken])
      start += taken
      filled += taken
    }
    return filled
  }

  /// Gives the source back.
  consuming func finish() -> Source { source.finish() }

  private mutating func looksArmored() throws(AgeReadError) -> Bool {
    do throws(SystemError) {
      let count = AgeArmor.blankLimit + AgeArmor.firstLine.count
      return try source.peek(count: count) { bytes in
        bytes.drop(while: AgeArmor.isBlank).starts(with: AgeArmor.firstLine)
      }
    } catch {
      throw .source(error)
    }
  }

  private static func readLine(
    _ source: inout BufferedSource<Source>, into line: inout [UInt8], limit: Int
  ) throws(AgeReadError) -> LineEnd {
    do throws(SystemError) { return try source.readLine(into: &line, limit: limit) } catch {
      throw .source(error)
    }
  }

  /// Whether there is more, decoded already or now.
  private mutating func isReady() throws(AgeReadError) -> Bool {
    if start < end { return true }
    return try decodeLine()
  }

  /// Decodes the next line of the armor; false behind the last one, when nothing but blanks follows.
  private mutating func decodeLine() throws(AgeReadError) -> Bool {
    if armor == .beforeFirstLine { try skipFirstLine() }
    if armor == .ended { return false }
    guard try nextLine() else { throw .damagedArmor(.noLastLine) }
    if line == AgeArmor.lastLine {
      try expectBlanksOnly()
      armor = .ended
      return false
    }
    guard armor == .inside else { throw .damagedArmor(.noLastLine) }
    // There is room for 48 bytes, so a line is no longer than 64 characters.
    guard let count = Self.decode(line, into: &decoded), count > 0 else { throw .damagedArmor(.line) }
    start = 0
    end = count
    // Only the last line may be a short one.
    if count < AgeArmor.bytesPerLine { armor = .beforeLastLine }
    return true
  }

  private static func decode(_ line: [UInt8], into decoded: inout [UInt8]) -> Int? {
    var output = decoded.mutableSpan
    return Base64.decode(line.span, padding: .required, into: &output)
  }

  private mutating func skipFirstLine() throws(AgeReadError) {
    var skipped = 0
    while try nextLine(limit: AgeArmor.blankLimit) {
      if line == AgeArmor.firstLine {
        armor = .inside
        return
      }
      skipped += line.count + 1
      guard line.allSatisfy(AgeArmor.isBlank), skipped <= AgeArmor.blankLimit else { break }
    }
    throw .damagedArmor(.noFirstLine)
  }

  /// Reads a line without its LF or CRLF; false at the input's end.
  private mutating func nextLine(
    limit: Int = AgeArmor.charactersPerLine + 1
  ) throws(AgeReadError) -> Bool {
    line.removeAll(keepingCapacity: true)
    let end = try Self.readLine(&source, into: &line, limit: limit)
    if end == .tooLong { throw .damagedArmor(.line) }
    if end == .endOfInput && line.isEmpty { return false }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return true
  }

  private mutating func expectBlanksOnly() throws(AgeReadError) {
    var rest = [UInt8](repeating: 0, count: AgeArmor.blankLimit + 1)
    let count: Int
    do throws(SystemError) { count = try source.readFully(into: &rest, count: rest.count) } catch {
      throw .source(error)
    }
    guard count <= AgeArmor.blankLimit, rest[..<count].allSatisfy(AgeArmor.isBlank)
    else { throw .damagedArmor(.trailingText) }
  }
}
