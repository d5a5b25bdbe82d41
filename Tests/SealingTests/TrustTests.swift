import Foundation
import SecretMemory
import Testing

@testable import Sealing

struct TrustTests {
  private let digest: MessageDigest = {
    var hasher = MessageHasher()
    hasher.update([1].span)
    return hasher.finish()
  }()

  /// A trust directory, and what is in it: names and texts.
  private func directory(_ scratch: Scratch, _ files: [(String, String)]) throws -> String {
    let path = scratch["trust"]
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = unsafe chmod(path, 0o755)
    for (name, text) in files { _ = try scratch.file("trust/" + name, text, mode: 0o644) }
    return path
  }

  private func text(_ key: VerificationKey, _ validity: String = "") -> String {
    "untrusted comment: minisign public key \(key.keyID)\(validity)\n\(key.line)\n"
  }

  private func outcome(_ trust: TrustedKeys, _ key: borrowing SigningKey, _ comment: String) -> MinisignError?
  {
    do throws(MinisignError) {
      _ = try trust.verify(key.sign(digest, trustedComment: comment), of: digest)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a directory's keys are trusted, each for its time, and no others`() throws {
    let scratch = try Scratch()
    let old = try SigningKey.generate()
    let new = try SigningKey.generate()
    let other = try SigningKey.generate()
    let path = try directory(
      scratch,
      [
        ("old.pub", text(old.verificationKey, " valid-until:2026-01-01")),
        ("new.pub", text(new.verificationKey, "\tvalid-from:2026-01-01 valid-until:2027-01-01T12:30:00Z")),
        ("note.txt", "not a key"), (".hidden.pub", "not a key"),
      ])
    let trust = try TrustedKeys(contentsOf: path)
    let newYear = 1_767_225_600
    #expect(trust.keys.map(\.key) == [new.verificationKey, old.verificationKey])
    #expect(trust.keys[0].validFrom == newYear && trust.keys[1].validUntil == newYear)
    func stated(_ time: Int) -> String { "timestamp:\(time)\tfile:x" }
    #expect(outcome(trust, old, stated(newYear - 1)) == nil)
    #expect(
      outcome(trust, old, stated(newYear)) == .outsideValidity(old.keyID, timestamp: newYear))
    #expect(
      outcome(trust, new, stated(newYear - 1)) == .outsideValidity(new.keyID, timestamp: newYear - 1))
    #expect(outcome(trust, new, stated(newYear)) == nil)
    #expect(outcome(trust, new, "file:x") == .outsideValidity(new.keyID, timestamp: nil))
    #expect(
      outcome(trust, new, "timestamp:\(newYear)\ttimestamp:1")
        == .outsideValidity(new.keyID, timestamp: nil))
    #expect(outcome(trust, other, stated(newYear)) == .unknownKey(other.keyID))
    #expect(outcome(TrustedKeys(other.verificationKey), other, "anything") == nil)
    // minisign reads the same file.
    let message = try scratch.file("m", bytes: [1])
    _ = try scratch.file("m.minisig", bytes: new.sign(digest, trustedComment: "x").text)
    #expect(try run("/usr/bin/minisign", ["-Vm", message, "-p", path + "/new.pub"]).status == 0)
  }

  @Test func `a forged signature is told from one by an unknown key, in a directory too`() throws {
    let scratch = try Scratch()
    let key = try SigningKey.generate()
    let trust = try TrustedKeys(contentsOf: directory(scratch, [("a.pub", text(key.verificationKey))]))
    let signature = key.sign(digest, trustedComment: "timestamp:1")
    #expect(throws: MinisignError.forgedMessage) { try trust.verify(signature, of: MessageHasher().finish()) }
    let bytes = String(decoding: signature.text, as: UTF8.self).replacing("timestamp:1", with: "timestamp:2")
    #expect(throws: MinisignError.forgedComment) {
      try trust.verify(MinisignSignature(Array(bytes.utf8).span), of: digest)
    }
  }

  @Test func `a directory that can't be trusted is refused, with what to do`() throws {
    let scratch = try Scratch()
    let key = try SigningKey.generate().verificationKey
    func failure(_ files: [(String, String)]) throws -> KeyFileError.Reason? {
      let path = try directory(scratch, files)
      return keyFileFailure { _ = try TrustedKeys(contentsOf: path) }
    }
    #expect(try failure([]) == .noKey)
    #expect(try failure([("a.pub", text(key)), ("b.pub", text(key))]) == .duplicate)
    for validity in [
      " valid-from:2026-02-30", " valid-from:", " valid-until:soon",
      " valid-from:2026-01-01 valid-from:2025-01-01",
      " valid-from:2026-1-1",
    ] { #expect(try failure([("a.pub", text(key, validity))]) == .badValidity, "\(validity)") }
    let path = try directory(scratch, [("a.pub", text(key))])
    _ = unsafe chmod(path + "/a.pub", 0o666)
    #expect(
      keyFileFailure { _ = try TrustedKeys(contentsOf: path) } == .writableByOthers(permissions: 0o666))
    _ = unsafe chmod(path + "/a.pub", 0o644)
    _ = unsafe chmod(path, 0o775)
    #expect(
      keyFileFailure { _ = try TrustedKeys(contentsOf: path) } == .writableByOthers(permissions: 0o775))
    #expect(
      keyFileFailure { _ = try TrustedKeys(contentsOf: scratch["none"]) }
        == .system(SystemError(number: ENOENT)))
  }
}
