internal import YAMLReader

extension YAMLNode {
  /// The value as JSON. Plain scalars are typed by the core schema of YAML 1.2 (section 10.3); what JSON has
  /// no number for, such as `.inf`, stays text.
  var json: String {
    switch content {
    case .scalar(let text, isQuoted: true): Self.quoted(text)
    case .scalar(let text, isQuoted: false): CoreScalar(text).json ?? Self.quoted(text)
    case .sequence(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
    case .mapping(let entries):
      "{" + entries.map { Self.quoted($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}

/// A plain scalar by the core schema of YAML 1.2: null, a truth, a number or text.
package enum CoreScalar: Equatable {
  case null
  case truth(Bool)
  /// A number, written as JSON writes it.
  case number(String)
  case text

  /// Reads one.
  package init(_ text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .truth(true)
    case "false", "False", "FALSE": self = .truth(false)
    default: self = (Self.prefixed(text) ?? Self.decimal(text)).map(CoreScalar.number) ?? .text
    }
  }

  /// The JSON text, where it isn't a text itself.
  var json: String? {
    switch self {
    case .null: "null"
    case .truth(let value): value ? "true" : "false"
    case .number(let number): number
    case .text: nil
    }
  }

  /// `0x1F` and `0o17`.
  private static func prefixed(_ text: String) -> String? {
    let radix = text.hasPrefix("0x") ? 16 : text.hasPrefix("0o") ? 8 : 0
    let digits = text.dropFirst(2)
    guard radix != 0, let first = digits.first, first.isHexDigit else { return nil }
    return UInt64(digits, radix: radix).map { String($0) }
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, in JSON's stricter form.
  private static func decimal(_ text: String) -> String? {
    var rest = text[...]
    var number = ""
    if let sign = rest.first, sign == "-" || sign == "+" {
      rest.removeFirst()
      if sign == "-" { number = "-" }
    }
    let whole = takeDigits(&rest)
    number += whole.isEmpty ? "0" : String(whole.drop { $0 == "0" })
    if !whole.isEmpty, whole.allSatisfy({ $0 == "0" }) { number += "0" }
    var fraction: Substring = ""
    if rest.first == "." {
      rest.removeFirst()
      fraction = takeDigits(&rest)
      number += "." + (fraction.isEmpty ? "0" : fraction)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    if let e = rest.first, e == "e" || e == "E" {
      rest.removeFirst()
      number += "e"
      if let sign = rest.first, sign == "-" || sign == "+" { number.append(rest.removeFirst()) }
      let exponent = takeDigits(&rest)
      guard !exponent.isEmpty else { return nil }
      number += exponent
    }
    return rest.isEmpty ? number : nil
  }

  private static func takeDigits(_ rest: inout Substring) -> Substring {
    let digits = rest.prefix { $0.isASCII && $0.isWholeNumber }
    rest.removeFirst(digits.count)
    return digits
  }
}
