import Foundation
import Testing

@Suite struct `A run that was asked to be quiet` {
  private func run(_ job: JobScratch, _ day: Int, _ isQuiet: Bool = true) throws -> [Substring] {
    let words = try job.run(date(day), isQuiet ? ["--quiet"] : []).words.split(separator: "\n")
    if isQuiet {
      let levels = ["error: ", "warning: ", "hint: "]
      #expect(words.allSatisfy { line in levels.contains { line.hasPrefix($0) } }, "\(words)")
    }
    return words
  }

  @Test func `says that it is partial, and that the clock went back, as one that wasn't does`() throws {
    let partial = "warning: the run is partial: not all sources could be read"
    let back: Substring = "warning: the clock stands before an earlier run's"
    for isQuiet in [true, false] {
      let job = try JobScratch()
      try job.put("one", key: JobScratch.randomKey())
      let well = try run(job, 3, isQuiet)
      #expect(!well.contains { $0.contains("partial") || $0 == back })
      #expect(well.contains { $0.hasPrefix("sealed: ") } == !isQuiet, "\(well)")
      #expect(try run(job, 2, isQuiet).contains(back))
      #expect(try !run(job, 4, isQuiet).contains(back), "what was said is said again")
      _ = try job.scratch.file("payloads/cut.json", "{\"data\":")
      let cut = try run(job, 5, isQuiet)
      #expect(cut.contains { $0 == partial } && cut.contains { $0.contains("cut.json") }, "\(cut)")
    }
  }

  @Test func `says nothing where nothing is wrong`() throws {
    let job = try JobScratch("gate: { severity: none }")
    try job.put("one", key: JobScratch.randomKey())
    for day in 0..<2 { #expect(try run(job, day).filter { !$0.contains("memory") } == []) }
  }
}
