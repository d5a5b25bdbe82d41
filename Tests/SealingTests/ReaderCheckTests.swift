import Foundation
import SecretMemory
import Testing

@testable import Sealing

/// Checks of the readers that neither age's test kit nor another test would miss.
struct ReaderCheckTests {
  private static let code = String(repeating: "A", count: 43)

  private func passphrase(_ text: String, in scratch: Scratch) throws -> Passphrase {
    try Passphrase(contentsOf: scratch.file("words", text))
  }

  // MARK: age files

  @Test func `a header that fills our limit is given up, whichever line crosses it`() throws {
    let identities = try AgeIdentities(AgeIdentity.generate())
    let version = "age-encryption.org/v1\n"
    // Up to the limit's last byte, and then a line without end.
    let filler = "-> " + String(repeating: "a", count: (1 << 20) - version.utf8.count - 4) + "\n"
    #expect((version + filler).utf8.count == 1 << 20)
    let endless = Array((version + filler + String(repeating: "A", count: 1 << 20)).utf8)
    #expect(opened(endless, with: identities).error == .damagedHeader(.tooLong))
    let half = "-> " + String(repeating: "a", count: 600_000) + "\n\n"
    #expect(
      opened(Array((version + half + half).utf8), with: identities).error == .damagedHeader(.tooLong))
  }

  @Test func `blanks around armor are skipped up to our limit`() throws {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let armored = try sealed([1, 2], for: [recipient], isArmored: true)
    func blanks(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x0A, count: count) }
    #expect(opened(blanks(1000) + armored + blanks(1000), with: identities).plaintext == [1, 2])
    #expect(
      opened(blanks(2000) + armored, with: identities, form: .armored).error == .damagedArmor(.noFirstLine))
    #expect(
      opened(armored + blanks(2000), with: identities, form: .armored).error == .damagedArmor(.trailingText))
  }

  @Test func `a line of armor that goes on behind its 64 characters is refused, whatever stands between`()
    throws
  {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let lines = String(decoding: try sealed(pattern(200), for: [recipient], isArmored: true), as: UTF8.self)
      .split(separator: "\n")
    for between in ["\r", "\rX", "X", "\rXX"] {
      let text = lines[0] + "\n" + lines[1] + between + lines[2...].joined(separator: "\n") + "\n"
      let (plaintext, error) = opened(Array(text.utf8), with: identities)
      #expect(error == .damagedArmor(.line) && plaintext.isEmpty, "\(between.utf8.count) characters")
    }
  }

  @Test func `no more memory is spent on a passphrase than age spends, whatever limit is asked for`() throws {
    let scratch = try Scratch()
    let wanted = { (factor: String) in
      Array(
        "age-encryption.org/v1\n-> scrypt \(String(repeating: "A", count: 22)) \(factor)\n\(Self.code)\n--- \(Self.code)\n"
          .utf8) + pattern(48)
    }
    for limit in [20, 22, 63] {
      let identities = try AgeIdentities(passphrase("correct horse", in: scratch), workFactorLimit: limit)
      for factor in [min(limit, 22) + 1, 64, 99] {
        #expect(
          opened(wanted("\(factor)"), with: identities).error
            == .workFactorTooHigh(workFactor: factor, limit: min(limit, 22)))
      }
      #expect(
        opened(wanted(String(repeating: "9", count: 30)), with: identities).error
          == .damagedHeader(.passphraseStanza))
    }
    // A job's limit, for identities under a passphrase as well; it is 22 where none is asked for.
    let file = try scratch.file("identity", bytes: wanted("21"))
    func failure(limit: Int) -> KeyFileError.Reason? {
      keyFileFailure {
        _ = try AgeIdentities(contentsOf: file, workFactorLimit: limit) {
          try? Passphrase(contentsOf: scratch["words"])
        }
      }
    }
    #expect(failure(limit: 20) == .sealed(.workFactorTooHigh(workFactor: 21, limit: 20)))
    let over = try scratch.file("over", bytes: wanted("23"))
    #expect(
      keyFileFailure {
        _ = try AgeIdentities(contentsOf: over) { try? Passphrase(contentsOf: scratch["words"]) }
      } == .sealed(.workFactorTooHigh(workFactor: 23, limit: 22)))
  }

  @Test func `a reader that failed fails again, and delivers nothing more`() throws {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    var file = try sealed(pattern(3 * 65536), for: [recipient])
    file[file.count - 2 * 65552] ^= 1
    var reader = try AgeReader(source: MemorySource(file), identities: identities)
    var outcomes: [AgeReadError?] = []
    for _ in 0..<4 {
      do throws(AgeReadError) {
        let count = try reader.nextChunk()?.count
        #expect(outcomes.isEmpty && count == 65536)
        outcomes.append(nil)
      } catch {
        outcomes.append(error)
      }
    }
    #expect(outcomes == [nil] + Array(repeating: .damagedPayload(chunk: 1), count: 3))
  }

  @Test func `more recipients than we read aren't written`() throws {
    let recipients = (0...4096).map { number in
      AgeRecipient(point: Sodium.sha256([UInt8(number & 255), UInt8(number >> 8)]))
    }
    #expect(throws: AgeWriteError.tooManyRecipients(limit: 4096)) { _ = try sealed([], for: recipients) }
  }

  @Test func `what anybody can see of a file is counted to limits, and a cut file is none`() throws {
    let scratch = try Scratch()
    let recipient = try AgeIdentity.generate().recipient
    let file = try sealed([], for: [recipient])
    for count in [file.count - 1, file.count - 16, file.count - 32] {
      let path = try scratch.file("cut", bytes: Array(file[..<count]))
      #expect(throws: SealedFileError.opening(.truncatedPayload)) { _ = try AgeInspection(path: path) }
    }
    let directory = scratch.path
    #expect(throws: SealedFileError.notAFile(path: directory)) { _ = try AgeInspection(path: directory) }
    let types = (0..<20).map { "-> type\($0)" + String(repeating: "x", count: 40) + "\n\n" }.joined()
    let many = Array("age-encryption.org/v1\n\(types)--- \(Self.code)\n".utf8) + pattern(48)
    let inspection = try AgeInspection(path: scratch.file("many", bytes: many))
    #expect(inspection.stanzaCount == 20 && inspection.stanzas.count == 16)
    #expect(inspection.stanzas.allSatisfy { $0.type.count == 32 && $0.count == 1 })
  }

  // MARK: Keys

  @Test func `bech32 without its separator, or with a character too many, is refused`() throws {
    let text = "\(try AgeIdentity.generate().recipient)"
    #expect(throws: KeyTextError.unrecognized) { try AgeRecipient("age2" + text.dropFirst(4)) }
    var output = [UInt8](repeating: 0, count: 5)
    func decode(_ text: String) throws(KeyTextError) {
      let bytes = Array(text.utf8)
      var room = output.mutableSpan
      try Bech32.decode(bytes.span, prefix: "age", into: &room)
    }
    // Five bytes, and the same with a character behind them for which the checksum holds as well.
    try decode("age1pppppppp3ehntw")
    #expect(throws: KeyTextError.wrongLength) { try decode("age1ppppppppq3q0x8q") }
  }

  @Test func `a name that is no name isn't repeated`() {
    for text in [
      "age1" + String(repeating: "x", count: 60) + "1qqqqqqqq", "age1evil\u{1B}[2Kname1qqqqqqqq",
      "ssh-" + String(repeating: "x", count: 60) + " AAAA", "ssh-evil\u{1B}[2K AAAA",
    ] {
      do {
        _ = try AgeRecipient(text)
        Issue.record("accepted")
      } catch {
        if case .unsupported(let kind) = error { Issue.record("\(kind.count) characters are repeated") }
      }
    }
  }

  @Test func `an SSH key of another type under the name of ours is refused`() throws {
    let wire = [0, 0, 0, 11] + Array("ssh-ed25518".utf8) + [0, 0, 0, 32] + pattern(32)
    #expect(throws: KeyTextError.malformedSSH) {
      try AgeRecipient("ssh-ed25519 " + Data(wire).base64EncodedString())
    }
  }

  @Test func `a recipients file without a recipient is refused`() throws {
    let scratch = try Scratch()
    let path = try scratch.file("recipients", "# nobody\n\n")
    #expect(keyFileFailure { _ = try AgeRecipient.list(contentsOf: path) } == .noKey)
  }

  @Test func `an identity under a passphrase that is longer than an identity is refused`() throws {
    let scratch = try Scratch()
    var writer = try AgeWriter(
      passphrase: passphrase("correct horse", in: scratch), workFactor: 10, sink: MemorySink())
    let comment = [UInt8](repeating: UInt8(ascii: "#"), count: 256 * 1024 + 1)
    try writer.write(comment.span)
    let path = try scratch.file("identity", bytes: writer.finish().bytes)
    #expect(
      keyFileFailure {
        _ = try AgeIdentities(contentsOf: path) { try? Passphrase(contentsOf: scratch["words"]) }
      } == .tooLarge(limit: 256 * 1024))
  }

  @Test func `a passphrase from a descriptor is one line that isn't empty or too long`() throws {
    func failure(_ text: String) -> KeyFileError.Reason? {
      let pipe = Pipe()
      pipe.fileHandleForWriting.write(Data(text.utf8))
      try? pipe.fileHandleForWriting.close()
      return keyFileFailure {
        _ = try Passphrase(readingLineFrom: pipe.fileHandleForReading.fileDescriptor)
      }
    }
    for text in ["", "\n", "\r\n", "\nnext\n"] { #expect(failure(text) == .noPassphrase) }
    #expect(failure(String(repeating: "x", count: 1024) + "\n") == nil)
    #expect(failure(String(repeating: "x", count: 1024)) == nil)
    #expect(failure(String(repeating: "x", count: 1025) + "\n") == .tooLarge(limit: 1024))
    #expect(failure(String(repeating: "x", count: 5000)) == .tooLarge(limit: 1024))
  }

  @Test func `blanks of a passphrase belong to it, and its line end doesn't`() throws {
    let scratch = try Scratch()
    let plain = try Passphrase(contentsOf: scratch.file("plain", " correct horse "))
    for end in ["\n", "\r\n"] {
      let same = plain.isEqual(to: try Passphrase(contentsOf: scratch.file("line", " correct horse " + end)))
      #expect(same)
    }
    let other = plain.isEqual(to: try Passphrase(contentsOf: scratch.file("other", "correct horse")))
    #expect(!other)
  }

  // MARK: minisign

  @Test func `a public key file is a comment, a key of minisign's kind, and nothing else`() throws {
    let scratch = try Scratch()
    let key = try SigningKey.generate().verificationKey
    func failure(_ text: String) throws -> KeyFileError.Reason? {
      let path = try scratch.file("pub", text, mode: 0o644)
      return keyFileFailure { _ = try VerificationKey(contentsOf: path) }
    }
    let comment = "untrusted comment: x\n"
    #expect(try failure(comment + key.line) == nil)
    #expect(try failure("a comment: x\n" + key.line) == .key(line: 1, .malformed))
    #expect(try failure(comment) == .noKey)
    #expect(try failure(comment + "\n") == .noKey)
    #expect(try failure(comment + key.line + "\nmore\n") == .trailingContent(line: 3))
    var record = try #require(Data(base64Encoded: key.line))
    record[1] = UInt8(ascii: "D")
    #expect(try failure(comment + record.base64EncodedString()) == .key(line: 2, .malformed))
  }

  @Test func `a signing key's record is of minisign's kind, its checksum and its length included`() throws {
    let scratch = try Scratch()
    try SigningKey.generate().createFile(at: scratch["key"])
    let lines = String(decoding: try scratch.read("key"), as: UTF8.self).split(separator: "\n")
    let genuine = try #require(Data(base64Encoded: String(lines[1])))
    func failure(_ record: Data) throws -> KeyFileError.Reason? {
      let path = try scratch.file("changed", "\(lines[0])\n\(record.base64EncodedString())\n")
      return keyFileFailure { _ = try SigningKey(contentsOf: path) }
    }
    #expect(try failure(genuine) == nil)
    for place in [0, 1, 2, 3, 4, 5] {
      var record = genuine
      record[place] ^= 0x11
      #expect(try failure(record) == .key(line: 2, .malformed), "byte \(place)")
    }
    // The key's id is in nothing but the checksum.
    var renamed = genuine
    renamed[54] ^= 1
    #expect(try failure(renamed) == .key(line: 2, .inconsistent))
    #expect(try failure(genuine.dropLast(3)) == .key(line: 2, .malformed))
  }

  @Test func `a signature of another algorithm, or whose comment isn't text, is refused`() throws {
    let key = try SigningKey.generate()
    let text = key.sign(MessageHasher().finish(), trustedComment: "one").text
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    var record = try #require(Data(base64Encoded: String(lines[1])))
    record[1] = UInt8(ascii: "X")
    let other = Array("\(lines[0])\n\(record.base64EncodedString())\n\(lines[2])\n\(lines[3])\n".utf8)
    #expect(throws: MinisignError.malformed) { try MinisignSignature(other.span) }
    var broken = text
    let comment = try #require(Data(text).range(of: Data("trusted comment: one".utf8)))
    broken[comment.upperBound - 1] = 0xFF
    #expect(throws: MinisignError.malformed) { try MinisignSignature(broken.span) }
  }
}
