internal import Reporting
package import Sealing
internal import SecretMemory

/// Hashes a report while it is written, so that its last record can sign it.
package struct ReportSigner: ~Copyable {
  private var hasher = MessageHasher()
  private var records = 0

  /// How many bytes there are so far.
  package private(set) var byteCount = 0

  /// A report that has no record yet.
  package init() {}

  /// Goes on with whole lines.
  package mutating func add(_ lines: [UInt8]) {
    for byte in lines where byte == 0x0A { records += 1 }
    hash(lines)
  }

  /// The record that signs what was added so far, and names whom it is sealed to.
  package mutating func sign(
    for recipients: [AgeRecipient], with key: borrowing SigningKey, at seconds: Int, run: String
  ) -> [UInt8] {
    let names = recipients.map(\.description)
    hash(SignatureRecord.opening(recipients: names, records: records))
    let comment = "timestamp:\(seconds)\tcredence:1\treport:\(run)\trecords:\(records)\thashed"
    let signature = key.sign(hasher.digestSoFar(), trustedComment: comment)
    let record = SignatureRecord(
      recipients: names, records: records, text: String(decoding: signature.text, as: UTF8.self),
      signedByteCount: byteCount)
    let rest = Array(record.line.dropFirst(record.opening.count))
    hash(rest)
    records += 1
    return record.line
  }

  private mutating func hash(_ bytes: [UInt8]) {
    hasher.update(bytes.span)
    byteCount += bytes.count
  }
}

extension SealedFile {
  /// Writes a report's last line, followed by blanks up to a length that tells little.
  package mutating func writeLast(
    line: [UInt8], byteCount: Int, isPadded: Bool
  ) throws(SealedFileError) {
    try write(line.span.extracting(0..<line.count - 1))
    var missing = isPadded ? PaddedSize.of(byteCount) - byteCount : 0
    let blanks = [UInt8](repeating: 0x20, count: min(missing, 64 * 1024))
    while missing > 0 {
      let count = min(missing, blanks.count)
      try write(blanks.span.extracting(0..<count))
      missing -= count
    }
    try write([0x0A].span)
  }
}
