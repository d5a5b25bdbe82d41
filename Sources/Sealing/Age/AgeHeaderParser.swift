/// Reads an age header, strictly: each header has exactly one text.
struct AgeHeaderParser {
  private var raw: [UInt8] = []
  private var line: [UInt8] = []
  private var stanzas: [AgeStanza] = []

  /// Reads from the file's first byte to the end of the authentication line.
  static func parse<Source: ByteSource & ~Copyable>(
    _ source: inout AgeInput<Source>
  ) throws(AgeReadError) -> AgeHeader {
    var parser = AgeHeaderParser()
    return try parser.parse(&source)
  }

  private mutating func parse<Source: ByteSource & ~Copyable>(
    _ source: inout AgeInput<Source>
  ) throws(AgeReadError) -> AgeHeader {
    try readVersion(&source)
    while true {
      try readLine(&source)
      if starts(line, "---") { return try header() }
      guard stanzas.count < AgeHeader.stanzaLimit else { throw .damagedHeader(.tooManyStanzas) }
      var stanza = try stanzaStart()
      var isLastLine = false
      while !isLastLine {
        try readLine(&source)
        guard let bytes = decodedLine() else { throw .damagedHeader(.stanzaBody) }
        stanza.body += bytes
        isLastLine = bytes.count < AgeStanza.bytesPerLine
      }
      stanzas.append(stanza)
    }
  }

  private mutating func readVersion<Source: ByteSource & ~Copyable>(
    _ source: inout AgeInput<Source>
  ) throws(AgeReadError) {
    let name = "age-encryption.org/"
    do throws(AgeReadError) {
      // A file of another kind needn't have a line end soon.
      try readLine(&source, limit: 64)
    } catch .damagedHeader {
      throw starts(line, name) ? .damagedHeader(.truncated) : .notAnAgeFile
    }
    guard starts(line, name) else { throw .notAnAgeFile }
    guard line == Array(AgeHeader.versionLine.utf8) else { throw .unsupportedVersion }
  }

  private mutating func readLine<Source: ByteSource & ~Copyable>(
    _ source: inout AgeInput<Source>, limit: Int = AgeHeader.byteLimit
  ) throws(AgeReadError) {
    line.removeAll(keepingCapacity: true)
    // The line and its newline.
    let room = AgeHeader.byteLimit - raw.count - 1
    guard room >= 0 else { throw .damagedHeader(.tooLong) }
    switch try source.readLine(into: &line, limit: min(limit, room)) {
    case .endOfInput: throw .damagedHeader(.truncated)
    case .tooLong: throw .damagedHeader(.tooLong)
    case .newline: break
    }
    raw += line
    raw.append(UInt8(ascii: "\n"))
  }

  private func stanzaStart() throws(AgeReadError) -> AgeStanza {
    guard starts(line, "-> ") else { throw .damagedHeader(.stanzaLine) }
    let words = line.dropFirst(3).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    for word in words {
      guard !word.isEmpty, word.allSatisfy({ (0x21...0x7E).contains($0) })
      else { throw .damagedHeader(.stanzaLine) }
    }
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    guard let type = texts.first else { throw .damagedHeader(.stanzaLine) }
    return AgeStanza(type: type, arguments: Array(texts.dropFirst()), body: [])
  }

  /// What a line of a body stands for: at most 48 bytes, so that a line is no longer than 64 characters.
  private func decodedLine() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: AgeStanza.bytesPerLine)
    var output = bytes.mutableSpan
    guard let count = Base64.decode(line.span, padding: .forbidden, into: &output) else { return nil }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  private func header() throws(AgeReadError) -> AgeHeader {
    guard !stanzas.isEmpty else { throw .damagedHeader(.noStanza) }
    guard starts(line, "--- ") else { throw .damagedHeader(.authenticationLine) }
    let code = Array(line.dropFirst(4))
    let decoded = Base64.decode(
      code.span, padding: .forbidden, count: AgeHeader.authenticationByteCount)
    guard let decoded else { throw .damagedHeader(.authenticationLine) }
    // Of the last line, "---" is authenticated; " ", the code and the newline are not.
    let authenticated = Array(raw.dropLast(line.count + 1 - 3))
    return AgeHeader(stanzas: stanzas, authenticatedBytes: authenticated, authentication: decoded)
  }

  private func starts(_ line: [UInt8], _ prefix: String) -> Bool { line.starts(with: prefix.utf8) }
}
