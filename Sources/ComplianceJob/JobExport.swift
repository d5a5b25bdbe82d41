internal import Commands
internal import Reporting
internal import TransparencyLog

/// A plaintext export that is written while the report is, since the job can't open its own reports later.
final class JobExport {
  private var exporter: ReportExporter
  private var bytes: [UInt8] = []
  let path: String

  init(_ format: ExportFormat, _ options: ExportOptions, path: String) {
    exporter = ReportExporter(format, options)
    self.path = path
  }

  func read(_ lines: [UInt8]) throws(ReportError) {
    try exporter.read(lines.span)
    bytes += exporter.take()
  }

  func finish() throws(Failure) {
    do throws(ReportError) { try exporter.finish() } catch {
      throw Failure(.bug, "line \(error.line) of the report: \(error.reason)", hint: "please report this")
    }
    bytes += exporter.take()
    do throws(LogError) { try DurableFile.replace(path, with: bytes) } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path of the export")
    }
  }
}
