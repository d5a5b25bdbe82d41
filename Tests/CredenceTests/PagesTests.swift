import Foundation
import Testing

/// CONTRIBUTING.md names files and what is in them; this holds it to that.
@Suite struct `The page for contributors` {
  let root = Scratch.root
  let page: String

  init() throws { page = try String(contentsOfFile: root + "/CONTRIBUTING.md", encoding: .utf8) }

  /// What stands between backquotes in a paragraph.
  private func quoted(_ text: some StringProtocol) -> [String] {
    String(text).matches(of: /`([^`]+)`/).map { String($0.1) }
  }

  private func isPath(_ word: String) -> Bool {
    word.contains("/") && !word.contains(" ") && !word.hasPrefix("credence.")
  }

  private func text(at path: String) -> String? {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory) else {
      return nil
    }
    if isDirectory.boolValue { return "" }
    return try? String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  @Test func `names only files that are there, and in them what it says`() throws {
    var steps = 0
    for paragraph in page.split(separator: "\n") {
      let words = quoted(paragraph)
      let paths = words.filter(isPath)
      let contents = paths.map { path in
        let text = text(at: path)
        #expect(text != nil, "\(path)")
        return text ?? ""
      }
      if !contents.isEmpty { steps += 1 }
      for word in words
      where !isPath(word) && !contents.isEmpty && !word.hasPrefix("make ") && !word.hasPrefix("credence ") {
        #expect(contents.contains { $0.contains(word) }, "`\(word)` is in none of \(paths)")
      }
    }
    #expect(steps >= 18)
    for heading in ["A provider", "A field", "A policy", "A format"] {
      #expect(page.contains("\n## \(heading)\n"))
    }
  }

  @Test func `names only commands that exist`() throws {
    let makefile = try #require(text(at: "Makefile"))
    var commands = 0
    for word in quoted(page) {
      let parts = word.split(separator: " ").map(String.init)
      if parts.first == "make" { #expect(makefile.contains("\n\(parts[1]):"), "\(word)") }
      guard parts.first == "credence" else { continue }
      let names = parts.dropFirst().prefix { $0.allSatisfy { $0.isLetter && $0.isLowercase } }
      #expect(try run(Scratch.credence, names + ["--help"]).code == 0, "\(word)")
      commands += 1
    }
    #expect(commands > 2)
  }
}

@Suite struct `The program as it is given out` {
  /// The names of all commands, by the dump that the man page is made of.
  @Test func `has a page that shows every command and option`() throws {
    let dump = try run(Scratch.credence, ["--experimental-dump-help"])
    let job = try run(Scratch.credence + "-job", ["--experimental-dump-help"])
    let python = ["/usr/bin/env", "python3", Scratch.root + "/scripts/man.py", "1.2.3"]
    let page = try run(python[0], Array(python[1...]), input: dump.text + job.text)
    #expect(page.code == 0, "\(page.words)")
    let text = page.text.replacing("\\-", with: "-")
    #expect(text.contains("credence 1.2.3") && text.contains(".SH EXIT CODES") && text.contains(".SH NAME"))
    var count = 0
    func visit(_ command: [String: Any], _ path: [String]) throws {
      for argument in command["arguments"] as? [[String: Any]] ?? []
      where argument["shouldDisplay"] as? Bool == true {
        for name in argument["names"] as? [[String: String]] ?? [] {
          let spelled = (name["kind"] == "long" ? "--" : "-") + (name["name"] ?? "")
          #expect(text.contains("\\fB\(spelled)\\fR"), "\(path) \(spelled)")
          count += 1
        }
      }
      for child in command["subcommands"] as? [[String: Any]] ?? [] {
        let name = try #require(child["commandName"] as? String)
        // What is handed over has its options in the other program.
        if name == "help" || child["shouldDisplay"] as? Bool == false || path + [name] == ["credence", "job"]
        {
          continue
        }
        if (child["subcommands"] as? [Any])?.isEmpty ?? true {
          #expect(text.contains(".SS \"" + (path + [name]).joined(separator: " ") + "\""))
        }
        try visit(child, path + [name])
      }
    }
    let root = try #require(try JSONSerialization.jsonObject(with: dump.output) as? [String: Any])
    try visit(try #require(root["command"] as? [String: Any]), ["credence"])
    var other = try #require(try JSONSerialization.jsonObject(with: job.output) as? [String: Any])
    other = try #require(other["command"] as? [String: Any])
    let below = try #require(other["subcommands"] as? [[String: Any]])
    func isFetch(_ command: [String: Any]) -> Bool { command["commandName"] as? String == "fetch" }
    try visit(["subcommands": below.filter(isFetch)], ["credence"])
    try visit(["subcommands": below.filter { !isFetch($0) }], ["credence", "job"])
    #expect(text.contains(".SS \"credence job run\"") && !text.contains("What credence-job is to do"))
    #expect(count > 30)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completes its commands in each shell`(shell: String) throws {
    let script = try credence("--generate-completion-script", shell)
    #expect(script.code == 0)
    let words = [
      "audit", "facts", "explain", "keygen", "recipients-file", "northflank", "rate-share", "status",
      "rebuild",
      "exit-zero-on-findings", "since",
    ]
    for word in words { #expect(script.text.contains(word), "\(word)") }
  }

  @Test(arguments: [
    (["po"], "policy"), (["job", ""], "run check status"),
    (["job", "run", "--e"], "--exit-zero-on-findings"),
    (["job", "check", "--r"], "--rebuild"), (["job", "status", "--fo"], "--format"),
    (["job", "status", "--format", ""], "text json"), (["fetch", "--rate"], "--rate-share"),
    (["fetch", "--fingerprint"], "--fingerprint-key"), (["audit", "--north"], "--northflank"),
    (["log", "verify", "--si"], "--since"),
  ])
  func `completes in bash what is handed over as it does its own`(words: [String], expected: String) throws {
    let script = try credence("--generate-completion-script", "bash")
    let scratch = try Scratch()
    let file = try scratch.file("credence.bash", script.text)
    let ask = """
      . "$0"; COMP_WORDS=(credence "$@"); COMP_CWORD=$#; COMP_LINE="credence $*"; COMP_POINT=${#COMP_LINE}
      _credence credence "${@: -1}" "${COMP_WORDS[COMP_CWORD - 1]}"; echo "${COMPREPLY[@]}"
      """
    let replies = try run("/bin/bash", ["-c", ask, file] + words).text.split { " \n".contains($0) }
    #expect(Set(replies).isSuperset(of: expected.split(separator: " ")), "\(replies)")
    #expect(replies.count < 8)
  }

  @Test func `completes its own commands where the other program isn't there`() throws {
    let scratch = try Scratch()
    let alone = scratch.path + "/credence"
    try FileManager.default.copyItem(atPath: Scratch.credence, toPath: alone)
    let script = try run(alone, ["--generate-completion-script", "bash"])
    #expect(script.code == 0 && script.text.contains("recipients-file"))
    #expect(!script.text.contains("exit-zero-on-findings"))
  }
}
