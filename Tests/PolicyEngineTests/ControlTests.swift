import Facts
import PolicyEngine
import Testing

@Suite struct `Frameworks` {
  private func read(_ controls: String) -> [String] {
    let text = """
      - framework: f
        name: A framework
        version: "1"
        source: https://example.org
        controls:
      \(controls)

      """
    do throws(PolicyLoadError) {
      _ = try ControlCatalogue(reading: PolicyPack(name: "c.yaml", text: text))
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test func `say which policies bear on which control`() throws {
    let text = """
      - framework: f
        name: A framework
        version: "1"
        source: https://example.org
        controls:
          - { id: "A", title: Keys, bundles: [LL], confidence: read }
          - { id: "B", title: Others, policies: [T-1], confidence: judged }
          - { id: "C", title: Channels, bundles: [TLS], confidence: mapped }

      """
    let catalogue = try ControlCatalogue(reading: PolicyPack(name: "c.yaml", text: text))
    let policy = try #require(try load(sample())[id: "T-1"])
    let framework = try #require(catalogue[id: "f"])
    #expect(framework.controls.filter { $0.bears(policy) }.map(\.id) == ["A", "B"])
    #expect(catalogue.controls(of: policy).map(\.framework.id) == ["f"])
    #expect(catalogue.nearestID(to: "g") == "f")
  }

  @Test func `are refused with place and what was expected`() {
    #expect(read("    - { id: A, title: T, bundles: [LL], confidence: read }") == [])
    #expect(
      read("    - { id: A, title: T, confidence: read }").first?.contains("nothing bears on this control")
        == true)
    #expect(
      read("    - { id: A, title: T, bundles: [LX], confidence: read }").contains {
        $0.contains("unknown bundle")
      })
    #expect(
      read("    - { id: A, title: T, bundles: [LL], confidence: sure }").first?.contains("`sure`") == true)
    #expect(read("    - { id: A, bundles: [LL], confidence: read }").first?.contains("no `title`") == true)
    let twice = "    - { id: A, title: T, bundles: [LL], confidence: read }"
    #expect(read(twice + "\n" + twice).first?.contains("stands twice") == true)
  }
}
