internal import JSONReader

/// The last record of a sealed report: whom it was sealed to, and a signature of everything before its own key
/// `signature`, these recipients included.
///
/// Whoever seals a report anew adds another behind it, which signs the earlier one too.
public struct SignatureRecord: Sendable, Equatable {
  /// Whom the report was sealed to.
  public let recipients: [String]
  /// How many records stand before this one.
  public let records: Int
  /// The text of the minisign signature, as it stands in a `.minisig` file: four lines.
  public let text: String
  /// How many bytes of the report are signed.
  public let signedByteCount: Int

  /// Describes a signature.
  public init(recipients: [String], records: Int, text: String, signedByteCount: Int) {
    self.recipients = recipients
    self.records = records
    self.text = text
    self.signedByteCount = signedByteCount
  }

  /// The record's beginning, up to which the report is signed.
  public static func opening(recipients: [String], records: Int) -> [UInt8] {
    var line = JSONLine()
    line.begin(record: "signature")
    line.add("recipients", recipients)
    line.add("records", records)
    return line.bytes
  }

  /// The record's beginning, up to which the report is signed.
  public var opening: [UInt8] { Self.opening(recipients: recipients, records: records) }

  /// The record as a line of JSON, with its line end.
  public var line: [UInt8] {
    var line = JSONLine()
    line.raw(opening)
    line.resume()
    line.add("signature") {
      $0.add("bytes", signedByteCount)
      $0.add("text", text)
    }
    line.finish()
    return line.bytes
  }

  /// Reads a line without its line end; nil if it is another record's. It must be what `line` writes, to the
  /// byte, so that it is certain what was signed; blanks may follow, which pad the report.
  init?(_ line: [UInt8], _ value: ReportValue, at number: Int) throws(ReportError) {
    guard value["record"]?.text == "signature" else { return nil }
    self.init(
      recipients: value["recipients"]?.texts ?? [], records: value["records"]?.number ?? -1,
      text: value["signature"]?["text"]?.text ?? "",
      signedByteCount: value["signature"]?["bytes"]?.number ?? -1)
    let written = self.line.dropLast()
    guard line.starts(with: written), line[written.count...].allSatisfy({ $0 == 0x20 }) else {
      throw ReportError(line: number, reason: "the signature record isn't written as it should be")
    }
  }
}
