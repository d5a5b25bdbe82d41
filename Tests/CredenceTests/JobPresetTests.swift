import Foundation
import Testing
import YAMLReader

/// For how many days findings may stay open, by names: `policies/presets/open-days.yaml` is what the program, its page
/// and its schema go by.
@Suite struct `The presets of a job` {
  private static let severities = ["critical", "high", "medium", "low", "info"]

  private struct Preset: Equatable {
    var name: String
    var title: String
    /// By severity, from critical to info.
    var days: [String]
  }

  private func presets() throws -> [Preset] {
    let file = try String(
      contentsOfFile: Scratch.root + "/policies/presets/open-days.yaml", encoding: .utf8)
    return try (YAMLNode(reading: file).elements ?? []).map { node in
      let days = try #require(node["days"]?.entries)
      let keys = Set((node.entries ?? []).map(\.name))
      #expect(keys == ["name", "title", "days", "source", "asOf"])
      #expect(
        days.allSatisfy {
          Self.severities.contains($0.name) && (1...36_500).contains(Int($0.value.text ?? "") ?? 0)
        })
      #expect(node["source"]?.text?.isEmpty == false && node["asOf"]?.text?.count == 10)
      return Preset(
        name: try #require(node["name"]?.text), title: try #require(node["title"]?.text),
        days: Self.severities.map { severity in days.first { $0.name == severity }?.value.text ?? "" })
    }
  }

  @Test func `are those of their file, and no severity has more time than a milder one`() throws {
    let presets = try presets()
    #expect(presets.map(\.name) == ["fedramp", "quarterly"])
    for preset in presets {
      let days = preset.days.map { Int($0) ?? .max }
      #expect(days == days.sorted(), "\(preset.name)")
      let job = try JobScratch("limits: { openDays: \(preset.name) }")
      let checked = try job.job("check")
      let open = zip(Self.severities, preset.days).filter { !$1.isEmpty }.map { "\($0) \($1)" }
      #expect(
        checked.text.contains("overdue after  \(open.joined(separator: ", ")) days  (\(preset.title))\n"),
        "\(checked.text)")
    }
    let own = try JobScratch("limits: { openDays: { low: 12, critical: 3 } }").job("check")
    #expect(own.text.contains("overdue after  critical 3, low 12 days\n"))
    #expect(try !JobScratch().job("check").text.contains("overdue"))
  }

  @Test func `stand on the job's page with their days, and in its schema`() throws {
    let page = try String(contentsOfFile: Scratch.root + "/docs/job.md", encoding: .utf8)
    let rows = page.matches(of: /\n\| `([a-z]+)` \|(( [0-9]* ?\|){5}) ([^|]+) \|/).map { row in
      let days = row.2.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return Preset(name: String(row.1), title: String(row.4), days: days)
    }
    #expect(try rows == presets())
    let schema = try String(contentsOfFile: Scratch.root + "/docs/schemas/job.schema.json", encoding: .utf8)
    let root = try #require(try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any])
    var node = root
    for name in ["properties", "limits", "properties", "openDays"] {
      node = try #require(node[name] as? [String: Any])
    }
    let words = (node["oneOf"] as? [[String: Any]])?.compactMap { $0["enum"] as? [String] }.first
    #expect(try words == presets().map(\.name))
  }

  @Test(arguments: [("fedrmap", "did you mean fedramp? "), ("yearly", "")])
  func `are named where another is asked for`(word: String, near: String) throws {
    let refused = try JobScratch("limits: { openDays: \(word) }").job("check")
    let names = try presets().map(\.name).joined(separator: ", ")
    #expect(refused.code == 78)
    #expect(
      refused.words.contains("job.yaml:11:21: there is no such preset; there are: \(names)\n"),
      "\(refused.words)")
    #expect(refused.words.contains("hint: \(near)name one of them, or give days for each severity"))
  }
}
