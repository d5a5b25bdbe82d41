import Foundation
import SecretMemory
import Testing

@testable import Sealing

/// Everything beside plain X25519 keys and bytes: SSH keys, passphrases, armor.
struct RecipientKindTests {
  private static let words = "correct horse battery"
  private static let sizes = [0, 1, 47, 48, 49, 65535, 65536, 65537, 131_072]

  private func passphrase(_ text: String = words, in scratch: Scratch) throws -> Passphrase {
    try Passphrase(contentsOf: scratch.file("words", text + "\n"))
  }

  private func age(_ arguments: [String]) throws -> (status: Int32, output: String) {
    try run("/usr/bin/age", arguments)
  }

  @Test func `the real age opens what we seal for an SSH key and for an X25519 key at once`() throws {
    let scratch = try Scratch()
    let made = try run(
      "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "a reader", "-f", scratch["ssh"]])
    #expect(made.status == 0, "\(made.output)")
    let line = String(decoding: try scratch.read("ssh.pub"), as: UTF8.self)
    let ssh = try #require(AgeRecipient.list(contentsOf: scratch["ssh.pub"]).first)
    #expect("\(ssh)" == line.split(separator: " ").prefix(2).joined(separator: " "))
    #expect(try AgeRecipient("\(ssh)") == ssh)
    let identity = try AgeIdentity.generate()
    try identity.createFile(at: scratch["identity"], created: 0)
    let plaintext = pattern(1000)
    let bytes = try sealed(plaintext, for: [ssh, identity.recipient, ssh])
    let file = try scratch.file("f.age", bytes: bytes)
    for key in ["ssh", "identity"] {
      let result = try age(["-d", "-i", scratch[key], "-o", scratch["out"], file])
      #expect(result.status == 0, "\(result.output)")
      #expect(try scratch.read("out") == plaintext)
    }
    // A key of SSH's is no identity of ours, and the message says what the file was sealed for.
    let other = try AgeIdentities(AgeIdentity.generate())
    #expect(
      opened(bytes, with: other).error == .noIdentityMatched(stanzaTypes: ["ssh-ed25519", "X25519"]))
  }

  @Test func `an SSH key whose point has a low order, or that is cut, is refused`() throws {
    let wire = [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32]
    func text(_ bytes: [UInt8]) -> String { "ssh-ed25519 " + Data(bytes).base64EncodedString() }
    #expect(throws: KeyTextError.inconsistent) {
      try AgeRecipient(text(wire + [1] + [UInt8](repeating: 0, count: 31)))
    }
    #expect(throws: KeyTextError.malformedSSH) { try AgeRecipient(text(wire + pattern(31))) }
    #expect(throws: KeyTextError.malformedSSH) { try AgeRecipient(text(wire + pattern(33))) }
  }

  @Test(arguments: sizes)
  func `the real age opens our armor, and we open its`(size: Int) throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    try identity.createFile(at: scratch["identity"], created: 0)
    let identities = AgeIdentities(identity)
    let plaintext = pattern(size)
    let ours = try sealed(plaintext, for: [recipient], isArmored: true)
    #expect(ours.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    #expect(opened(ours, with: identities, step: 7).plaintext == plaintext)
    let file = try scratch.file("ours.age", bytes: ours)
    let result = try age(["-d", "-i", scratch["identity"], "-o", scratch["opened"], file])
    #expect(result.status == 0, "\(result.output)")
    if size > 0 { #expect(try scratch.read("opened") == plaintext) }
    let plain = try scratch.file("plain", bytes: plaintext)
    #expect(try age(["-a", "-r", "\(recipient)", "-o", scratch["theirs.age"], plain]).status == 0)
    let theirs = opened(try scratch.read("theirs.age"), with: identities)
    #expect(theirs.error == nil && theirs.plaintext == plaintext)
  }

  @Test func `every bit that flips in a small armored file, and every truncation, is noticed`() throws {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let file = try sealed(Array("findings".utf8), for: [recipient], isArmored: true)
    // A last line without its newline is whole.
    for count in 0..<(file.count - 1) where opened(Array(file[..<count]), with: identities).error == nil {
      Issue.record("\(count) bytes")
    }
    for position in file.indices {
      for bit in 0..<8 {
        var damaged = file
        damaged[position] ^= 1 << UInt8(bit)
        let (plaintext, error) = opened(damaged, with: identities)
        // A blank more or less at the very end is allowed.
        if position == file.count - 1, AgeArmor.isBlank(damaged[position]) { continue }
        if error == nil || !plaintext.isEmpty { Issue.record("byte \(position), bit \(bit)") }
      }
    }
  }

  @Test func `a passphrase opens what it sealed, and no other does`() throws {
    let scratch = try Scratch()
    var writer = try AgeWriter(
      passphrase: passphrase(in: scratch), workFactor: 10, isArmored: true, sink: MemorySink())
    try writer.write([1, 2, 3].span)
    let file = try writer.finish().bytes
    let right = try AgeIdentities(passphrase(in: scratch))
    #expect(opened(file, with: right).plaintext == [1, 2, 3])
    let wrong = try AgeIdentities(passphrase("incorrect horse", in: scratch))
    #expect(opened(file, with: wrong).error == .wrongPassphrase)
    let careful = try AgeIdentities(passphrase(in: scratch), workFactorLimit: 9)
    #expect(opened(file, with: careful).error == .workFactorTooHigh(workFactor: 10, limit: 9))
    let keys = try AgeIdentities(AgeIdentity.generate())
    #expect(opened(file, with: keys).error == .noIdentityMatched(stanzaTypes: ["scrypt"]))
    for factor in [0, 23] {
      #expect(throws: AgeWriteError.workFactor(factor)) {
        _ = try AgeWriter(passphrase: passphrase(in: scratch), workFactor: factor, sink: MemorySink())
      }
    }
  }

  @Test(arguments: ["", "-a"])
  func `the real age and we open each other's files under a passphrase, and identities under one`(
    armor: String
  ) throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    try identity.createFile(at: scratch["plain"], created: 0)
    let theirs = try runAtTerminal(
      "/usr/bin/age -p \(armor) -o \(scratch["theirs"]) \(scratch["plain"])",
      typing: [Self.words, Self.words])
    #expect(theirs.status == 0, "\(theirs.output)")
    _ = unsafe chmod(scratch["theirs"], 0o600)
    let right = try AgeIdentities(passphrase(in: scratch))
    #expect(opened(try scratch.read("theirs"), with: right).plaintext == (try scratch.read("plain")))

    try identity.createFile(at: scratch["ours"], created: 0, passphrase: passphrase(in: scratch))
    #expect(try permissions(of: scratch["ours"]) == 0o600)
    for name in ["theirs", "ours"] {
      let identities = try AgeIdentities(contentsOf: scratch[name]) {
        try? Passphrase(contentsOf: scratch["words"])
      }
      let found = identities.recipients
      #expect(found == [recipient])
      #expect(
        keyFileFailure { _ = try AgeIdentities(contentsOf: scratch[name]) }
          == .key(line: 1, .passphraseProtected))
      let wrong = try scratch.file("wrong", "incorrect horse")
      #expect(
        keyFileFailure {
          _ = try AgeIdentities(contentsOf: scratch[name]) { try? Passphrase(contentsOf: wrong) }
        } == .sealed(.wrongPassphrase))
      let file = try scratch.file("f.age", bytes: sealed([7], for: [recipient]))
      let result = try runAtTerminal(
        "/usr/bin/age -d -i \(scratch[name]) -o \(scratch["out"]) \(file)", typing: [Self.words])
      #expect(result.status == 0, "\(result.output)")
      #expect(try scratch.read("out") == [7])
    }
  }

  @Test func `identities of several files are tried together`() throws {
    let scratch = try Scratch()
    var recipients: [AgeRecipient] = []
    for name in ["a", "b"] {
      let identity = try AgeIdentity.generate()
      recipients.append(identity.recipient)
      try identity.createFile(at: scratch[name], created: 0)
    }
    var identities = try AgeIdentities(contentsOf: scratch["a"])
    try identities.append(AgeIdentities(contentsOf: scratch["b"]))
    try identities.append(AgeIdentities(contentsOf: scratch["a"]))
    let found = identities.recipients
    #expect(found == recipients)
    for recipient in recipients {
      #expect(opened(try sealed([1], for: [recipient]), with: identities).error == nil)
    }
  }

  @Test func `identities and a passphrase are tried together, whichever was added to the other`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    try identity.createFile(at: scratch["identity"], created: 0)
    var writer = try AgeWriter(passphrase: passphrase(in: scratch), workFactor: 10, sink: MemorySink())
    try writer.write([1].span)
    let locked = try writer.finish().bytes
    let sealed = try sealed([2], for: [recipient])
    func expectBoth(_ identities: borrowing AgeIdentities) {
      #expect(opened(locked, with: identities).plaintext == [1])
      #expect(opened(sealed, with: identities).plaintext == [2])
    }
    var keys = try AgeIdentities(contentsOf: scratch["identity"])
    try keys.append(AgeIdentities(passphrase(in: scratch)))
    expectBoth(keys)
    var words = try AgeIdentities(passphrase(in: scratch))
    try words.append(AgeIdentities(contentsOf: scratch["identity"]))
    expectBoth(words)
    // A limit comes with its passphrase.
    var careful = try AgeIdentities(contentsOf: scratch["identity"])
    try careful.append(AgeIdentities(passphrase(in: scratch), workFactorLimit: 9))
    #expect(opened(locked, with: careful).error == .workFactorTooHigh(workFactor: 10, limit: 9))
  }

  @Test func `a passphrase is one line, of a file that is its owner's alone or of a descriptor`() throws {
    let scratch = try Scratch()
    func failure(_ text: String, mode: Int = 0o600) throws -> KeyFileError.Reason? {
      let path = try scratch.file("p", text, mode: mode)
      return keyFileFailure { _ = try Passphrase(contentsOf: path) }
    }
    #expect(try failure("") == .noPassphrase)
    #expect(try failure("\nx") == .noPassphrase)
    #expect(try failure("x\ny\n") == .trailingContent(line: 2))
    #expect(try failure("x\n", mode: 0o644) == .openToOthers(permissions: 0o644))
    #expect(try failure(String(repeating: "x", count: 1025)) == .tooLarge(limit: 1024))

    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("\(Self.words)\r\nnext\n".utf8))
    let first = try Passphrase(readingLineFrom: pipe.fileHandleForReading.fileDescriptor)
    let same = first.isEqual(to: try passphrase(in: scratch))
    #expect(same)
    let second = try Passphrase(readingLineFrom: pipe.fileHandleForReading.fileDescriptor)
    let next = second.isEqual(to: try passphrase("next", in: scratch))
    #expect(next)
  }
}
