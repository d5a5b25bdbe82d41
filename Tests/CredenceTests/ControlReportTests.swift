import Foundation
import Testing

/// Frameworks and their controls, in reports and in what is made of them.
@Suite struct `Related controls` {
  @Test func `stand in every report, by the policies that it was judged by`() throws {
    let varied = try Varied()
    let records = try run("/bin/cat", [varied.report]).records("framework")
    let names = records.compactMap { $0["framework"] as? String }
    #expect(names.count > 8 && Set(names).count == names.count && names.contains("nist-800-53"))
    let own = varied.scratch.path + "/own"
    #expect(mkdir(own, 0o755) == 0)
    _ = try varied.scratch.file("own/own.yaml", "- id: CRD-X-03\n  off: known, and looked at elsewhere\n")
    let without = try credence("audit", varied.input, "--format", "jsonl", "--policies", own)
    func bearing(_ records: [[String: Any]]) -> Set<String> {
      let controls = records.compactMap { $0["controls"] as? [[String: Any]] }.joined()
      return Set(controls.compactMap { $0["policies"] as? [String] }.joined())
    }
    #expect(bearing(records).subtracting(bearing(without.records("framework"))) == ["CRD-X-03"])
    // At a terminal alone there is nobody to read them, and a short run stays short.
    #expect(try !credence("audit", varied.input).text.contains("NIST"))
  }

  @Test func `go over as the report has them, and are never said to be met`() throws {
    let varied = try Varied()
    let text = try String(contentsOfFile: varied.report, encoding: .utf8)
      .replacing("NIST SP 800-53", with: "Own Framework").replacing("Least privilege", with: "Little <b>")
    let file = try varied.scratch.file("own.jsonl", text)
    let ocsf = try varied.export("ocsf", of: file).records(lines: "compliance")
    let requirements = ocsf.compactMap { $0["requirements"] as? [String] }.joined()
    #expect(requirements.contains("Related control: Own Framework r5 AC-6, Little <b>"))
    let coverage = ocsf.filter { $0["control"] as? String == "Related controls" }
    #expect(coverage.count > 8 && coverage.allSatisfy { $0["status_id"] as? Int == 99 })
    for check in coverage.compactMap({ $0["checks"] as? [[String: Any]] }).joined() {
      #expect([3, 99].contains(check["status_id"] as? Int))
    }
    let oscal = try varied.export("oscal", of: file).text
    #expect(oscal.contains("Related controls of Own Framework r5") && oscal.contains(#""control-id":"ac-6""#))
    #expect(oscal.contains(#""ia-5","statement-ids":["ia-5_smt.c""#))
    let page = try varied.export("html", of: file).text
    #expect(
      page.contains("Framework coverage</h3>") && page.contains("Own Framework")
        && !page.contains("Little <b>"))
    #expect(!page.localizedCaseInsensitiveContains("compliant"))
    let table = try credence("report", "coverage", file, "--framework", "nist-800-53")
    #expect(table.text.contains("Own Framework r5: related controls. This is no statement about compliance."))
  }
}

extension Finished {
  /// The objects under a key of all lines.
  fileprivate func records(lines key: String) -> [[String: Any]] {
    records.compactMap { $0[key] as? [String: Any] }
  }
}
