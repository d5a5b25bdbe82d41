internal import SecretMemory

/// Where an age file's bytes go: as they are, or armored.
struct AgeOutput<Sink: ByteSink & ~Copyable>: ~Copyable {
  private var sink: Sink
  private let isArmored: Bool
  // What doesn't fill a line yet.
  private var pending: [UInt8] = []

  init(_ sink: consuming Sink, isArmored: Bool) throws(SystemError) {
    self.sink = sink
    self.isArmored = isArmored
    if isArmored { try self.sink.write((AgeArmor.firstLine + [0x0A]).span) }
  }

  mutating func write(_ bytes: Span<UInt8>) throws(SystemError) {
    guard isArmored else { return try sink.write(bytes) }
    var text: [UInt8] = []
    for index in bytes.indices {
      pending.append(bytes[index])
      if pending.count == AgeArmor.bytesPerLine { takeLine(into: &text) }
    }
    try sink.write(text.span)
  }

  /// Ends the armor, and gives the sink back.
  consuming func finish() throws(SystemError) -> Sink {
    if isArmored {
      var text: [UInt8] = []
      if !pending.isEmpty { takeLine(into: &text) }
      text += AgeArmor.lastLine + [0x0A]
      try sink.write(text.span)
    }
    return sink
  }

  private mutating func takeLine(into text: inout [UInt8]) {
    text += Base64.encode(pending, padding: .required)
    text.append(0x0A)
    pending.removeAll(keepingCapacity: true)
  }
}
