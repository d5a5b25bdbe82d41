import Foundation
import Testing

/// Sealed reports: who signed, for whom, whether all of it is there; and what shows when somebody meddled.
@Suite struct `A sealed report` {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    for (kind, name) in [
      ("reader", "one"), ("reader", "two"), ("reader", "new"), ("job", "job"), ("job", "other"),
    ] {
      #expect(try credence("keygen", kind, scratch.path + "/" + name).code == 0)
    }
    _ = try audit(into: "r.age")
  }

  private subscript(_ name: String) -> String { scratch.path + "/" + name }

  private func audit(into name: String, _ options: String...) throws -> Finished {
    let finished = try run(
      Scratch.credence,
      [
        "audit", Scratch.root + "/examples", "--format", "jsonl", "--seal", "--recipients-file",
        self["one/recipient.txt"], "--recipients-file", self["two/recipient.txt"], "--sign-key",
        self["job/signing.key"], "-o", self[name],
      ] + options)
    #expect(finished.code == 1, "\(finished.words)")
    return finished
  }

  private func verify(_ name: String, by reader: String? = "one", trusting trust: String = "job/signing.pub")
    throws
    -> Finished
  {
    try run(
      Scratch.credence,
      ["report", "verify", self[name], "--verify-key", self[trust]]
        + (reader.map { ["--identity", self[$0 + "/identity.txt"]] } ?? []))
  }

  /// The report's text, as a recipient gets it with the stock tool.
  private func text(of name: String, by reader: String = "one") throws -> String {
    try run("/usr/bin/age", ["-d", "-i", self[reader + "/identity.txt"], self[name]]).text
  }

  /// Seals and signs with the stock tools: what a recipient can do, or a holder of a signing key.
  private func forge(
    _ text: String, as name: String, to recipients: [String] = ["one", "two"], signedBy job: String = "job"
  ) throws {
    let plain = try scratch.file("plain", text)
    let options = recipients.flatMap { ["-R", self[$0 + "/recipient.txt"]] }
    #expect(try run("/usr/bin/age", options + ["-o", self[name], plain]).code == 0)
    let comment = try String(contentsOfFile: self["r.age.minisig"], encoding: .utf8).split(separator: "\n")[2]
      .dropFirst("trusted comment: ".count)
    let signed = try run(
      "/usr/bin/minisign", ["-S", "-s", self[job + "/signing.key"], "-m", self[name], "-t", String(comment)])
    #expect(signed.code == 0, "\(signed.words)")
  }

  private func expect(_ finished: Finished, says words: String, code: Int32 = 65) {
    #expect(finished.code == code && finished.output.isEmpty, "\(finished.text)")
    #expect(finished.words.contains(words), "\(finished.words)")
    #expect(finished.words.contains("\nhint: "))
  }

  @Test func `verifies outside for anybody, and inside for its readers`() throws {
    let outside = try verify("r.age", by: nil)
    #expect(outside.code == 0 && outside.text.contains("inside      not looked at"))
    for reader in ["one", "two"] {
      let inside = try verify("r.age", by: reader)
      #expect(inside.code == 0, "\(inside.words)")
      for part in ["good: signed by key", "11 integrations", "gaps        none"] {
        #expect(inside.text.contains(part), "\(inside.text)")
      }
      #expect(inside.text.matches(of: /sealed to   age1/).count == 2)
    }
    expect(
      try verify("r.age", by: "new"), says: "no identity fits: the file is sealed to X25519, and tried were")
    expect(try verify("r.age", trusting: "other/signing.pub"), says: "another key than those trusted")
  }

  @Test func `that is one of several doesn't keep the others from being verified`() throws {
    _ = try audit(into: "s.age")
    var broken = try Data(contentsOf: URL(filePath: self["r.age"]))
    broken[broken.count - 1] ^= 1
    try broken.write(to: URL(filePath: self["b.age"]))
    try FileManager.default.copyItem(atPath: self["r.age.minisig"], toPath: self["b.age.minisig"])
    for reader in [[], ["--identity", self["one/identity.txt"]]] {
      let verified = try run(
        Scratch.credence,
        ["report", "verify"] + ["b.age", "r.age", "none.age", "s.age"].map { self[$0] }
          + ["--verify-key", self["job/signing.pub"]] + reader)
      // 74, of the file that isn't there, wins over 65, of the one that was changed.
      #expect(verified.code == 74, "\(verified.words)")
      for name in ["r.age", "s.age"] {
        #expect(verified.text.contains("\(self[name])\n  signature   good"))
      }
      #expect(!verified.text.contains("b.age"))
      #expect(verified.words.contains("error: \(self["b.age"]): the signature doesn't fit the file"))
      #expect(verified.words.contains("none.age: No such file or directory"))
      #expect(verified.words.hasSuffix("note: 2 of 4 files failed\n"))
    }
  }

  @Test func `holds a signature that minisign verifies`() throws {
    let text = try text(of: "r.age")
    let line = try #require(text.split(separator: "\n").last)
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(record["record"] as? String == "signature")
    let signature = try #require(record["signature"] as? [String: Any])
    let count = try #require(signature["bytes"] as? Int)
    let signed = try scratch.file("signed", String(decoding: Data(text.utf8).prefix(count), as: UTF8.self))
    let minisig = try scratch.file("signed.sig", try #require(signature["text"] as? String))
    let verified = try run(
      "/usr/bin/minisign", ["-V", "-m", signed, "-x", minisig, "-p", self["job/signing.pub"]])
    #expect(verified.code == 0, "\(verified.words)")
    let recipients = try #require(record["recipients"] as? [String])
    for recipient in recipients {
      #expect(Data(text.utf8).prefix(count).range(of: Data(recipient.utf8)) != nil)
    }
  }

  @Test func `has a padded size unless that is switched off, and is shown without padding`() throws {
    _ = try audit(into: "plain.age", "--no-padding", "--now", "2026-11-24")
    let padded = try audit(into: "padded.age", "--now", "2026-11-24")
    let sizes = try ["plain.age", "padded.age"].map { try Data(text(of: $0).utf8).count }
    #expect(sizes[0] < sizes[1] && sizes[1] < sizes[0] * 9 / 8)
    #expect(sizes[1] % 512 == 0)
    let shown = try credence(
      "report", "show", self["padded.age"], "--format", "jsonl", "--identity", self["one/identity.txt"],
      "--verify-key", self["job/signing.pub"])
    #expect(shown.output == padded.output && Data(shown.output).count < sizes[1])
  }

  @Test func `is text if that is wanted, for our tools and the stock ones`() throws {
    let sealed = try audit(into: "a.age", "--armor", "--no-padding")
    let file = try String(contentsOfFile: self["a.age"], encoding: .utf8)
    #expect(file.hasPrefix("-----BEGIN AGE ENCRYPTED FILE-----\n"))
    #expect(try text(of: "a.age") == sealed.text)
    #expect(try verify("a.age").code == 0)
    #expect(try run("/usr/bin/minisign", ["-Vm", self["a.age"], "-p", self["job/signing.pub"]]).code == 0)
  }

  @Test func `shows that a reader sealed it anew for somebody else`() throws {
    // The reader has a signing key that is trusted too, for reports of another team.
    #expect(mkdir(self["trust"], 0o755) == 0)
    for job in ["job", "other"] {
      try FileManager.default.copyItem(atPath: self[job + "/signing.pub"], toPath: self["trust/\(job).pub"])
    }
    let text = try text(of: "r.age")
    try forge(text, as: "wrapped.age", signedBy: "other")
    expect(try verify("wrapped.age", trusting: "trust"), says: "isn't the one that signed the report in it")
    // Not even the writer's key makes it a report for others than its signature names.
    try forge(text, as: "more.age", to: ["one", "two", "new"])
    expect(try verify("more.age"), says: "sealed to others than its signature names")
    try forge(text, as: "fewer.age", to: ["one"])
    expect(try verify("fewer.age"), says: "sealed to others than its signature names")
    try forge(text, as: "same.age")
    let same = try verify("same.age")
    #expect(same.code == 0 && same.text.contains("r.age when it was signed"))
  }

  @Test func `shows whatever was changed in it, though its outside is signed`() throws {
    let text = try text(of: "r.age")
    var lines = text.split(separator: "\n").map(String.init)
    let finding = try #require(lines.firstIndex { $0.contains(#""record":"finding""#) })
    let findings = lines.count { $0.contains(#""record":"finding""#) }
    let signature = try #require(lines.last?.firstMatch(of: /"bytes":([0-9]+)/))
    let covered = try #require(Int(signature.1))
    func without(_ place: Int) -> String {
      var rest = lines
      rest.remove(at: place)
      return rest.joined(separator: "\n") + "\n"
    }
    func with(_ line: String, at place: Int) -> String {
      var rest = lines
      rest.insert(line, at: place)
      return rest.joined(separator: "\n") + "\n"
    }
    for (changed, words) in [
      (without(finding), "findings of the integration before are missing"),
      (without(lines.count - 1), "ends before its signature record"),
      (without(lines.count - 2), "doesn't belong here"), (without(0), "the first record isn't the run's"),
      (with(lines[0], at: 1), "a second run record"),
      (with(lines[finding], at: finding), "a finding that its integration's record doesn't announce"),
      (with(#"{"finding":"nameless"}"#, at: finding), "the key `record` is missing"),
      (with(#"{"record":"later"}"#, at: 0), "the first record isn't the run's"),
      (with(lines[lines.count - 2], at: lines.count - 1), "doesn't belong here"),
      (with(lines[finding], at: lines.count - 1), "its integration's record doesn't announce"),
      (
        text.replacing(
          lines[finding], with: lines[finding].replacing(#""integration":""#, with: #""integration":"x"#)),
        "a finding that its integration's record doesn't announce"
      ),
      (text.replacing(#""severity":"critical""#, with: #""severity":"low""#), "other findings of severity"),
      (text.replacing("credence.report/1", with: "credence.report/2"), "isn't a report of the schema"),
      (
        text.replacing(#""version":"0."#, with: #""version":"1."#),
        "the report's own signature doesn't fit it"
      ),
      (
        text.replacing("trusted comment: timestamp:1", with: "trusted comment: timestamp:2"),
        "its trusted comment was changed"
      ),
      (text + "{\"record\":\"later\"}\n", "this record isn't signed"),
      (text + "x", "the last line has no end"),
      (
        text.replacing(#""records":\#(lines.count - 1),"#, with: #""records":\#(lines.count + 1),"#),
        "records stand before a signature of \(lines.count + 1)"
      ),
      (
        text.replacing(#""bytes":\#(covered)"#, with: #""bytes":\#(covered + 1)"#),
        "a signature covers \(covered + 1)"
      ),
      (
        text.replacing(#""integrations":11,"returned"#, with: #""integrations":12,"returned"#),
        "12 integrations"
      ),
      (
        text.replacing(#""findings":\#(findings)"#, with: #""findings":\#(findings - 1)"#),
        "\(findings - 1) findings"
      ),
      (String(text.dropLast(2)) + "x\n", "the document ends"),
      (
        text.replacing(#""record":"signature","#, with: #""record": "signature","#),
        "isn't written as it should be"
      ),
    ] as [(String, String)] {
      try? FileManager.default.removeItem(atPath: self["f.age"])
      try? FileManager.default.removeItem(atPath: self["f.age.minisig"])
      try forge(changed, as: "f.age")
      let finished = try verify("f.age")
      #expect(finished.code == 65 && finished.output.isEmpty, "\(words)")
      if words != "the document ends" {
        #expect(finished.words.contains(words), "\(words): \(finished.words)")
      }
    }
    // The signature of another report of the same job doesn't do either.
    try forge(text, as: "h.age")
    let other = try String(contentsOfFile: self["h.age.minisig"], encoding: .utf8)
    let name = try #require(other.firstMatch(of: /report:([0-9a-f]{32})/)).1
    let comment = other.split(separator: "\n")[2].dropFirst("trusted comment: ".count)
    let renamed = comment.replacing(name, with: String(repeating: "0", count: 32))
    let signed = try run(
      "/usr/bin/minisign", ["-S", "-s", self["job/signing.key"], "-m", self["h.age"], "-t", String(renamed)])
    #expect(signed.code == 0)
    expect(try verify("h.age"), says: "a signature is that of another report")
    // Whom it was sealed to is signed as well.
    let recipients = try ["one", "new"].map {
      try String(contentsOfFile: self[$0 + "/recipient.txt"], encoding: .utf8).trimmingCharacters(
        in: .newlines)
    }
    lines[lines.count - 1] = lines[lines.count - 1].replacing(recipients[0], with: recipients[1])
    try forge(lines.joined(separator: "\n") + "\n", as: "g.age")
    expect(
      try verify("g.age"),
      says: "the report's own signature doesn't fit it: it isn't a signature of this content")
  }

  @Test func `is sealed anew for exactly the recipients named, with its first signature in it`() throws {
    let arguments = [
      "report", "reseal", self["r.age"], "--recipients-file", self["new/recipient.txt"], "--single-recipient",
      "--identity", self["one/identity.txt"], "--verify-key", self["job/signing.pub"], "--sign-key",
      self["job/signing.key"],
    ]
    let before = try text(of: "r.age")
    let sealed = try run(Scratch.credence, arguments)
    #expect(sealed.code == 0 && sealed.words.contains("r.2.age"), "\(sealed.words)")
    expect(try verify("r.2.age"), says: "no identity fits")
    let verified = try verify("r.2.age", by: "new")
    #expect(verified.code == 0 && verified.text.contains("good: sealed anew by key"), "\(verified.words)")
    let after = try text(of: "r.2.age", by: "new")
    #expect(after.hasPrefix(before.trimmingCharacters(in: .whitespacesAndNewlines)))
    // Nothing is overwritten, and the next has the next name.
    expect(try run(Scratch.credence, arguments), says: "exists already", code: 74)
    var again = arguments.map { $0.replacing("r.age", with: "r.2.age").replacing("one/", with: "new/") }
    #expect(try run(Scratch.credence, again + ["--remove-old"]).code == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter {
      $0.hasPrefix("r.")
    }
    #expect(names.sorted() == ["r.3.age", "r.3.age.minisig", "r.age", "r.age.minisig"])
    #expect(try verify("r.3.age", by: "new").text.matches(of: /sealed anew/).count == 2)
    // One that doesn't verify leaves nothing behind.
    again =
      arguments.map { $0.replacing("job/signing.pub", with: "other/signing.pub") } + ["--into", self["new"]]
    expect(try run(Scratch.credence, again), says: "another key than those trusted")
    #expect(try FileManager.default.contentsOfDirectory(atPath: self["new"]).count == 2)
  }

  @Test
  func `killed at a hundred random moments while it is sealed anew, is there in the old file or the new`()
    throws
  {
    let arguments = [
      "report", "reseal", self["r.age"], "--recipients-file", self["new/recipient.txt"], "--single-recipient",
      "--identity", self["one/identity.txt"], "--verify-key", self["job/signing.pub"], "--sign-key",
      self["job/signing.key"], "--remove-old",
    ]
    let old = try ["r.age", "r.age.minisig"].map { try Data(contentsOf: URL(filePath: self[$0])) }
    let start = DispatchTime.now().uptimeNanoseconds
    #expect(try run(Scratch.credence, arguments).code == 0)
    let length = UInt32((DispatchTime.now().uptimeNanoseconds - start) / 1000)
    var outcomes: [String: Int] = [:]
    for _ in 0..<100 {
      for name in try FileManager.default.contentsOfDirectory(atPath: scratch.path)
      where name.contains("r.2.age") {
        try FileManager.default.removeItem(atPath: self[name])
      }
      for (name, bytes) in zip(["r.age", "r.age.minisig"], old) {
        try bytes.write(to: URL(filePath: self[name]))
      }
      let process = Process()
      process.executableURL = URL(filePath: Scratch.credence)
      process.arguments = arguments
      _ = try finish(process, input: .nullDevice) {
        usleep(UInt32.random(in: 0...length))
        kill($0.processIdentifier, SIGKILL)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
      let whole = try ["r.age", "r.2.age"].filter { name in
        guard names.contains(name) else { return false }
        let verified = try verify(name, by: nil)
        #expect(verified.code == 0, "\(name): \(verified.words)")
        return true
      }
      #expect(!whole.isEmpty)
      outcomes[whole.joined(separator: " and "), default: 0] += 1
      for name in names where name.hasPrefix(".") || name.hasPrefix("r.") {
        let bytes = try Data(contentsOf: URL(filePath: self[name]))
        #expect(bytes.range(of: Data(#""record""#.utf8)) == nil, "plaintext in \(name)")
      }
    }
    print("killed resealing left: \(outcomes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })")
  }

  @Test func `tells anybody what it is, and who claims to have signed it`() throws {
    let inspected = try credence("report", "inspect", self["r.age"])
    for part in ["age v1, binary", "2 X25519", "a padded size", "not verified", "file:r.age"] {
      #expect(inspected.text.contains(part), "\(inspected.text)")
    }
    let size = try Data(text(of: "r.age").utf8).count
    #expect(inspected.text.contains("holds       \(size) bytes"))
    let plain = try scratch.file("plain", String(repeating: "x", count: 65_536))
    #expect(
      try run("/usr/bin/age", ["-a", "-R", self["one/recipient.txt"], "-o", self["a.age"], plain]).code == 0)
    let armored = try credence("report", "inspect", self["a.age"])
    for part in ["age v1, armored", "1 X25519", "holds       65536 bytes", "none beside it"] {
      #expect(armored.text.contains(part), "\(armored.text)")
    }
    expect(try credence("report", "inspect", plain), says: "this isn't an age file")
  }
}
