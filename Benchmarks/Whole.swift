import Foundation

/// The program from its start to its end, as its users run it.
struct Whole {
  let program: String
  let corpus: String
  private let scratch: String
  private let sealing: [String]

  init(program: String, scratch: String, corpus: String) throws {
    self.program = program
    self.scratch = scratch
    self.corpus = corpus
    for (kind, folder) in [("reader", "a"), ("reader", "b"), ("job", "job")] {
      _ = try execute(program, ["keygen", kind, "\(scratch)/\(folder)"])
    }
    sealing = [
      "--quiet", "--seal", "--recipients-file", "\(scratch)/a/recipient.txt", "--recipients-file",
      "\(scratch)/b/recipient.txt", "--sign-key", "\(scratch)/job/signing.key", "--fingerprint-key",
      "\(scratch)/job/fingerprint.key", "--format", "jsonl",
    ]
  }

  /// Audits into a sealed and signed file. Returns the run with one worker.
  func measure(count: Int, size: Int) throws -> Execution {
    print("\nThe whole program, to a sealed and signed report:")
    var one: Execution?
    for workers in [1, 2] {
      let execution = try audit(corpus, workers: workers)
      let micro = number(execution.cpu * 1e6 / Double(count), 2)
      var line = "  \(workers) worker\(workers == 1 ? " " : "s"): \(micro) µs of CPU a payload, "
      line += "\(number(execution.wall, 2)) s, \(number(execution.memory, 0)) MiB, exit \(execution.code)"
      if let one { line += ", \(number(one.wall / execution.wall, 2)) times as fast" }
      print(line)
      if workers == 1 { one = execution }
    }
    try measureStart()
    return try audit(corpus, workers: 1)
  }

  private func audit(_ input: String, workers: Int, from descriptor: Int32? = nil) throws -> Execution {
    let report = "\(scratch)/report-\(UUID().uuidString).age"
    let execution = try execute(
      program, ["audit", input, "--workers", String(workers), "-o", report] + sealing, input: descriptor)
    try? FileManager.default.removeItem(atPath: report)
    try? FileManager.default.removeItem(atPath: report + ".minisig")
    return execution
  }

  /// A report of 200 kB, sealed to three recipients and signed, from exec to exit: the median of many.
  func measureSealing() throws {
    let input = "\(scratch)/some.jsonl"
    _ = try execute(program, ["keygen", "reader", "\(scratch)/c"])
    var walls: [Double] = []
    var size = 0
    var count = 128
    for turn in 0..<42 {
      if turn < 2 {
        // After the first turn it is known how many make 200 kB.
        if size > 0 { count = count * 200_000 / size }
        walls = []
        var generator = Corpus(seed: 3)
        try (0..<count).map { _ in generator.next() }.joined(separator: "\n")
          .write(toFile: input, atomically: true, encoding: .utf8)
      }
      let report = "\(scratch)/some-\(UUID().uuidString).age"
      let execution = try execute(
        program,
        ["audit", input, "-o", report, "--recipients-file", "\(scratch)/c/recipient.txt"] + sealing)
      walls.append(execution.wall * 1000)
      size = (try FileManager.default.attributesOfItem(atPath: report)[.size] as? Int) ?? 0
    }
    walls.sort()
    print(
      "  a report of \(size / 1000) kB for three, of \(count) integrations, audited, sealed and signed, exec to exit: "
        + "\(number(walls[walls.count / 2], 1)) ms")
  }

  /// One small payload from exec to exit, the median of many.
  private func measureStart() throws {
    var generator = Corpus(seed: 2)
    let file = "\(scratch)/one.json"
    try generator.next().write(toFile: file, atomically: true, encoding: .utf8)
    var walls: [Double] = []
    for _ in 0..<41 {
      walls.append(try execute(program, ["audit", file, "--quiet", "--format", "jsonl"]).wall * 1000)
    }
    walls.sort()
    print("  one small payload, exec to exit: \(number(walls[walls.count / 2], 1)) ms")
  }

  /// A long input through a pipe, so that nothing of it lies on a disk.
  func measureMemory(count: Int) throws {
    let feeder = Process()
    feeder.executableURL = URL(filePath: CommandLine.arguments[0])
    feeder.arguments = ["--print-corpus", "--count", String(count)]
    let pipe = Pipe()
    feeder.standardOutput = pipe
    try feeder.run()
    let execution = try audit("-", workers: 2, from: pipe.fileHandleForReading.fileDescriptor)
    feeder.waitUntilExit()
    let memory = number(execution.memory, 0)
    print("\n\(count) payloads through a pipe: \(memory) MiB at most, exit \(execution.code)")
  }
}
