/// Names a report without saying anything of its content: it stands in the signature, which anybody can read.
public struct ReportID: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let description: String

  /// Nil unless `text` is made of 1 to 64 ASCII letters, digits, `-`, `_` and `.`.
  public init?(_ text: String) {
    guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isCharacter) else { return nil }
    description = text
  }

  private static func isCharacter(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// The trusted comment of a signed report.
struct ReportComment {
  /// Seconds since 1970.
  let timestamp: Int

  /// The signed file's name, without its directory.
  let fileName: String

  let reportID: ReportID

  /// One line of ASCII with tabs, in the way of minisign's own default comment.
  var text: String {
    "timestamp:\(timestamp)\tfile:\(Self.escaped(fileName))\tcredence:1\treport:\(reportID)\thashed"
  }

  /// Anything that isn't printable ASCII as `%XX`, so that a name can't pass for another field.
  private static func escaped(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "%") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }
}
