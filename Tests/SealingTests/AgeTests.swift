import Foundation
import SecretMemory
import Testing

@testable import Sealing

struct AgeTests {
  static let sizes = [
    0, 1, 16, 65535, 65536, 65537, 131_071, 131_072, 131_073, 1 << 20, (16 << 20) + 5,
  ]

  @Test(arguments: sizes, [1, 3])
  func `the real age opens what we seal`(size: Int, readers: Int) throws {
    let scratch = try Scratch()
    var recipients: [AgeRecipient] = []
    for reader in 0..<readers {
      let identity = try AgeIdentity.generate()
      try identity.createFile(at: scratch["identity\(reader)"], created: 1_700_000_000)
      recipients.append(identity.recipient)
    }
    let plaintext = pattern(size)
    let file = try scratch.file("sealed.age", bytes: sealed(plaintext, for: recipients))
    for reader in 0..<readers {
      let result = try run(
        "/usr/bin/age", ["-d", "-i", scratch["identity\(reader)"], "-o", scratch["opened"], file])
      #expect(result.status == 0, "\(result.output)")
      // age 1.1 makes no file of an empty plaintext.
      let isThere = FileManager.default.fileExists(atPath: scratch["opened"])
      #expect(try isThere ? scratch.read("opened") == plaintext : plaintext.isEmpty)
    }
  }

  @Test(arguments: sizes, [1, 3])
  func `we open what the real age seals`(size: Int, readers: Int) throws {
    let scratch = try Scratch()
    var arguments: [String] = []
    for reader in 0..<readers {
      let path = scratch["identity\(reader)"]
      #expect(try run("/usr/bin/age-keygen", ["-o", path]).status == 0)
      let public_ = try run("/usr/bin/age-keygen", ["-y", path]).output
      arguments += ["-r", public_.trimmingCharacters(in: .whitespacesAndNewlines)]
    }
    let plaintext = pattern(size)
    let input = try scratch.file("plain", bytes: plaintext)
    #expect(try run("/usr/bin/age", arguments + ["-o", scratch["sealed.age"], input]).status == 0)
    for reader in 0..<readers {
      let identities = try AgeIdentities(contentsOf: scratch["identity\(reader)"])
      let result = opened(try scratch.read("sealed.age"), with: identities)
      #expect(result.error == nil)
      #expect(result.plaintext == plaintext)
    }
  }

  @Test func `age-keygen finds the same recipient in our identities`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    try identity.createFile(at: scratch["identity.txt"], created: 1_709_164_800)
    let result = try run("/usr/bin/age-keygen", ["-y", scratch["identity.txt"]])
    #expect(result.output.trimmingCharacters(in: .newlines) == "\(identity.recipient)")
    #expect(try permissions(of: scratch["identity.txt"]) == 0o600)
    let text = String(decoding: try scratch.read("identity.txt"), as: UTF8.self)
    #expect(
      text.hasPrefix("# created: 2024-02-29T00:00:00Z\n# public key: \(identity.recipient)\nAGE-SECRET"))
  }

  @Test func `every bit that flips in a small file is noticed, and nothing is delivered`() throws {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let file = try sealed(Array("findings".utf8), for: [recipient])
    for position in file.indices {
      for bit in 0..<8 {
        var damaged = file
        damaged[position] ^= 1 << UInt8(bit)
        let (plaintext, error) = opened(damaged, with: identities)
        if error == nil || !plaintext.isEmpty { Issue.record("byte \(position), bit \(bit)") }
      }
    }
  }

  @Test func `every truncation of a small file is noticed, and nothing is delivered`() throws {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let file = try sealed(Array("findings".utf8), for: [recipient])
    for count in 0..<file.count {
      let (plaintext, error) = opened(Array(file[..<count]), with: identities)
      if error == nil || !plaintext.isEmpty { Issue.record("\(count) bytes") }
    }
    #expect(opened(file + [0], with: identities).error != nil)
  }

  @Test func `of a long file only whole authentic chunks are delivered, and its end is missed`() throws {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let plaintext = pattern(3 * 65536)
    let file = try sealed(plaintext, for: [recipient])
    let lastChunk = file.count - 65552
    let cut = opened(Array(file[..<lastChunk]), with: identities)
    #expect(cut.error == .truncatedPayload)
    #expect(cut.plaintext == Array(plaintext[..<(2 * 65536)]))
    let inside = opened(Array(file[..<(lastChunk - 1)]), with: identities)
    #expect(inside.error == .damagedPayload(chunk: 1))
    #expect(inside.plaintext == Array(plaintext[..<65536]))
    #expect(opened(file + [0], with: identities).error == .trailingData)
  }

  @Test func `a recipient named twice gets one stanza, and none is refused`() throws {
    let recipient = try AgeIdentity.generate().recipient
    let file = try sealed([], for: [recipient, recipient])
    #expect(file.count == 200)
    #expect(throws: AgeWriteError.noRecipients) { _ = try sealed([], for: []) }
    let lowOrder = try AgeRecipient(Bech32.encode([UInt8](repeating: 0, count: 32), prefix: "age"))
    #expect(throws: AgeWriteError.unusableRecipient(lowOrder)) { _ = try sealed([], for: [lowOrder]) }
  }

  @Test func `a file for others names the kinds of recipient it has`() throws {
    let identities = try AgeIdentities(AgeIdentity.generate())
    let file = try sealed([1], for: [AgeIdentity.generate().recipient, AgeIdentity.generate().recipient])
    #expect(opened(file, with: identities).error == .noIdentityMatched(stanzaTypes: ["X25519"]))
    #expect(opened(Array("hello\n".utf8), with: identities).error == .notAnAgeFile)
    #expect(opened(Array("age-encryption.org/v2\n".utf8), with: identities).error == .unsupportedVersion)
  }

  @Test func `a header without a stanza is damaged, and opens nothing`() throws {
    let identities = try AgeIdentities(AgeIdentity.generate())
    let code = String(repeating: "A", count: 43)
    let file = Array("age-encryption.org/v1\n--- \(code)\n".utf8) + pattern(48)
    #expect(opened(file, with: identities).error == .damagedHeader(.noStanza))
  }

  @Test func `a header without end is given up at our limits`() throws {
    let identities = try AgeIdentities(AgeIdentity.generate())
    let start = Array("age-encryption.org/v1\n".utf8)
    let line = start + Array("-> ".utf8) + [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 21)
    #expect(opened(line, with: identities).error == .damagedHeader(.tooLong))
    let body = start + Array("-> a\n".utf8) + Array(String(repeating: "A", count: 64).utf8 + [10])
    #expect(opened(body, with: identities).error == .damagedHeader(.truncated))
    let stanzas = start + Array(String(repeating: "-> a\n\n", count: 5000).utf8)
    #expect(opened(stanzas, with: identities).error == .damagedHeader(.tooManyStanzas))
  }

  @Test func `a sink that fails ends the writing with the system's error`() throws {
    let recipient = try AgeIdentity.generate().recipient
    let full = unsafe open("/dev/full", O_WRONLY)
    defer { close(full) }
    #expect(throws: AgeWriteError.sink(SystemError(number: ENOSPC))) {
      _ = try AgeWriter(recipients: [recipient], sink: DescriptorSink(full)).finish()
    }
  }
}
