import Foundation
import Testing

@Suite struct `A finding explained` {
  private static let payload =
    #"{"id":"aws-prod","name":"AWS prod","createdAt":"x","provider":"aws","features":["byoc"],"#
    + #""aws":{"authenticationMode":"accessKey"}}"#

  let scratch: Scratch
  let report: String

  init() throws {
    scratch = try Scratch()
    report = try scratch.file(
      "report.jsonl", try credence("audit", "-", "--format", "jsonl", input: Self.payload).text)
  }

  private func finding(_ policy: String, in report: String) throws -> String {
    let text = try String(contentsOfFile: report, encoding: .utf8)
    let records = text.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    return try #require(records.first { $0["policy"] as? String == policy }?["finding"] as? String)
  }

  @Test func `says which facts made it fail, and what would make it pass`() throws {
    let id = try finding("CRD-AWS-01", in: report)
    let page = try credence("explain", String(id.prefix(10)), "--report", report)
    #expect(page.code == 0, "\(page.words)")
    for words in [
      "Finding \(id)", "AWS prod", "auth.mode: accessKey", "features: byoc", "What made it fail",
      "auth.mode is accessKey", "features holds something else than opentofu",
      "What would make it pass, each by itself", "- auth.mode is not accessKey",
      "features holds nothing but opentofu", "CRD-AWS-01 · Long-lived AWS access key", "What to do",
    ] { #expect(page.text.contains(words), "\(words)\n\(page.text)") }
    // Conditions are shown as they are written, further down.
    let own = page.text.prefix(upTo: try #require(page.text.firstRange(of: "CRD-AWS-01 · ")).lowerBound)
    for line in own.split(separator: "\n") { #expect(line.count <= 100) }
  }

  @Test func `is found by its id alone, and only in its report`() throws {
    let missing = try credence("explain", "0000", "--report", report)
    #expect(missing.code == 65 && missing.words.contains("has no finding 0000"))
    let nowhere = try credence("explain", try finding("CRD-AWS-01", in: report))
    #expect(nowhere.code == 64 && nowhere.words.contains("--report"))
    #expect(try credence("explain", "CRD-AWS-01", "--report", report).text.hasPrefix("CRD-AWS-01"))
  }

  /// What would really pass: the first way of each explained finding, tried.
  @Test func `would pass as it says`() throws {
    let role = Self.payload.replacing("accessKey", with: "crossAccountRole")
    let mended = try credence("audit", "-", "--format", "jsonl", input: role)
    #expect(!mended.records("finding").contains { $0["policy"] as? String == "CRD-AWS-01" })
  }

  @Test func `has steps that can be pasted, with references and no secret`() throws {
    let id = try finding("CRD-AWS-01", in: report)
    let steps = try credence("remediate", id, "--report", report)
    #expect(steps.code == 0, "\(steps.words)")
    for words in [
      "# CRD-AWS-01: ", "sts:ExternalId", "aws iam create-role", #"resource "aws_iam_role" "northflank""#,
      "PATCH /v1/cloud-providers/integrations/aws-prod", #""roleArn": "${args.ROLE_ARN}""#,
    ] { #expect(steps.text.contains(words), "\(words)") }
  }

  @Test func `has steps for every provider, which a shell can read and whose bodies are JSON`() throws {
    let policies = try credence("policy", "list").text.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(policies.count > 40)
    var seen: Set<String> = []
    for policy in policies {
      let steps = try credence("remediate", policy).text
      // One of each remedy is enough.
      let body = steps.split(separator: "\n").drop { $0.hasPrefix("#") }.joined(separator: "\n")
      guard !body.isEmpty, seen.insert(body).inserted else { continue }
      let file = try scratch.file("steps.sh", steps)
      let checked = try run("/bin/bash", ["-n", file])
      #expect(checked.code == 0 && checked.words.isEmpty, "\(policy): \(checked.words)")
      for match in steps.matches(of: /<<'(?:PATCH|BODY)'\n([\s\S]*?)\n(?:PATCH|BODY)\n/) {
        let json = try JSONSerialization.jsonObject(with: Data(match.1.utf8)) as? [String: Any]
        #expect(json != nil, "\(policy)")
      }
      #expect(!steps.contains("@ID@") && !steps.contains("@FIELD@"))
    }
    #expect(seen.count >= 8)
  }

  @Test func `names an integration to a shell only by an id that is plain`() throws {
    let odd = Self.payload.replacing("aws-prod", with: "$(reboot)")
    let report = try scratch.file(
      "odd.jsonl", try credence("audit", "-", "--format", "jsonl", input: odd).text)
    let steps = try credence("remediate", try finding("CRD-AWS-01", in: report), "--report", report)
    #expect(steps.code == 0 && !steps.text.contains("reboot") && steps.text.contains("PATCH the integration"))
  }
}

@Suite struct `A list that only its users can fill` {
  private let payload =
    #"{"provider":"aws","features":["byoc"],"aws":{"authenticationMode":"crossAccountRole"},"#
    + #""restrictions":{"enabled":true,"teams":[{"teamId":"platform"},{"teamId":"interns"}]},"#
    + #""credentials":{"roleArn":"arn:aws:iam::618033988749:role/northflank","externalId":"${args.ID}"}}"#

  private func outcomes(_ configuration: String) throws -> [String: String] {
    let scratch = try Scratch()
    let file = try scratch.file("credence.yaml", configuration)
    let finished = try credence("audit", "-", "--format", "jsonl", "--config", file, input: payload)
    let record = try #require(finished.records("integration").first, "\(finished.words)")
    let results = try #require(record["results"] as? [String: [String]])
    var outcomes: [String: String] = [:]
    for (outcome, policies) in results { for policy in policies { outcomes[policy] = outcome } }
    return outcomes
  }

  @Test func `leaves its policies out while it is empty, which is neither a pass nor unknown`() throws {
    let outcomes = try outcomes("limits: { rotation: 90 }\n")
    #expect(outcomes["CRD-AWS-21"] == nil && outcomes["CRD-RES-05"] == nil && outcomes.count > 10)
  }

  @Test func `is what they go by once it is filled`() throws {
    let wrong = try outcomes("limits: { allowedAccounts: ['314159265358'], approvedTeams: [platform] }\n")
    #expect(wrong["CRD-AWS-21"] == "fail" && wrong["CRD-RES-05"] == "fail")
    let right = try outcomes(
      "limits: { allowedAccounts: ['314159265358', '618033988749'], approvedTeams: [interns, platform] }\n")
    #expect(right["CRD-AWS-21"] == "pass" && right["CRD-RES-05"] == "pass")
  }
}

@Suite struct `Limits in the configuration` {
  private let payload =
    #"{"id":"civo-a","createdAt":"2026-10-01T00:00:00Z","provider":"civo","features":["byoc"]}"#

  private func audit(_ configuration: String) throws -> Finished {
    let scratch = try Scratch()
    let file = try scratch.file("credence.yaml", configuration)
    return try credence(
      "audit", "-", "--format", "jsonl", "--config", file, "--now", "2026-11-24", input: payload)
  }

  @Test func `take the place of the usual ones, which the run record says`() throws {
    let finished = try audit("limits:\n  rotation: 30\n")
    let run = try #require(finished.records("run").first, "\(finished.words)")
    let policies = try #require(run["policies"] as? [String: Any])
    #expect(policies["overridden"] as? [String] == ["data limits.rotation"])
    let packs = try #require(policies["packs"] as? [[String: String]])
    #expect(packs.contains { $0["pack"]?.hasSuffix("credence.yaml (limits)") == true })
    #expect((run["clock"] as? [String: String])?["source"] == "option")
  }

  @Test func `with unknown names or values of another kind are refused, with the nearest right word`() throws
  {
    for (text, words) in [
      ("limits:\n  rotatoin: 30\n", "credence.yaml:2:3: `limits` has no key `rotatoin`"),
      ("limits:\n  rotatoin: 30\n", "did you mean `rotation`?"),
      ("limits:\n  rotation: soon\n", "credence.yaml:2:13: rotation isn't a whole number"),
      ("limits:\n  rotation: 0\n", "expected 1 or more days"), ("limits: 5\n", "`limits` isn't a mapping"),
      ("limit:\n  rotation: 30\n", "did you mean limits?"),
    ] {
      let finished = try audit(text)
      #expect(
        finished.code == 78 && finished.output.isEmpty && finished.words.contains(words), "\(finished.words)")
    }
  }
}

@Suite struct `The page about policies of one's own` {
  /// Runs the page from top to bottom in a folder of its own, as a reader would.
  @Test func `does what it says`() throws {
    let scratch = try Scratch()
    let page = try String(contentsOfFile: Scratch.root + "/docs/policies.md", encoding: .utf8)
    let jq = try run("/bin/sh", ["-c", "command -v jq"])
    var script = "set -eu\ncd \(scratch.path)\ncredence() { \(Scratch.credence) \"$@\"; }\n"
    if jq.code != 0 {
      // The one thing that the page wants jq for.
      script +=
        "jq() { sed -n 's/.*\"finding\":\"\\([0-9a-f]*\\)\",\"policy\":\"ACME-01\".*/\\1/p' \"$3\"; }\n"
    }
    var steps = 0
    for match in page.matches(of: /(?:[^\n]*`([^`\n]+\.yaml)`:\n\n)?```(sh|yaml)\n([\s\S]*?)```/) {
      if match.2 == "sh" {
        script += match.3
        steps += 1
      } else {
        let name = try #require(match.1.map(String.init), "a file of the page has no name")
        script += "cat > \(name) <<'PAGE'\n\(match.3)PAGE\n"
      }
    }
    #expect(steps == 7)
    let finished = try run("/bin/bash", ["-c", script])
    #expect(finished.code == 0, "\(finished.words)")
    #expect(finished.text.contains("1 policy and 3 examples are in order"))
    #expect(
      finished.text.contains("features holds none of byoc")
        && finished.text.contains("# ACME-01: Clusters on Civo"))
    #expect(finished.text.contains("Policies replaced by others: data limits.allowedAccounts"))
    #expect(finished.text.contains("data limits.rotation"))
    #expect(finished.text.contains("CRD-CIVO-01 is switched off: Civo offers nothing else"))
    let xml = try String(contentsOfFile: scratch.path + "/policies.xml", encoding: .utf8)
    #expect(xml.contains(#"<testcase classname="ACME-01" name="is in order"/>"#))
  }

  @Test func `prints JUnit for tests that fail, too`() throws {
    let scratch = try Scratch()
    let own = scratch.path + "/own"
    #expect(mkdir(own, 0o755) == 0)
    let scaffold = try credence("policy", "new", "ACME-01").text
    _ = try scratch.file(
      "own/own.yaml",
      scaffold.replacing("expect: fail", with: "expect: pass", maxReplacements: 1)
        .replacing("teams pass\n", with: "teams <pass>\n").replacing(
          "restrictions: { enabled: true } }\n      expect: pass",
          with: "restrictions: { enabled: true } }\n      expect: fail"))
    let tested = try credence("policy", "test", "--policies", own, "--format", "junit")
    #expect(tested.code == 78 && tested.text.contains(#"failures="2""#), "\(tested.text)")
    #expect(tested.text.contains("teams &lt;pass&gt;") && tested.text.contains("<failure message="))
    let checked = try credence("policy", "check", "--policies", own, "--format", "junit")
    #expect(checked.code == 78 && checked.text.contains("this is still to be written"))
  }
}
