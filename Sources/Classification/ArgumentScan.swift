internal import Facts
internal import JSONReader

/// Looks for secrets among what a program is given: behind flags, in assignments and headers, or by their looks.
struct ArgumentScan {
  /// A value that opens something.
  struct Value {
    let range: Range<Int>
    /// What its name says that it is.
    let kinds: KindList
    /// Whether a name calls it a secret, or its shape is one's; else it only looks like one.
    let isCertain: Bool
  }

  /// What the last word, a name, says that the next one is.
  private var pending: KindList?

  /// Takes the next argument, which may hold a whole command.
  mutating func add(_ argument: Range<Int>, in bytes: Span<UInt8>, _ body: (Value) -> Void) {
    let text = bytes.extracting(argument)
    guard !text.isEmpty else { return }
    let isFlag = text[0] == UInt8(ascii: "-")
    if let kinds = pending, !isFlag {
      pending = nil
      return body(Value(range: argument, kinds: kinds, isCertain: true))
    }
    // A key in PEM holds white space.
    if let kind = Recogniser.kindByShape(text), kind.isPEM || kind.fieldClass == .blob {
      return body(Value(range: argument, kinds: .none, isCertain: true))
    }
    let equals = offset(of: UInt8(ascii: "="), in: text)
    if isFlag, equals < text.count {
      pending = nil
      let name = argument.lowerBound..<argument.lowerBound + equals
      return Self.assign(name, name.upperBound + 1..<argument.upperBound, in: bytes, body)
    }
    var start = argument.lowerBound
    for index in argument.lowerBound...argument.upperBound
    where index == argument.upperBound || !KubeconfigShape.isWord(bytes[index]) {
      if start < index { add(word: start..<index, in: bytes, body) }
      start = index + 1
    }
  }

  private mutating func add(word: Range<Int>, in bytes: Span<UInt8>, _ body: (Value) -> Void) {
    let text = bytes.extracting(word)
    let isFlag = text[0] == UInt8(ascii: "-")
    if text.isWord("bearer") || text.isWord("basic") && pending != nil {
      pending = pending ?? KindList.none
      return
    }
    if let kinds = pending, !isFlag {
      pending = nil
      return body(Value(range: word, kinds: kinds, isCertain: true))
    }
    pending = nil
    let equals = offset(of: UInt8(ascii: "="), in: text)
    let isHeader = text[text.count - 1] == UInt8(ascii: ":")
    if isFlag && equals == text.count || isHeader {
      let name = text.extracting(0..<text.count - (isHeader ? 1 : 0))
      if SecretNames.call(name) { pending = Self.kinds(named: name) }
    } else if equals > 0, equals + 1 < text.count {
      let name = word.lowerBound..<word.lowerBound + equals
      Self.assign(name, name.upperBound + 1..<word.upperBound, in: bytes, body)
    } else if Looks.secret(text) {
      body(Value(range: word, kinds: .none, isCertain: false))
    }
  }

  /// Takes a value that stands behind its name.
  static func assign(_ name: Range<Int>, _ value: Range<Int>, in bytes: Span<UInt8>, _ body: (Value) -> Void)
  {
    guard !value.isEmpty else { return }
    let (name, text) = (bytes.extracting(name), bytes.extracting(value))
    if SecretNames.call(name) || text.index(of: "://") != nil && ServerAddress(text).hasPassword {
      body(Value(range: value, kinds: kinds(named: name), isCertain: true))
    } else if Looks.secret(text) {
      body(Value(range: value, kinds: kinds(named: name), isCertain: false))
    }
  }

  private static func kinds(named name: Span<UInt8>) -> KindList {
    KindList(KeyNames.kind(named: name).map { [$0] } ?? [])
  }
}
