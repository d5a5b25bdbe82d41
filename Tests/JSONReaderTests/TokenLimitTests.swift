import Testing

@testable import JSONReader

@Suite struct `Keys and values of one value` {
  private func code(_ text: String) -> JSONError.Code? {
    var reader = JSONReader()
    do throws(JSONError) {
      _ = try reader.read(Array(text.utf8).span)
      return nil
    } catch {
      return error.code
    }
  }

  private func numbers(_ count: Int) -> String { "[" + String(repeating: "1,", count: count - 1) + "1]" }

  @Test func `may be 65,536 in a small value, and fewer for its size in a large one`() {
    #expect(code(numbers((1 << 16) - 1)) == nil)
    #expect(code(numbers(1 << 16)) == .tooManyTokens)
    let keys = (0..<40_000).map { #""f\#($0)":null"# }.joined(separator: ",")
    #expect(code("{\(keys)}") == nil)
    #expect(code(numbers(1 << 20)) == .tooManyTokens)
    let texts = String(repeating: #""a text of a good length","#, count: 1 << 18)
    #expect(code("[\(texts)1]") == nil)
  }

  @Test func `more bytes may allow for more of them, so an incomplete value isn't refused`() throws {
    var reader = JSONReader()
    let bytes = Array(numbers(1 << 17).utf8)
    let end = try reader.read(bytes.span.extracting(0..<150_000), isComplete: false)
    let isOverfull = reader.isOverfull
    #expect(end == nil && isOverfull)
    #expect(code(numbers(1 << 17) + "\n") == .tooManyTokens)
  }

  /// Two texts that lead from one state of FNV-1a to the same other state.
  private func collision(from state: UInt32) -> (left: String, right: String, state: UInt32)? {
    var seen: [UInt32: String] = [:]
    for number in 1..<1_000_000 {
      // Letters that differ in every place: those of counters never collide.
      let text = String((number * 2_654_435_761) % (1 << 40) + 1 << 41, radix: 36)
      let reached = text.utf8.reduce(state) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
      if let other = seen[reached] { return (other, text, reached) }
      seen[reached] = text
    }
    return nil
  }

  @Test func `are told apart where somebody made all of their hashes the same`() throws {
    // Texts that collide go on colliding whatever follows, so each pair doubles the number of keys.
    var keys = [""]
    var state: UInt32 = 0x811C_9DC5
    for _ in 0..<8 {
      let pair = try #require(collision(from: state))
      keys = keys.flatMap { [$0 + pair.left, $0 + pair.right] }
      state = pair.state
    }
    #expect(Set(keys.map { jsonKeyHash(of: $0) }).count == 1 && keys.count == 256)
    var reader = JSONReader()
    let text = "{" + (keys + [keys[7]]).map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    _ = try reader.read(Array(text.utf8).span)
    let duplicates = reader.duplicateKeyCount
    #expect(duplicates == 1)
  }
}
