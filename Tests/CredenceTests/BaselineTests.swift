import Foundation
import Testing

@Suite struct `A report beside an earlier one` {
  let scratch: Scratch
  let key: String

  init() throws {
    scratch = try Scratch()
    for kind in ["job", "reader"] { #expect(try credence("keygen", kind, scratch.path + "/keys").code == 0) }
    key = scratch.path + "/keys/fingerprint.key"
  }

  private static func civo(_ id: String, _ key: String) -> String {
    #"{"id":"\#(id)","name":"\#(id)","createdAt":"x","provider":"civo","credentials":{"apiKey":"\#(key)"}}"#
  }

  private static func aws(_ id: String, _ mode: String) -> String {
    #"{"id":"\#(id)","createdAt":"x","provider":"aws","features":["byoc"],"aws":{"authenticationMode":"\#(mode)"}}"#
  }

  private static let first = "Zr6nQw2mXc8vBt4yLk0pJh3gFd5sAa7e"
  private static let second = "Yq5mPv1lWb7uAs3xKj9oHg2fEc4rZz6d"

  private static let old = [
    civo("civo-kept", first), civo("civo-rotated", "Xp4lOu0kVa6tZr2wJi8nGf1eDb3qYy5c"),
    aws("aws-mended", "accessKey"),
    aws("aws-gone", "accessKey"), aws("aws-same", "accessKey"),
  ].joined(separator: "\n")
  private static let new = [
    civo("civo-kept", first), civo("civo-rotated", second), aws("aws-mended", "crossAccountRole"),
    aws("aws-new", "accessKey"), aws("aws-same", "accessKey"),
  ].joined(separator: "\n")

  private func audit(_ input: String, _ options: String..., now: String = "2026-11-24") throws -> Finished {
    try run(
      Scratch.credence,
      ["audit", "-", "--format", "jsonl", "--now", now, "--fingerprint-key", key] + options, input: input)
  }

  private func report(_ name: String, _ input: String, _ options: String..., now: String) throws -> String {
    let arguments = ["audit", "-", "--format", "jsonl", "--now", now, "--fingerprint-key", key]
    return try scratch.file(name, try run(Scratch.credence, arguments + options, input: input).text)
  }

  private func changes(_ finished: Finished) -> [String: String] {
    Dictionary(
      finished.records("finding").compactMap {
        guard let id = $0["integration"] as? String, let policy = $0["policy"] as? String,
          let change = $0["change"] as? String
        else { return nil }
        return ("\(id) \(policy)", change)
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `says of each finding whether it is new, rotated or as it was`() throws {
    let baseline = try report("old.jsonl", Self.old, now: "2026-08-01")
    let finished = try audit(Self.new, "--baseline", baseline)
    let changes = changes(finished)
    #expect(changes["aws-new CRD-AWS-01"] == "new")
    #expect(changes["aws-same CRD-AWS-01"] == "unchanged")
    #expect(changes["civo-rotated CRD-CIVO-01"] == "rotated")
    #expect(changes["civo-kept CRD-CIVO-01"] == "unchanged")
    let run = try #require(finished.records("run").first?["baseline"] as? [String: String])
    #expect(run["now"] == "2026-08-01T00:00:00Z" && run["gate"] == "all")
    let summary = try #require(finished.records("summary").first?["baseline"] as? [String: [String: Int]])
    #expect(summary["changes"]?.values.reduce(0, +) == finished.records("finding").count)
    let gone = try #require(summary["gone"])
    #expect((gone["notSeen"] ?? 0) > 0 && (gone["passes"] ?? 0) + (gone["notEvaluable"] ?? 0) > 0)
    // The same with several workers, whatever comes in which piece.
    #expect(try audit(Self.new, "--baseline", baseline, "--workers", "1").text == finished.text)
  }

  @Test func `knows since when a secret has been the same, over several reports`() throws {
    let first = try report("1.jsonl", Self.old, now: "2026-08-01")
    let second = try report("2.jsonl", Self.new, "--baseline", first, now: "2026-10-01")
    let third = try audit(Self.new, "--baseline", second)
    func since(_ finished: Finished, _ id: String) throws -> String? {
      let integration = try #require(
        finished.records("integration").first { $0["integration"] as? String == id })
      return (integration["fields"] as? [[String: Any]])?.first?["since"] as? String
    }
    #expect(try since(third, "civo-kept") == "2026-08-01")
    #expect(try since(third, "civo-rotated") == "2026-10-01")
    let file = try scratch.file("3.jsonl", third.text)
    let diff = try credence("report", "diff", second, file)
    #expect(
      diff.text.contains("civo-kept: apiKey, the same for 115 days at least, since 2026-08-01"),
      "\(diff.text)")
  }

  @Test func `lets the gate look at new findings only`() throws {
    let baseline = try report("old.jsonl", Self.old, now: "2026-08-01")
    let same = Self.aws("aws-same", "accessKey")
    #expect(try audit(same, "--allow-unevaluated").code == 1)
    #expect(try audit(same, "--allow-unevaluated", "--baseline", baseline).code == 1)
    #expect(try audit(same, "--allow-unevaluated", "--baseline", baseline, "--gate", "new").code == 0)
    #expect(
      try audit(
        Self.aws("other", "accessKey"), "--allow-unevaluated", "--baseline", baseline, "--gate", "new"
      ).code == 1)
    #expect(try audit(same, "--gate", "new").code == 64)
  }

  @Test func `tells what is mended from what nobody looked at, and shows modes and rotation`() throws {
    let old = try report("old.jsonl", Self.old, now: "2026-08-01")
    let new = try report("new.jsonl", Self.new, now: "2026-11-24")
    let lines = try credence("report", "diff", old, new, "--format", "jsonl")
    #expect(lines.code == 0, "\(lines.words)")
    let gone = lines.records("gone")
    let unseen = gone.filter { $0["integration"] as? String == "aws-gone" }
    #expect(!unseen.isEmpty && unseen.allSatisfy { $0["fate"] as? String == "notSeen" })
    #expect(
      gone.contains {
        $0["integration"] as? String == "aws-mended" && $0["policy"] as? String == "CRD-AWS-01"
          && $0["fate"] as? String == "passes"
      })
    let mode = try #require(lines.records("mode").first)
    #expect(mode["was"] as? String == "accessKey" && mode["now"] as? String == "crossAccountRole")
    #expect(lines.records("rotated").map { $0["integration"] as? String } == ["civo-rotated"])
    #expect(lines.records("unrotated").map { $0["days"] as? Int } == [115])
    let diff = try #require(lines.records("diff").first)
    #expect(diff["appeared"] as? [String] == ["aws-new"] && diff["disappeared"] as? [String] == ["aws-gone"])
    let table = try credence("report", "diff", old, new)
    for words in [
      "2026-08-01 → 2026-11-24: ", "Mode changed (1)", "Rotated (1)", "Not rotated (1)",
      "Gone, but not known to be mended: the integration wasn't looked at",
    ] { #expect(table.text.contains(words), "\(words)") }
    for line in table.text.split(separator: "\n") { #expect(line.count <= 100) }
    let same = try credence("report", "diff", new, new)
    #expect(same.text.contains("0 new, 0 worse, 0 mended, 0 gone otherwise"))
  }

  @Test func `tells findings of a policy that is new from new findings, and worse ones`() throws {
    func policies(_ name: String, _ severity: String, _ ids: [String]) throws -> String {
      let directory = scratch.path + "/" + name
      #expect(mkdir(directory, 0o755) == 0)
      let text = ids.map {
        """
        - id: \($0)
          title: A Civo key
          severity: \(severity)
          basis: fact
          applies: { provider: civo }
          failsWhen: { credentials.apiKey.isSet: true }
          message: M
          remediation: R
          controls: [LL]
          tests:
            - { name: a, given: { provider: civo, credentials: { apiKey: x } }, expect: fail }
            - { name: b, given: { provider: civo, credentials: {} }, expect: pass }

        """
      }.joined()
      _ = try scratch.file(name + "/own.yaml", text)
      return directory
    }
    let input = Self.civo("civo-kept", Self.first)
    let before = try report(
      "before.jsonl", input, "--policies", try policies("a", "low", ["ACME-1"]), now: "2026-08-01")
    let later = try policies("b", "high", ["ACME-1", "ACME-2"])
    let found = changes(try audit(input, "--policies", later, "--baseline", before))
    #expect(found["civo-kept ACME-1"] == "worsened" && found["civo-kept ACME-2"] == "newPolicy")
    let after = try report("after.jsonl", input, "--policies", later, now: "2026-11-24")
    let table = try credence("report", "diff", before, after).text
    #expect(
      table.contains("low → high ACME-1") && table.contains("New, by a policy that is new in the packs (1)"))
  }

  @Test func `stands in what is made of the report`() throws {
    let baseline = try report("old.jsonl", Self.old, now: "2026-08-01")
    let now = try report("now.jsonl", Self.new, "--baseline", baseline, now: "2026-11-24")
    let changes = Set(try run("/bin/cat", [now]).records("finding").compactMap { $0["change"] as? String })
    #expect(changes.count > 1)
    let page = try credence("report", "export", now, "--format", "html").text
    #expect(page.contains("Beside the baseline: "))
    #expect(page.contains("<span class=\"tag\">new</span>") == changes.contains("new"))
    let sarif = try credence("report", "export", now, "--format", "sarif", "--profile", "full").text
    #expect(sarif.contains(#""baselineGuid":""#) && sarif.contains(#""baselineState":"unchanged""#))
    #expect(!(try credence("report", "export", now, "--format", "sarif").text.contains("baseline")))
  }

  @Test func `refuses what can't be compared, and says why`() throws {
    #expect(try credence("keygen", "job", scratch.path + "/other").code == 0)
    let old = try report("old.jsonl", Self.old, now: "2026-08-01")
    let random = try scratch.file(
      "random.jsonl", try credence("audit", "-", "--format", "jsonl", input: Self.new).text)
    let other = try scratch.file(
      "other.jsonl",
      try credence(
        "audit", "-", "--format", "jsonl", "--fingerprint-key", scratch.path + "/other/fingerprint.key",
        input: Self.new
      ).text)
    let team = try report("team.jsonl", Self.old, "--team", "a", now: "2026-08-01")
    for (new, words) in [
      (random, "a key of its own"), (other, "made under different keys"), (team, "about different teams"),
    ] {
      let refused = try credence("report", "diff", old, new)
      #expect(
        refused.code == 78 && refused.output.isEmpty && refused.words.contains(words), "\(refused.words)")
    }
    let refused = try credence("audit", "-", "--baseline", old, input: Self.new)
    #expect(refused.code == 78 && refused.output.isEmpty && refused.words.contains("a key of its own"))
    #expect(try audit(Self.new, "--baseline", other).code == 78)
    let cut = try scratch.file(
      "cut.jsonl", String(try String(contentsOfFile: old, encoding: .utf8).prefix(900)))
    #expect(try credence("report", "diff", cut, old).code == 65)
  }

  @Test func `works on sealed reports, and shows no secret`() throws {
    let sealed = scratch.path + "/old.age"
    let seal = [
      "audit", "-", "--quiet", "--seal", "--single-recipient", "--recipients-file",
      scratch.path + "/keys/recipient.txt", "--sign-key", scratch.path + "/keys/signing.key", "-o", sealed,
      "--now",
      "2026-08-01", "--fingerprint-key", key,
    ]
    #expect(try run(Scratch.credence, seal, input: Self.old).code == 1)
    let open = [
      "--identity", scratch.path + "/keys/identity.txt", "--verify-key", scratch.path + "/keys/signing.pub",
    ]
    let arguments = ["audit", "-", "--format", "jsonl", "--now", "2026-11-24", "--fingerprint-key", key]
    let finished = try run(Scratch.credence, arguments + ["--baseline", sealed] + open, input: Self.new)
    #expect(changes(finished)["aws-new CRD-AWS-01"] == "new", "\(finished.words)")
    #expect(try audit(Self.new, "--baseline", sealed).code == 78)
    let new = try scratch.file("new.jsonl", finished.text)
    let diff = try run(Scratch.credence, ["report", "diff", sealed, new] + open)
    #expect(diff.code == 0 && diff.text.contains("Rotated (1)"), "\(diff.words)")
    let search = LeakSearch([Self.first, Self.second])
    for shown in [finished, diff] {
      #expect(!search.finds(in: shown.output) && !search.finds(in: shown.errors))
    }
  }
}
