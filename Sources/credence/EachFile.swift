internal import ArgumentParser
internal import Reporting

/// Does `body` for each file. One that fails is said, and the others are still looked at; the first code that
/// applies, in the order of the exit codes, ends the process.
func forEachFile(_ files: [String], _ body: (String) throws(Failure) -> Void) throws {
  var codes: [ExitCode] = []
  for file in files {
    do throws(Failure) { try body(file) } catch {
      Terminal.tell("error: \(error.reason)\nhint: \(error.hint)\n")
      codes.append(error.code)
    }
  }
  if codes.isEmpty { return }
  if files.count > 1 { Terminal.tell("note: \(codes.count) of \(files.count) files failed\n") }
  throw ArgumentParser.ExitCode(ExitCode.first(of: codes).rawValue)
}
