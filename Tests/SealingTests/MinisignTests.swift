import Foundation
import Testing

@testable import Sealing

private func digest(_ message: [UInt8]) -> MessageDigest {
  var hasher = MessageHasher()
  hasher.update(message.span)
  return hasher.finish()
}

private func signature(_ text: [UInt8]) throws -> MinisignSignature { try MinisignSignature(text.span) }

struct MinisignTests {
  private let minisign = "/usr/bin/minisign"

  @Test func `the real minisign accepts our keys and signatures`() throws {
    let scratch = try Scratch()
    let key = try SigningKey.generate()
    try key.createFile(at: scratch["signing.key"])
    try key.verificationKey.createFile(at: scratch["signing.pub"])
    #expect(try permissions(of: scratch["signing.key"]) == 0o600)

    let message = pattern(70_000)
    let file = try scratch.file("report", bytes: message)
    _ = try scratch.file(
      "report.minisig", bytes: key.sign(digest(message), trustedComment: "a\tb").text)
    let verified = try run(minisign, ["-V", "-p", scratch["signing.pub"], "-m", file])
    #expect(verified.status == 0, "\(verified.output)")
    #expect(verified.output.contains("a\tb"))
    let byLine = try run(minisign, ["-V", "-P", key.verificationKey.line, "-m", file])
    #expect(byLine.status == 0)

    // It signs with our key, and to the same bytes.
    let signed = try run(
      minisign,
      [
        "-S", "-s", scratch["signing.key"], "-m", file, "-t", "a\tb", "-c", "credence report signature", "-x",
        scratch["theirs"],
      ])
    #expect(signed.status == 0, "\(signed.output)")
    #expect(try scratch.read("theirs") == scratch.read("report.minisig"))
  }

  @Test func `we accept what the real minisign writes, and refuse its legacy form`() throws {
    let scratch = try Scratch()
    let keyPaths = ["-p", scratch["m.pub"], "-s", scratch["m.key"]]
    #expect(try run(minisign, ["-G", "-W"] + keyPaths).status == 0)
    let key = try VerificationKey(contentsOf: scratch["m.pub"])
    let signingKey = try SigningKey(contentsOf: scratch["m.key"])
    #expect(signingKey.verificationKey == key)

    let message = Array("message".utf8)
    let file = try scratch.file("m", bytes: message)
    #expect(try run(minisign, ["-S", "-H", "-s", scratch["m.key"], "-m", file, "-t", "seen"]).status == 0)
    let theirs = try signature(try scratch.read("m.minisig"))
    #expect(try key.verify(theirs, of: digest(message)) == "seen")

    let legacy = try run(minisign, ["-S", "-l", "-s", scratch["m.key"], "-m", file])
    if legacy.status == 0 {
      #expect(throws: MinisignError.legacy) { try signature(try scratch.read("m.minisig")) }
    }
  }

  @Test func `another key, another message and another comment are told apart`() throws {
    let key = try SigningKey.generate()
    let other = try SigningKey.generate()
    let genuine = key.sign(digest([1]), trustedComment: "one")
    let verifier = key.verificationKey
    #expect(throws: MinisignError.unknownKey(key.keyID)) {
      try other.verificationKey.verify(genuine, of: digest([1]))
    }
    #expect(throws: MinisignError.forgedMessage) { try verifier.verify(genuine, of: digest([2])) }
    let text = String(decoding: genuine.text, as: UTF8.self)
    let changed = try signature(Array(text.replacingOccurrences(of: ": one", with: ": two").utf8))
    #expect(throws: MinisignError.forgedComment) { try verifier.verify(changed, of: digest([1])) }
    let legacy = Array(text.replacingOccurrences(of: "\nRU", with: "\nRW").utf8)
    #expect(throws: MinisignError.legacy) { try signature(legacy) }
    let windows = Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8)
    #expect(try verifier.verify(signature(windows), of: digest([1])) == "one")
  }

  @Test func `every bit that flips in a signature is noticed, the untrusted comment aside`() throws {
    let key = try SigningKey.generate()
    let text = key.sign(digest([1]), trustedComment: "file:x").text
    let verifier = key.verificationKey
    let trustedStart = try #require(text.firstIndex(of: UInt8(ascii: "\n"))) + 1
    let indices = Array(0..<"untrusted comment: ".utf8.count) + Array(trustedStart..<text.count)
    for position in indices {
      for bit in 0..<8 {
        var damaged = text
        damaged[position] ^= 1 << UInt8(bit)
        do {
          try verifier.verify(signature(damaged), of: digest([1]))
          Issue.record("byte \(position), bit \(bit)")
        } catch {
          #expect(error is MinisignError)
        }
      }
    }
    for count in 0..<(text.count - 1) {
      #expect(throws: MinisignError.malformed) { try signature(Array(text[..<count])) }
    }
    #expect(throws: MinisignError.malformed) { try signature(text + Array("more\n".utf8)) }
  }

  @Test func `encrypted signing keys are minisign's own, and open under their passphrase alone`() throws {
    let scratch = try Scratch()
    let words = try scratch.file("words", "correct horse battery\n")
    let key = try SigningKey.generate()
    try key.createFile(at: scratch["ours"], passphrase: Passphrase(contentsOf: words))
    #expect(try permissions(of: scratch["ours"]) == 0o600)
    let made = try run(
      minisign, ["-G", "-p", scratch["theirs.pub"], "-s", scratch["theirs"]],
      typing: ["correct horse battery", "correct horse battery"])
    #expect(made.status == 0, "\(made.output)")
    let read = try SigningKey(contentsOf: scratch["ours"]) { try? Passphrase(contentsOf: words) }
    #expect(read.verificationKey == key.verificationKey)
    let theirs = try SigningKey(contentsOf: scratch["theirs"]) { try? Passphrase(contentsOf: words) }
    #expect(try theirs.verificationKey == VerificationKey(contentsOf: scratch["theirs.pub"]))

    let message = Array("message".utf8)
    let file = try scratch.file("m", bytes: message)
    let signed = try run(
      minisign,
      ["-S", "-s", scratch["ours"], "-m", file, "-t", "seen", "-c", "credence report signature"],
      typing: ["correct horse battery"])
    #expect(signed.status == 0, "\(signed.output)")
    #expect(try scratch.read("m.minisig") == key.sign(digest(message), trustedComment: "seen").text)

    #expect(
      keyFileFailure { _ = try SigningKey(contentsOf: scratch["ours"]) }
        == .key(line: 2, .passphraseProtected))
    let wrong = try scratch.file("wrong", "incorrect")
    #expect(
      keyFileFailure {
        _ = try SigningKey(contentsOf: scratch["ours"]) { try? Passphrase(contentsOf: wrong) }
      }
        == .key(line: 2, .wrongPassphrase))
    // One bit of a limit more: refused before anything is derived.
    let lines = String(decoding: try scratch.read("ours"), as: UTF8.self).split(separator: "\n")
    for byte in [38 + 4, 46 + 4] {
      var record = try #require(Data(base64Encoded: String(lines[1])))
      record[byte] = 1
      let costly = try scratch.file("costly", "\(lines[0])\n\(record.base64EncodedString())\n")
      #expect(
        keyFileFailure { _ = try SigningKey(contentsOf: costly) { try? Passphrase(contentsOf: words) } }
          == .key(line: 2, .tooCostly))
    }
  }

  @Test func `a comment that could write over a terminal's line is no comment`() throws {
    let key = try SigningKey.generate()
    let text = String(decoding: key.sign(digest([1]), trustedComment: "one").text, as: UTF8.self)
    for comment in [
      "\u{1B}[2K", "a\rb", "\u{7F}", "\u{9B}2K", "\u{202E}x", "\u{2028}", "\u{0}",
      String(repeating: "x", count: 8193),
    ] {
      #expect(throws: MinisignError.malformed, "\(comment.unicodeScalars.map(\.value))") {
        try signature(Array(text.replacing(": one", with: ": " + comment).utf8))
      }
    }
    #expect(throws: MinisignError.malformed) {
      try signature(Array(text.replacing("credence report signature", with: "\u{1B}[2K").utf8))
    }
    #expect(throws: MinisignError.forgedComment) {
      try key.verificationKey.verify(
        signature(Array(text.replacing(": one", with: ": é\tzwei").utf8)), of: digest([1]))
    }
  }

  @Test func `signing keys that are encrypted, damaged or public are refused`() throws {
    let scratch = try Scratch()
    let key = try SigningKey.generate()
    try key.createFile(at: scratch["key"])
    let text = String(decoding: try scratch.read("key"), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    var record = try #require(Data(base64Encoded: lines[1]))

    record[3] = UInt8(ascii: "c")
    record[2] = UInt8(ascii: "S")
    let encrypted = try scratch.file("encrypted", "\(lines[0])\n\(record.base64EncodedString())\n")
    #expect(
      keyFileFailure { _ = try SigningKey(contentsOf: encrypted) } == .key(line: 2, .passphraseProtected))

    record[2] = 0
    record[3] = 0
    record[100] ^= 1
    let damaged = try scratch.file("damaged", "\(lines[0])\n\(record.base64EncodedString())\n")
    #expect(keyFileFailure { _ = try SigningKey(contentsOf: damaged) } == .key(line: 2, .inconsistent))

    // As `minisign -G -W` leaves it, without a checksum: the public half gives the damage away.
    for index in 126..<158 { record[index] = 0 }
    let unchecked = try scratch.file("unchecked", "\(lines[0])\n\(record.base64EncodedString())\n")
    #expect(keyFileFailure { _ = try SigningKey(contentsOf: unchecked) } == .key(line: 2, .inconsistent))

    try key.verificationKey.createFile(at: scratch["pub"])
    let public_ = try scratch.file("public", bytes: try scratch.read("pub"))
    #expect(keyFileFailure { _ = try SigningKey(contentsOf: public_) } == .key(line: 2, .malformed))
    #expect(
      keyFileFailure { _ = try VerificationKey(contentsOf: scratch["key"]) }
        == .key(line: 2, .secretKeyAmongPublicKeys))
  }

  @Test func `a file name can't pass for a field of the trusted comment`() throws {
    let id = try #require(ReportID("r-1"))
    let comment = ReportComment(timestamp: 7, fileName: "a\treport:x%é\n", reportID: id)
    #expect(comment.text == "timestamp:7\tfile:a%09report:x%25%C3%A9%0A\tcredence:1\treport:r-1\thashed")
    #expect(ReportID("") == nil)
    #expect(ReportID("a b") == nil)
    #expect(ReportID(String(repeating: "a", count: 65)) == nil)
  }
}
