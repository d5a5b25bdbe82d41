import Foundation
import Reporting
import Testing

/// The pages of `docs/keys`, and that on exports, are scripts.
@Suite struct `The pages about keys and exports` {
  /// What stands between ```sh and ```.
  private func script(of page: String) throws -> String {
    let text = try String(contentsOfFile: Scratch.root + "/docs/" + page, encoding: .utf8)
    let blocks = text.split(separator: "```sh\n", omittingEmptySubsequences: false).dropFirst()
    return try blocks.map { block in
      String(block[..<(try #require(block.range(of: "```"))).lowerBound])
    }.joined()
  }

  @Test(arguments: ["keys/identity.md", "keys/signing-key.md", "keys/fingerprint-key.md", "exports.md"])
  func `do what they say, step by step`(page: String) throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/payloads", withDestinationPath: Scratch.root + "/examples")
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/bin", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/bin/credence", withDestinationPath: Scratch.credence)
    let script = try script(of: page)
    #expect(script.split(separator: "\n").count > 8)
    // `! command` doesn't end a script under -e, so a command that should fail and doesn't is looked for.
    let checked = script.split(separator: "\n").map { line in
      line.hasPrefix("! ")
        ? "if \(line.dropFirst(2)); then echo \"should have failed\"; exit 9; fi" : String(line)
    }.joined(separator: "\n")
    let finished = try run(
      "/bin/bash",
      ["-euc", "umask 022; export WORK=\"$1\" PATH=\"$1/bin:$PATH\"; \(checked)", "page", scratch.path])
    #expect(finished.code == 0, "\(page): \(finished.words)\(finished.text)")
  }

  @Test func `name every format of reports`() throws {
    let page = try String(contentsOfFile: Scratch.root + "/docs/exports.md", encoding: .utf8)
    for format in ExportFormat.all { #expect(page.contains("| `\(format.name)` |"), "\(format.name)") }
  }

  @Test func `are all named in their table`() throws {
    let directory = Scratch.root + "/docs/keys"
    let table = try String(contentsOfFile: directory + "/README.md", encoding: .utf8)
    for page in try FileManager.default.contentsOfDirectory(atPath: directory) where page != "README.md" {
      #expect(table.contains("(\(page))"), "\(page)")
    }
  }
}
