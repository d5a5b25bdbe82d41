import CTraceProbe
import Foundation
import Testing

/// Passphrases, permissions, the first configuration.
@Suite struct `Keys in practice` {
  private static let words = "correct horse battery"
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private subscript(_ name: String) -> String { scratch.path + "/" + name }

  /// A file that is its owner's alone.
  private func secret(_ name: String, _ text: String) throws -> String {
    let path = try scratch.file(name, text)
    #expect(chmod(path, 0o600) == 0)
    return path
  }

  private func expect(_ finished: Finished, says words: String, code: Int32) {
    #expect(finished.code == code && finished.output.isEmpty)
    #expect(finished.words.contains(words), "\(finished.words)")
    #expect(finished.words.contains("\nhint: "))
  }

  /// Runs `script` with the program as `$0`, at a terminal where somebody types `lines`.
  private func atTerminal(_ script: String, typing lines: [String]) throws -> Finished {
    let input = try scratch.file("typed", lines.map { $0 + "\n" }.joined())
    // Whoever types waits until asked.
    return try run(
      "/bin/bash",
      [
        "-c",
        #"while IFS= read -r line; do sleep 1; printf '%s\n' "$line"; done < "$1" | script -qefc "$2" /dev/null"#,
        "sh", input, script,
      ])
  }

  @Test func `under a passphrase are asked for it: from a file, a descriptor or the terminal`() throws {
    let file = try secret("words", Self.words + "\n")
    for (kind, name) in [("reader", "keys"), ("job", "keys")] {
      let made = try credence("keygen", kind, self[name], "--passphrase", "--passphrase-file", file)
      #expect(made.code == 0, "\(made.words)")
    }
    let identity = try String(contentsOfFile: self["keys/identity.txt"], encoding: .utf8)
    #expect(identity.hasPrefix("-----BEGIN AGE ENCRYPTED FILE-----\n"))
    let seal = [
      "audit", Scratch.root + "/examples", "--quiet", "--seal", "--single-recipient", "--recipients-file",
      self["keys/recipient.txt"], "--sign-key", self["keys/signing.key"], "-o", self["r.age"],
    ]
    expect(try run(Scratch.credence, seal), says: "no terminal to ask for it", code: 78)
    #expect(try run(Scratch.credence, seal + ["--passphrase-file", file]).code == 1)

    let show = [
      "report", "show", self["r.age"], "--format", "jsonl", "--identity", self["keys/identity.txt"],
      "--verify-key", self["keys/signing.pub"],
    ]
    let byFile = try run(Scratch.credence, show + ["--passphrase-file", file])
    #expect(byFile.code == 0 && byFile.records("signature").count == 1)
    let byDescriptor = try run(
      "/bin/bash", ["-c", #""$0" "$@" --passphrase-fd 3 3< "# + "'\(file)'", Scratch.credence] + show)
    #expect(byDescriptor.code == 0 && byDescriptor.output == byFile.output, "\(byDescriptor.words)")
    let wrong = try secret("wrong", "incorrect horse")
    expect(
      try run(Scratch.credence, show + ["--passphrase-file", wrong]), says: "the passphrase is wrong",
      code: 78)
    #expect(chmod(file, 0o644) == 0)
    expect(
      try run(Scratch.credence, show + ["--passphrase-file", file]), says: "run: chmod 600 \(file)", code: 77)
    #expect(chmod(file, 0o600) == 0)

    let command = ([Scratch.credence] + show).map { "'\($0)'" }.joined(separator: " ")
    let typed = try atTerminal("\(command) > '\(self["shown"])'", typing: [Self.words])
    #expect(typed.code == 0, "\(typed.text)")
    #expect(typed.text.contains("Passphrase of \(self["keys/identity.txt"]): "))
    #expect(!typed.text.contains(Self.words))
    #expect(try Data(contentsOf: URL(filePath: self["shown"])) == byFile.output)
  }

  @Test func `are made under a passphrase that is typed twice alike`() throws {
    let command = "'\(Scratch.credence)' keygen reader '\(self["typed-keys"])' --passphrase"
    let differing = try atTerminal(command, typing: [Self.words, "incorrect horse"])
    #expect(
      differing.code == 78 && differing.text.contains("the two passphrases differ"), "\(differing.text)")
    #expect(!FileManager.default.fileExists(atPath: self["typed-keys/identity.txt"]))
    let alike = try atTerminal(command, typing: [Self.words, Self.words])
    #expect(alike.code == 0 && !alike.text.contains(Self.words), "\(alike.text)")
    let plain = try scratch.file("plain", "findings")
    #expect(
      try run("/usr/bin/age", ["-R", self["typed-keys/recipient.txt"], "-o", self["f.age"], plain]).code == 0)
    let opened = try atTerminal(
      "age -d -i '\(self["typed-keys/identity.txt"])' '\(self["f.age"])'", typing: [Self.words])
    #expect(opened.text.contains("findings"))
  }

  @Test func `are asked for until somebody gives up, and the terminal shows what is typed again`() throws {
    let command = "'\(Scratch.credence)' keygen reader '\(self["given-up"])' --passphrase"
    // Control and C, at the question.
    let finished = try atTerminal("trap : INT; \(command); echo \"code $?\"; stty -a", typing: ["\u{3}"])
    #expect(finished.text.contains("code 130"), "\(finished.text)")
    #expect(finished.text.contains(" echo ") && !finished.text.contains("-echo "), "\(finished.text)")
    #expect(!FileManager.default.fileExists(atPath: self["given-up/identity.txt"]))
  }

  @Test func `that are open to others are refused, with the command that helps`() throws {
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, self["keys"]).code == 0) }
    for (name, mode, command) in [
      ("identity.txt", 0o640, "chmod 600"), ("signing.pub", 0o666, "chmod go-w"),
    ] as [(String, mode_t, String)] {
      let path = self["keys/" + name]
      #expect(chmod(path, mode) == 0)
      let finished = try credence(
        "report", "show", "r.age", "--identity", self["keys/identity.txt"], "--verify-key",
        self["keys/signing.pub"])
      expect(finished, says: "hint: run: \(command) \(path)\n", code: 77)
      #expect(chmod(path, 0o600) == 0)
    }
  }

  @Test(arguments: [
    ("age1pq1qqqqqqqq", "age1pq (post-quantum)"), ("age1yubikey1qqqqqqqq", "age1yubikey (plugin)"),
    ("ssh-rsa AAAAB3NzaC1yc2E x", "ssh-rsa"), ("age1tag1qqqqqqqq", "age1tag (hardware)"),
  ])
  func `of recipients that can't be sealed to are refused by name, in a list too`(text: String, name: String)
    throws
  {
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, self["keys"]).code == 0) }
    let good = try String(contentsOfFile: self["keys/recipient.txt"], encoding: .utf8)
    let list = try scratch.file("list", "# all\n\(good)\(text)\n")
    let sealing = [
      "audit", Scratch.root + "/examples", "--quiet", "--seal", "--sign-key", self["keys/signing.key"], "-o",
      self["r.age"],
    ]
    let listed = try run(Scratch.credence, sealing + ["--recipients-file", list])
    expect(listed, says: "list:3: \(name) keys are not supported", code: 78)
    let named = try run(
      Scratch.credence, sealing + ["--recipients-file", self["keys/recipient.txt"], "--recipient", text])
    expect(named, says: "\(name) keys are not supported", code: 78)
    #expect(!FileManager.default.fileExists(atPath: self["r.age"]))
  }

  @Test func `are named in a first configuration, which works once its blanks are filled in`() throws {
    let made = try credence("init", self["etc"])
    #expect(made.code == 0)
    for words in ["not on this one", "stays offline", "can't read them"] {
      #expect(made.words.contains(words), "\(made.words)")
    }
    expect(try credence("init", self["etc"]), says: "File exists", code: 74)
    #expect(try credence("keygen", "job", self["etc"]).code == 0)
    for name in ["reader", "escrow"] { #expect(try credence("keygen", "reader", self[name]).code == 0) }
    func recipient(_ name: String) throws -> String {
      try String(contentsOfFile: self[name + "/recipient.txt"], encoding: .utf8)
        .trimmingCharacters(in: .newlines)
    }
    let blank = try String(contentsOfFile: self["etc/credence.yaml"], encoding: .utf8)
    func audit(_ text: String, as name: String) throws -> Finished {
      try Data(text.utf8).write(to: URL(filePath: self["etc/credence.yaml"]))
      return try credence(
        "audit", Scratch.root + "/examples", "--quiet", "--seal", "--config", self["etc/credence.yaml"], "-o",
        self[name])
    }
    let withReader = try blank.replacing("#  - age1…    # who", with: "  - \(recipient("reader"))    # me")
    let whole = try withReader.replacing("# escrow: age1…", with: "escrow: \(recipient("escrow"))")
    expect(try audit(blank, as: "a.age"), says: "there is no escrow", code: 78)
    expect(try audit(withReader, as: "a.age"), says: "there is no escrow", code: 78)
    expect(
      try audit(whole.replacing("signKey", with: "signingKey"), as: "a.age"),
      says: "the key isn't one of recipients, recipientsFile, escrow, signKey, fingerprintKey", code: 78)
    expect(
      try audit(whole.replacing("escrow: age1", with: "escrow: age2"), as: "a.age"),
      says: "not a key of the expected kind", code: 78)
    expect(
      try audit(whole.replacing("  - \(recipient("reader"))", with: ""), as: "a.age"),
      says: "nobody but the escrow could read", code: 78)
    // Nor does naming the escrow twice make two of it.
    let twice = try whole.replacing("  - \(recipient("reader"))", with: "  - \(recipient("escrow"))")
    expect(try audit(twice, as: "a.age"), says: "nobody but the escrow could read", code: 78)
    expect(
      try audit(whole.replacing("  - \(recipient("reader"))", with: "  who: me"), as: "a.age"),
      says: "a list belongs here", code: 78)
    let sealed = try audit(whole, as: "r.age")
    #expect(sealed.code == 1, "\(sealed.words)")
    // One value does where there may be a list, and whoever is named several times counts once.
    for text in [
      "recipients: \(try recipient("reader"))",
      "recipientsFile: ../reader/recipient.txt\nrecipients: [\(try recipient("reader"))]",
      "recipientsFile: [../reader/recipient.txt, ../escrow/recipient.txt]",
    ] {
      let report = "\(text.count).age"
      let finished = try audit(text + "\nescrow: \(recipient("escrow"))\nsignKey: signing.key\n", as: report)
      #expect(finished.code == 1, "\(finished.words)")
      #expect(try credence("report", "inspect", self[report]).text.contains("2 X25519"))
    }
    expect(
      try credence(
        "audit", Scratch.root + "/examples", "--seal", "-o", self["o.age"], "--sign-key",
        self["etc/signing.key"], "--recipient", recipient("reader"), "--recipient", recipient("reader"),
        "--recipients-file", self["reader/recipient.txt"]),
      says: "a report for one recipient alone", code: 78)
    let named = try credence(
      "audit", Scratch.root + "/examples", "--quiet", "--seal", "--config", self["etc/credence.yaml"], "-o",
      self["n.age"], "--recipient", recipient("reader"), "--recipient", recipient("escrow"),
      "--recipients-file", self["reader/recipient.txt"], "--recipients-file", self["escrow/recipient.txt"])
    #expect(named.code == 1, "\(named.words)")
    #expect(try credence("report", "inspect", self["n.age"]).text.contains("2 X25519"))
    for name in ["reader", "escrow"] {
      let verified = try credence(
        "report", "verify", self["r.age"], "--identity", self[name + "/identity.txt"], "--verify-key",
        self["etc/signing.pub"])
      #expect(verified.code == 0, "\(verified.words)")
    }
  }
}
