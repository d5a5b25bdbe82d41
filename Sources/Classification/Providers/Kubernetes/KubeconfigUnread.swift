internal import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

// What stands in a kubeconfig that no program reads: secrets that somebody took out of use, and left there.

extension KubeconfigShape {
  /// Calls `body` with what stands in a file of YAML for nobody: comments, those on lines of their own together, and all
  /// documents but the first.
  static func forEachUnread(in text: Span<UInt8>, _ body: (Range<Int>) -> Void) {
    var start = 0
    var isBegun = false
    var comment = 0..<0
    while start < text.count {
      let end = offset(of: 0x0A, in: text, from: start)
      let line = text.extracting(start..<end)
      let first = line.trimmedRange.lowerBound
      let isMarker = line.count >= 3 && (line.count == 3 || line[3] <= 0x20)
      if first < line.count, line[first] == UInt8(ascii: "#") {
        comment = (comment.isEmpty ? start + first + 1 : comment.lowerBound)..<end
        start = end + 1
        continue
      }
      if !comment.isEmpty { body(comment) }
      comment = 0..<0
      if isMarker, line.hasPrefix("...") { return body(end..<text.count) }
      if isMarker, line.hasPrefix("---") {
        if isBegun { return body(start + 3..<text.count) }
        isBegun = !line.extracting(3..<line.count).trimmedRange.isEmpty
      } else if first < line.count, line[first] != UInt8(ascii: "%") {
        isBegun = true
      }
      if let mark = line.index(of: " #") ?? line.index(of: "\t#") { body(start + mark + 2..<end) }
      start = end + 1
    }
    if !comment.isEmpty { body(comment) }
  }
}

extension Classifier {
  /// What stands in a comment or a further document, where nothing but its looks tells a secret from a word. Returns how
  /// many secrets there are.
  mutating func readUnread(
    _ text: Span<UInt8>, of composite: FieldReading, _ parts: inout [FieldReading]
  ) -> Int {
    var count = 0
    func add(_ reading: FieldReading) {
      guard reading.state == .live, !parts.hold(reading) else { return }
      count += 1
      fields.append(reading, to: &parts)
    }
    func other(_ range: Range<Int>) -> Kubeconfig.Part {
      Kubeconfig.Part(name: "other", kind: .unknown, fieldClass: .secret, range: range, isUsed: false)
    }
    if Recogniser.kind(of: text, expecting: .none).isPrivateKey {
      add(Self.read(composite, other(text.indices), text, &keys, key, &unheard))
    }
    KubeconfigShape.forEachSecret(in: text) { name, kind, word in
      let value = text.extracting(word)
      if let name, value.count >= KubeconfigShape.shortestGuess, Looks.opensSomething(value) {
        add(Self.read(composite, name, kind, .secret, value, &keys, key, &unheard))
      } else if Self.isCredential(value) {
        add(Self.read(composite, other(word), value, &keys, key, &unheard))
      }
    }
    return count
  }
}
