import Foundation
import SecretMemory
import Testing

@testable import Sealing

struct KeyFileTests {
  private let secret = KeyFileTests.secret

  // The test kit's identity, good for nothing.
  static let secret = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"

  @Test func `secret key files that others may open are refused, with their path`() throws {
    let scratch = try Scratch()
    for mode in [0o640, 0o604, 0o660, 0o601] {
      let path = try scratch.file("identity", secret + "\n", mode: mode)
      do {
        _ = try AgeIdentities(contentsOf: path)
        Issue.record("mode \(mode) was accepted")
      } catch {
        #expect(error == KeyFileError(path: path, reason: .openToOthers(permissions: UInt32(mode))))
        #expect(error.description.contains("chmod 600"))
      }
    }
    let count = try AgeIdentities(contentsOf: scratch.file("identity", secret, mode: 0o400)).count
    #expect(count == 1)
    try SigningKey.generate().createFile(at: scratch["signing.key"])
    let readable = try scratch.file("readable", bytes: try scratch.read("signing.key"), mode: 0o644)
    #expect(
      keyFileFailure { _ = try SigningKey(contentsOf: readable) } == .openToOthers(permissions: 0o644))
    try FingerprintKeyFile.create(at: scratch["f.key"])
    let open = try scratch.file("open", bytes: try scratch.read("f.key"), mode: 0o644)
    #expect(keyFileFailure { _ = try FingerprintKeyFile.read(at: open) } == .openToOthers(permissions: 0o644))
  }

  @Test func `keys that belong to another user are refused, and so is a trust directory`() throws {
    guard geteuid() == 0 else {
      print("SKIPPED: giving a file to another user needs root")
      return
    }
    let scratch = try Scratch()
    let key = try SigningKey.generate()
    try key.createFile(at: scratch["key"])
    try FileManager.default.createDirectory(atPath: scratch["trust"], withIntermediateDirectories: false)
    try key.verificationKey.createFile(at: scratch["trust/key.pub"])
    let identity = try scratch.file("identity", secret)
    let words = try scratch.file("words", "correct horse battery")
    func reasons() -> [KeyFileError.Reason?] {
      [
        keyFileFailure { _ = try AgeIdentities(contentsOf: identity) },
        keyFileFailure { _ = try SigningKey(contentsOf: scratch["key"]) },
        keyFileFailure { _ = try Passphrase(contentsOf: words) },
        keyFileFailure { _ = try TrustedKeys(contentsOf: scratch["trust"]) },
        keyFileFailure { _ = try TrustedKeys(contentsOf: scratch["trust/key.pub"]) },
      ]
    }
    #expect(reasons().allSatisfy { $0 == nil })
    for path in [identity, words, scratch["key"], scratch["trust/key.pub"]] {
      #expect(unsafe chown(path, 65534, 65534) == 0)
    }
    #expect(reasons().allSatisfy { $0 == .ownedByAnother(owner: 65534) })
    #expect(unsafe chown(scratch["trust/key.pub"], 0, 0) == 0 && chown(scratch["trust"], 65534, 65534) == 0)
    #expect(
      keyFileFailure { _ = try TrustedKeys(contentsOf: scratch["trust"]) } == .ownedByAnother(owner: 65534))
  }

  @Test func `an identities file may hold comments, empty lines, several identities and duplicates`() throws {
    let scratch = try Scratch()
    let other = try AgeIdentity.generate()
    try other.createFile(at: scratch["other"], created: 0)
    let otherText = String(decoding: try scratch.read("other"), as: UTF8.self)
    let path = try scratch.file("all", "# mine\n\n\(secret)\r\n\(secret)\n\(otherText)\n# end")
    let identities = try AgeIdentities(contentsOf: path)
    let count = identities.count
    #expect(count == 2)
    let isLocked = identities.isLocked
    #expect(isLocked)
    let second = identities.recipients[1]
    #expect(second == other.recipient)
    let file = try sealed([1, 2], for: [other.recipient])
    #expect(opened(file, with: identities).plaintext == [1, 2])
    let empty = try scratch.file("empty", "# nothing\n\n")
    #expect(keyFileFailure { _ = try AgeIdentities(contentsOf: empty) } == .noKey)
    #expect(
      keyFileFailure { _ = try AgeIdentities(contentsOf: scratch["none"]) }
        == .system(SystemError(number: ENOENT)))
    let long = try scratch.file("long", String(repeating: "#\n", count: 200_000))
    #expect(keyFileFailure { _ = try AgeIdentities(contentsOf: long) } == .tooLarge(limit: 256 * 1024))
  }

  @Test func `damaged identities are refused by line, without being shown`() throws {
    let scratch = try Scratch()
    let broken: [(String, KeyTextError)] = [
      (secret.replacingOccurrences(of: "EGTZ", with: "EGTY"), .badChecksum),
      (secret.replacingOccurrences(of: "EGTZ", with: "egtz"), .mixedCase),
      (secret.replacingOccurrences(of: "EGTZ", with: "EGTB"), .invalidCharacter),
      (secret.lowercased(), .unrecognized),
      (secret + " ", .invalidCharacter),
      (String(secret.dropLast()), .badChecksum),
      ("AGE-SECRET-KEY-1", .wrongLength),
      (Bech32.encode(pattern(31), prefix: "AGE-SECRET-KEY-"), .wrongLength),
      (Bech32.encode(pattern(33), prefix: "AGE-SECRET-KEY-"), .wrongLength),
      ("AGE-PLUGIN-YUBIKEY-1QQQQ", .unsupported(kind: "AGE-PLUGIN")),
      ("AGE-SECRET-KEY-PQ-1QQQQ", .unsupported(kind: "AGE-SECRET-KEY-PQ (post-quantum)")),
      ("-----BEGIN OPENSSH PRIVATE KEY-----", .unsupported(kind: "SSH and PEM private")),
      ("-----BEGIN AGE ENCRYPTED FILE-----", .passphraseProtected),
      ("age-encryption.org/v1", .passphraseProtected),
    ]
    for (text, expected) in broken {
      let path = try scratch.file("identity", "# comment\n\(text)\n")
      do {
        _ = try AgeIdentities(contentsOf: path)
        Issue.record("accepted: \(expected)")
      } catch {
        #expect(error.reason == .key(line: 2, expected))
        #expect(!error.description.contains("GTZVFFV"))
      }
    }
  }

  @Test func `recipients of other kinds are refused by name`() throws {
    let refused: [(String, KeyTextError)] = [
      ("age1pq1qqqqqqqq", .unsupported(kind: "age1pq (post-quantum)")),
      ("age1tag1qqqqqqqq", .unsupported(kind: "age1tag (hardware)")),
      ("age1yubikey1qqqqqqqq", .unsupported(kind: "age1yubikey (plugin)")),
      ("ssh-rsa AAAAB3NzaC1yc2E someone@example.com", .unsupported(kind: "ssh-rsa")),
      ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", .malformedSSH),
      ("ecdsa-sha2-nistp256 AAAA", .unsupported(kind: "ecdsa-sha2-nistp256")),
      (secret, .secretKeyAmongPublicKeys),
      ("hello", .unrecognized), ("", .unrecognized), ("age1", .wrongLength),
    ]
    for (text, expected) in refused {
      #expect(throws: expected) { try AgeRecipient(text) }
    }
    let text = "\(try AgeIdentity.generate().recipient)"
    #expect(try "\(AgeRecipient(text))" == text)
    #expect(throws: KeyTextError.unrecognized) { try AgeRecipient(text.uppercased()) }
    #expect(throws: KeyTextError.mixedCase) { try AgeRecipient("age1" + text.dropFirst(4).uppercased()) }
    #expect(throws: KeyTextError.badChecksum) { try AgeRecipient(String(text.dropLast(2)) + "qq") }
  }

  @Test func `a recipients file is read as age reads it, each recipient once`() throws {
    let scratch = try Scratch()
    let one = try AgeIdentity.generate().recipient
    let two = try AgeIdentity.generate().recipient
    let path = try scratch.file("recipients", "# both\n\(one)\n\n\(two)\n\(one)\n", mode: 0o644)
    #expect(try AgeRecipient.list(contentsOf: path) == [one, two])
    let mistaken = try scratch.file("mistaken", "\(one)\n\(secret)\n")
    #expect(
      keyFileFailure { _ = try AgeRecipient.list(contentsOf: mistaken) }
        == .key(line: 2, .secretKeyAmongPublicKeys))
    try one.createFile(at: scratch["recipient.txt"])
    #expect(try AgeRecipient.list(contentsOf: scratch["recipient.txt"]) == [one])
  }

  @Test func `bits behind a key's last byte are refused, though the checksum holds`() throws {
    let text = "age1888888888888888888888888888888888888888888888888888p8fddgq"
    #expect(throws: KeyTextError.badPadding) { try AgeRecipient(text) }
  }

  @Test func `a fingerprint key survives its file`() throws {
    let scratch = try Scratch()
    try FingerprintKeyFile.create(at: scratch["fingerprint.key"])
    #expect(try permissions(of: scratch["fingerprint.key"]) == 0o600)
    let text = String(decoding: try scratch.read("fingerprint.key"), as: UTF8.self)
    #expect(text.contains("\nCREDENCE-FINGERPRINT-KEY-1"))
    let key = try FingerprintKeyFile.read(at: scratch["fingerprint.key"])
    let count = key.count
    #expect(count == 32)
    let again = try FingerprintKeyFile.read(at: scratch["fingerprint.key"])
    let isEqual = key.view.isEqual(to: again.view)
    #expect(isEqual)
    #expect(
      keyFileFailure { try FingerprintKeyFile.create(at: scratch["fingerprint.key"]) } == .alreadyExists)
    let two = try scratch.file("two", text + text)
    #expect(keyFileFailure { _ = try FingerprintKeyFile.read(at: two) } == .trailingContent(line: 4))
    let identity = try scratch.file("identity", secret)
    #expect(
      keyFileFailure { _ = try FingerprintKeyFile.read(at: identity) } == .key(line: 1, .unrecognized))
  }
}
