internal import SecretMemory

/// What a line ended with.
enum LineEnd { case newline, endOfInput, tooLong }

/// A source read line by line first, and in blocks of a given length after that: an age file.
///
/// Only what is public passes through here: headers and ciphertext.
struct BufferedSource<Source: ByteSource & ~Copyable>: ~Copyable {
  private var source: Source
  private var buffer = [UInt8](repeating: 0, count: 4096)
  private var start = 0
  private var end = 0

  init(_ source: consuming Source) { self.source = source }

  /// Appends the next line, without its newline, to `line`, but no more than `limit` bytes.
  mutating func readLine(into line: inout [UInt8], limit: Int) throws(SystemError) -> LineEnd {
    var taken = 0
    while true {
      if start == end, try refill() == 0 { return .endOfInput }
      while start < end {
        let byte = buffer[start]
        start += 1
        if byte == UInt8(ascii: "\n") { return .newline }
        if taken == limit { return .tooLong }
        line.append(byte)
        taken += 1
      }
    }
  }

  /// Fills the first `count` bytes of `block`, unless the input ends before; returns how many bytes there were.
  mutating func readFully(into block: inout [UInt8], count: Int) throws(SystemError) -> Int {
    var filled = min(end - start, count)
    block.replaceSubrange(0..<filled, with: buffer[start..<start + filled])
    start += filled
    while filled < count {
      let read = try Self.read(&source, into: &block, range: filled..<count)
      if read == 0 { break }
      filled += read
    }
    return filled
  }

  /// Looks at the first bytes, up to `count` of them, before anything else is read.
  mutating func peek<Value>(
    count: Int, _ body: (ArraySlice<UInt8>) -> Value
  ) throws(SystemError) -> Value {
    precondition(start == 0 && count <= buffer.count)
    while end < count {
      let read = try Self.read(&source, into: &buffer, range: end..<buffer.count)
      if read == 0 { break }
      end += read
    }
    return body(buffer[..<min(end, count)])
  }

  /// Gives the source back.
  consuming func finish() -> Source { source }

  private mutating func refill() throws(SystemError) -> Int {
    start = 0
    end = 0
    end = try Self.read(&source, into: &buffer, range: 0..<buffer.count)
    return end
  }

  private static func read(
    _ source: inout Source, into block: inout [UInt8], range: Range<Int>
  ) throws(SystemError) -> Int {
    var whole = block.mutableSpan
    var part = whole._mutatingExtracting(range)
    return try source.read(into: &part)
  }
}
