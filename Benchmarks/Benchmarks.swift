import Audit
import Foundation
import JSONReader
import PolicyEngine

// make bench: a corpus, what each stage costs beside its floor, the whole program, and peers.

@main
enum Benchmarks {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    func option(_ name: String) -> String? {
      guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
      return arguments[place + 1]
    }
    let count = option("--count").flatMap { Int($0) } ?? 100_000
    if arguments.contains("--print-corpus") { return printCorpus(count) }
    let samples = option("--samples").flatMap { Int($0) } ?? 200
    if arguments.contains("--accuracy-only") {
      return try measureAccuracy(samples, labelled: option("--labelled"))
    }
    guard let program = option("--credence") else {
      print(
        "usage: benchmarks --credence PROGRAM [--count PAYLOADS] [--gibibytes SIZE] [--print-corpus]\n"
          + "       benchmarks --accuracy-only [--samples COUNT] [--labelled FILE]")
      exit(64)
    }
    let scratch = NSTemporaryDirectory() + "credence-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    if arguments.contains("--classify-only") {
      try PlainCost(scratch: scratch).measure()
      return try FormatCosts(scratch: scratch).measure()
    }
    let sealing = try SealingSpeed(
      scratch: scratch, mebibytes: option("--mebibytes").flatMap { Int($0) } ?? 256)
    if arguments.contains("--exports-only") {
      return try ExportSpeed(program: program, scratch: scratch).measure()
    }
    if arguments.contains("--sealing-only") {
      try sealing.measure()
      return try Whole(program: program, scratch: scratch, corpus: "").measureSealing()
    }
    let corpus = scratch + "/corpus.jsonl"
    let size = try writeCorpus(count, to: corpus)
    print("\(count) payloads, \(number(Double(size) / Double(count), 0)) bytes on average\n")

    let policies = try PolicySet.load(packs: BuiltInPolicies.packs)
    try show(Stages(path: corpus, policies: policies).measure(), count: count, size: size)
    try PolicySpeed(path: corpus, policies: policies).measure()
    try PlainCost(scratch: scratch).measure()
    try FormatCosts(scratch: scratch).measure()
    let whole = try Whole(program: program, scratch: scratch, corpus: corpus)
    let own = try whole.measure(count: count, size: size)
    try sealing.measure()
    try whole.measureSealing()
    try ExportSpeed(program: program, scratch: scratch).measure()
    try measureAccuracy(samples, labelled: option("--labelled"))
    print("\nThe same corpus through other tools, one thread:")
    try Peers.measure(corpus: corpus, own: own)
    if let gibibytes = option("--gibibytes").flatMap({ Double($0) }) {
      try whole.measureMemory(count: Int(gibibytes * Double(1 << 30) / (Double(size) / Double(count))))
    }
  }

  /// Prints how often each kind is told right, and ends the program if one of ours isn't.
  private static func measureAccuracy(_ samples: Int, labelled: String?) throws {
    var corpus = LabelledCorpus(seed: 1)
    var accuracy = Accuracy()
    try accuracy.add(lines: try corpus.lines(samples))
    let isPerfect = accuracy.show(title: "Kinds told in a labelled corpus, \(samples) of each or more, in %:")
    var benign = BenignCorpus(seed: 2)
    let isQuiet = try benign.show(samples * 5 / 2)
    if let labelled {
      var own = Accuracy()
      let text = try String(contentsOfFile: labelled, encoding: .utf8)
      do {
        try own.add(lines: text.components(separatedBy: "\n"))
      } catch let line as Accuracy.MalformedLine {
        print("error: line \(line.number) of \(labelled) isn't a labelled document")
        print(#"hint: write {"payload": {…}, "kinds": {"secretKey": "aws.secretAccessKey"}} on each line"#)
        exit(65)
      }
      _ = own.show(title: "Kinds told in \(labelled), in %:")
    }
    if !isPerfect || !isQuiet { exit(1) }
  }

  private static func writeCorpus(_ count: Int, to path: String) throws -> Int {
    var corpus = Corpus(seed: 1)
    FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    var size = 0
    for _ in stride(from: 0, to: count, by: 1000) {
      let lines = (0..<1000).map { _ in corpus.next() + "\n" }.joined()
      size += lines.utf8.count
      file.write(Data(lines.utf8))
    }
    try file.close()
    return size
  }

  private static func printCorpus(_ count: Int) {
    var corpus = Corpus(seed: 1)
    for _ in stride(from: 0, to: count, by: 1000) {
      let lines = (0..<1000).map { _ in corpus.next() + "\n" }.joined()
      FileHandle.standardOutput.write(Data(lines.utf8))
    }
  }

  private static func show(_ stages: [Stages.Row], count: Int, size: Int) {
    print("Each stage, in µs of CPU a payload, beside its floor in the same run:")
    var sums = (seconds: 0.0, floor: 0.0)
    func row(_ name: String, _ seconds: Double, _ floor: Double, _ floorName: String) {
      let own = number(seconds * 1e6 / Double(count), 2)
      guard floor > 0 else { return print("  \(padded(name, 29)) \(own)") }
      let least = number(floor * 1e6 / Double(count), 2)
      let ratio = number(seconds / floor, 1)
      print("  \(padded(name, 29)) \(own)   floor \(least)   ratio \(ratio)   \(floorName)")
    }
    for stage in stages {
      row(stage.name, stage.seconds, stage.floor, stage.floorName)
      if stage.name.hasSuffix("(part of read)") { continue }
      sums.seconds += stage.seconds
      sums.floor += stage.floor
    }
    row("sum", sums.seconds, sums.floor, "")
    if let read = stages.first {
      print("  The strict reader: \(number(Double(size) / read.seconds / 1e9, 2)) GB/s")
    }
  }
}

func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

func countLines(_ bytes: [UInt8]) -> Int { countLineEnds(in: bytes.span).ends }
