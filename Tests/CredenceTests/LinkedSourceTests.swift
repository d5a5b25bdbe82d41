import Foundation
import Testing

@Suite struct `A directory of sources` {
  @Test func `with a link to a directory in it, or to nothing, wasn't read whole, and resolves nothing`()
    throws
  {
    for isThere in [true, false] {
      let telling = try TellingJob()
      let job = telling.job
      let files = FileManager.default
      for folder in ["payloads/team", "other"] {
        try files.createDirectory(atPath: job.path + "/\(folder)", withIntermediateDirectories: true)
      }
      try job.put("one", key: JobScratch.randomKey())
      try job.put("two", key: JobScratch.randomKey(), in: "payloads/team")
      #expect(try telling.run(0).code == 1)
      let open = try #require(try job.status(date(0))["open"] as? [String: Int])
      let target = job.path + "/other/team"
      try files.moveItem(atPath: job.path + "/payloads/team", toPath: target)
      try files.createSymbolicLink(atPath: job.path + "/payloads/team", withDestinationPath: target)
      if !isThere { try files.removeItem(atPath: target) }
      let run = try telling.run(1)
      #expect(
        run.code == 65 && run.words.contains("payloads/team: this is a link to a directory"), "\(run.words)")
      #expect(run.words.contains("the run is partial"))
      #expect(telling.hook.last?.counts["resolved"] == 0)
      #expect(try job.status(date(1))["open"] as? [String: Int] == open)
      // So says an audit.
      let audited = try credence("audit", job.path + "/payloads", "--format", "jsonl")
      #expect(audited.code == 65 && audited.summary["complete"] as? Bool == false, "\(audited.words)")
      // What is named itself is followed.
      if isThere {
        #expect(
          try credence("audit", job.path + "/payloads/team", "--format", "jsonl").records("integration").count
            == 1)
      }
      // A link to a file is that file, and one to a file of another kind is left out as the file is.
      try files.removeItem(atPath: job.path + "/payloads/team")
      try files.moveItem(atPath: job.path + "/payloads/one.json", toPath: job.path + "/other/one.json")
      try files.createSymbolicLink(
        atPath: job.path + "/payloads/one.json", withDestinationPath: job.path + "/other/one.json")
      _ = try job.scratch.file("other/README", "words")
      try files.createSymbolicLink(
        atPath: job.path + "/payloads/README", withDestinationPath: job.path + "/other/README")
      #expect(try telling.run(2).code == 1)
    }
  }

  @Test func `that can't be read when a run is started again leaves the exports as they are, and fails it`()
    throws
  {
    let job = try JobScratch(
      "gate: { severity: none }\nmetrics: job.prom\nexports: [{ format: sarif, path: findings.sarif }]")
    try job.put("one", key: JobScratch.randomKey())
    try job.put("two", key: JobScratch.randomKey())
    #expect(try job.run(date(0)).code == 0)
    let whole = try Data(contentsOf: URL(filePath: job.path + "/findings.sarif"))
    let file = job.path + "/payloads/two.json"
    let payload = try Data(contentsOf: URL(filePath: file))
    try Data("{\"data\":".utf8).write(to: URL(filePath: file))
    let again = try job.run(date(0))
    #expect(again.code == 65 && again.words.contains("this time it is partial"), "\(again.words)")
    #expect(try Data(contentsOf: URL(filePath: job.path + "/findings.sarif")) == whole)
    func metrics() throws -> String { try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8) }
    #expect(try metrics().contains("\ncredence_job_last_run_exit_code 65\n"))
    #expect(try metrics().contains("\ncredence_job_last_run_complete 0\n"))
    try payload.write(to: URL(filePath: file))
    #expect(try job.run(date(0)).code == 0)
    #expect(try metrics().contains("\ncredence_job_last_run_exit_code 0\n"))
    #expect(try metrics().contains("\ncredence_job_last_run_complete 1\n"))
    // A run that is partial the first time says so in its exports.
    try Data("{\"data\":".utf8).write(to: URL(filePath: file))
    #expect(try job.run(date(1)).code == 65)
    let sarif = try String(contentsOfFile: job.path + "/findings.sarif", encoding: .utf8)
    #expect(sarif.replacing(" ", with: "").contains("\"executionSuccessful\":false"))
    #expect(try metrics().contains("\ncredence_job_last_run_complete 0\n"))
  }
}
