/// The bytes of a page. What is a literal of ours goes in as it is; everything else only as text, escaped: there
/// is no way to add markup that was put together while running.
struct HTMLText: Sendable {
  /// A literal. It can't be interpolated.
  struct Markup: ExpressibleByStringLiteral, Sendable {
    fileprivate let text: String
    init(stringLiteral text: String) { self.text = text }
  }

  /// What was written.
  private(set) var output = ExportText()

  /// Adds a literal.
  mutating func markup(_ markup: Markup) { output.raw(markup.text) }

  /// Adds a text, between tags or in a quoted attribute.
  mutating func text(_ text: String) { output.xml(text) }

  /// Adds a number's digits.
  mutating func number(_ number: Int) { output.number(number) }

  /// Adds a number as people read it, with commas between thousands.
  mutating func amount(_ number: Int) {
    if number >= 1000 {
      amount(number / 1000)
      let rest = number % 1000
      markup(rest < 10 ? ",00" : rest < 100 ? ",0" : ",")
      self.number(rest)
    } else {
      self.number(number)
    }
  }

  /// Adds what was written apart.
  mutating func add(_ other: HTMLText) { output.append(other.output) }

  /// Adds an element with nothing but a text in it.
  mutating func element(_ open: Markup, _ text: String, _ close: Markup) {
    markup(open)
    self.text(text)
    markup(close)
  }

  /// Adds a number and what is counted.
  mutating func count(_ number: Int, _ noun: Markup, plural: Markup) {
    amount(number)
    markup(" ")
    markup(number == 1 ? noun : plural)
  }

  /// Adds what a C function names.
  mutating func embedded(_ bytes: [UInt8]) { output.raw(bytes) }

  /// Adds an anchor's name: the id where it is made of letters, digits and hyphens, else the number.
  mutating func anchor(_ prefix: Markup, _ id: String, orElse number: Int) {
    markup(prefix)
    if !id.isEmpty,
      id.utf8.allSatisfy({ $0 == 0x2D || 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 })
    {
      text(id)
    } else {
      markup("n")
      self.number(number)
    }
  }
}
