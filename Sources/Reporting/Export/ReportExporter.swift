/// Turns a report's bytes, as they come, into those of another format. It keeps an integration at a time; what a
/// format keeps beyond that is its own affair.
public struct ReportExporter: ~Copyable {
  private var export: any ReportExport
  private var lines = ReportLines()
  private var entry: IntegrationEntry?

  /// An exporter to a format.
  public init(_ format: ExportFormat, _ options: ExportOptions) { export = format.make(options) }

  /// Takes the next piece of the report.
  public mutating func read(_ bytes: Span<UInt8>) throws(ReportError) {
    lines.add(bytes)
    while let record = try lines.next() { take(record) }
  }

  /// Takes the last line; a report that was cut off is refused.
  public mutating func finish() throws(ReportError) {
    if let record = try lines.last() { take(record) }
    try lines.requireWhole()
  }

  /// Whether the report says that all input was read; true until its summary came.
  public private(set) var isComplete = true

  /// The policies that the report was judged by; empty until its run record came.
  public private(set) var packs: [PackDigest] = []

  /// Whether the summary came, so that nothing more will be written.
  public private(set) var hasEnded = false

  /// How many bytes wait to be taken.
  public var byteCount: Int { export.output.count }

  /// What was written since it was last asked, in pieces.
  public mutating func takePieces() -> [[UInt8]] { export.output.take() }

  /// What was written since it was last asked.
  public mutating func take() -> [UInt8] {
    let pieces = takePieces()
    return pieces.count == 1 ? pieces[0] : Array(pieces.joined())
  }

  private mutating func take(_ record: ReportRecord) {
    switch record {
    case .run(let run, let json):
      packs = run.packs
      export.begin(run, json)
    case .framework(let framework, let json): export.add(framework, json)
    case .integration(let integration, let json):
      flush()
      entry = IntegrationEntry(integration, json)
    case .finding(let finding, let json):
      if finding.integration != nil, entry != nil {
        entry?.findings.append((finding, json))
      } else {
        flush()
        export.add(across: finding, json)
      }
    case .summary(let summary, let json):
      flush()
      isComplete = summary.isComplete
      hasEnded = true
      export.finish(summary, json)
    case .unknown: break
    }
  }

  private mutating func flush() {
    guard let entry else { return }
    export.add(entry)
    self.entry = nil
  }
}
