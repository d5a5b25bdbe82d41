import Foundation
import Testing

@Suite struct `The way of the data` {
  /// The dependencies of each target, straight and by way of others.
  private func dependencies() throws -> [String: Set<String>] {
    let described = try run("/usr/bin/env", ["cat", Scratch.root + "/Package.swift"]).text
    var direct: [String: Set<String>] = [:]
    for match in described.matches(of: /room\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?\s*\)/) {
      let names = (match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
      direct[String(match.1)] = Set(names)
    }
    func all(_ name: String) -> Set<String> {
      (direct[name] ?? []).reduce(into: []) {
        $0.formUnion([$1]); $0.formUnion(all($1))
      }
    }
    return Dictionary(uniqueKeysWithValues: direct.keys.map { ($0, all($0)) })
  }

  @Test func `facts depend on nothing, and what judges and reports never sees a payload`() throws {
    let dependencies = try dependencies()
    #expect(dependencies["Facts"] == [])
    for room in ["PolicyEngine", "Reporting"] {
      let own = try #require(dependencies[room])
      #expect(own.isDisjoint(with: ["SecretMemory", "IntegrationPayload", "Classification"]), "\(room)")
    }
  }

  /// Starting up is mostly linking, and the command line has ten milliseconds for all it does.
  @Test func `the command line has no network and no database in it`() throws {
    let manifest = try String(contentsOfFile: Scratch.root + "/Package.swift", encoding: .utf8)
    let target = try #require(manifest.firstMatch(of: /name: "Commands",\s*dependencies: \[([^\]]*)\]/))
    let commands = target.1.matches(of: /"(\w+)"/).map { String($0.1) }
    #expect(commands.contains("Audit"))
    let dependencies = try dependencies()
    #expect(dependencies["HTTPTransport"]?.contains("AsyncHTTPClient") == true)
    let all = commands.reduce(into: Set(commands)) { $0.formUnion(dependencies[$1] ?? []) }
    #expect(
      all.isDisjoint(with: ["HTTPTransport", "Ledger", "AsyncHTTPClient", "NIOCore", "NIOSSL", "GRDB"]))
  }

  @Test func `only the rooms where secrets live see their bytes, and only the gate makes labels`() throws {
    let doors = try run("/bin/sh", ["-c", "cd '\(Scratch.root)' && sh scripts/doors.sh"])
    #expect(doors.code == 0, "\(doors.words)")
    #expect(doors.text.contains("Sources/Classification/RedactionGate.swift"))
  }
}
