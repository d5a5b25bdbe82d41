import Foundation
import Reporting

/// A report of about 100,000 findings in every format, beside the least that a program could do with it: to print
/// its records.
struct ExportSpeed {
  let program: String
  let scratch: String

  func measure() throws {
    var corpus = Corpus(seed: 1)
    let input = "\(scratch)/exports.jsonl"
    try (0..<22_600).map { _ in corpus.next() }.joined(separator: "\n")
      .write(toFile: input, atomically: true, encoding: .utf8)
    let report = "\(scratch)/exports-report.jsonl"
    try run(["audit", input, "--format", "jsonl", "--fail-on", "none", "--allow-unevaluated"], to: report)
    let text = try String(contentsOfFile: report, encoding: .utf8)
    let findings = text.components(separatedBy: #"{"record":"finding""#).count - 1
    print("\n\(findings) findings, \(text.utf8.count / 1_000_000) MB of records, one thread:")
    let floor = try best { try run(["/bin/cat", report], to: "\(scratch)/out") }
    row("cat, the floor", floor, scratch + "/out")
    for format in ExportFormat.all {
      let execution = try best {
        try run(["report", "export", report, "--format", format.name], to: "\(scratch)/out")
      }
      row(format.name, execution, scratch + "/out")
    }
    let merging = try best { try run(["report", "merge", report], to: "\(scratch)/out") }
    row("report merge", merging, scratch + "/out")
    for file in [input, report, scratch + "/out"] { try? FileManager.default.removeItem(atPath: file) }
  }

  private func row(_ name: String, _ execution: Execution, _ output: String) {
    let size = (try? FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
    print(
      "  \(padded(name, 16)) \(number(execution.cpu, 2)) s of CPU, \(number(execution.memory, 0)) MiB, "
        + "\(size / 1_000_000) MB written")
  }

  private func best(of count: Int = 3, _ body: () throws -> Execution) throws -> Execution {
    var best = try body()
    for _ in 1..<count {
      let next = try body()
      if next.cpu < best.cpu { best = next }
    }
    return best
  }

  @discardableResult
  private func run(_ arguments: [String], to output: String) throws -> Execution {
    let isOther = arguments[0].hasPrefix("/")
    return try execute(
      isOther ? arguments[0] : program, isOther ? Array(arguments.dropFirst()) : arguments, output: output)
  }
}
