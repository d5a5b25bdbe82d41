internal import JSONReader

extension YAMLTokenReader {
  /// Notes whether a key stands twice in a mapping. Readers differ in which of the two they take.
  ///
  /// Equal hashes are taken for equal keys: once in four billion that is a remark too much, and none is missed.
  mutating func findDuplicates() {
    var hashes: [UInt32] = []
    for object in tape.indices where tape[object].type == .object {
      hashes.removeAll(keepingCapacity: true)
      var index = object + 1
      while index < Int(tape[object].link) {
        hashes.append(tape[index].link)
        index = tape.span.index(after: index + 1)
      }
      guard hashes.count > 1 else { continue }
      hashes.sort()
      for place in 1..<hashes.count where hashes[place] == hashes[place - 1] {
        features.insert(.duplicateKey)
        return
      }
    }
  }
}
