import Foundation
import SecretMemory
import Testing

@testable import Sealing

/// Input that somebody chose to break a reader: changed at random, from seeds that are always the same. Each
/// ends in an answer or an error, never in a trap, and changed files deliver nothing that wasn't sealed.
struct HostileInputTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  /// Changes bytes, cuts, repeats and joins.
  private func mutated(_ sample: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = sample
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 1...80, using: &generator))
      switch Int.random(in: 0..<6, using: &generator) {
      case 0 where !bytes.isEmpty: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      case 3:
        bytes.insert([0x0A, 0x0D, 0x20, 0x00, 0x2D, 0xFF].randomElement(using: &generator) ?? 0, at: place)
      case 4: bytes.removeSubrange(place...)
      default: bytes.swapAt(place < bytes.count ? place : 0, 0)
      }
      if bytes.isEmpty { bytes = [0x0A] }
    }
    return bytes
  }

  @Test(arguments: [false, true])
  func `an age file that was changed opens to what was sealed, or to nothing`(isArmored: Bool) throws {
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let plaintext = pattern(100)
    let file = try sealed(plaintext, for: [recipient], isArmored: isArmored)
    var generator = Generator(state: isArmored ? 1 : 2)
    var refused = 0
    for _ in 0..<4000 {
      let (delivered, error) = opened(mutated(file, &generator), with: identities)
      #expect(delivered.isEmpty || delivered == plaintext)
      if error != nil { refused += 1 }
    }
    // Some changes undo each other, or only move blanks around the armor.
    #expect(refused > 3500)
  }

  @Test func `texts of keys and signatures that were changed are read or refused`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    try identity.createFile(at: scratch["identity"], created: 0)
    let key = try SigningKey.generate()
    try key.createFile(at: scratch["key"])
    try key.verificationKey.createFile(at: scratch["pub"])
    try FingerprintKeyFile.create(at: scratch["fingerprint"])
    let signature = key.sign(MessageHasher().finish(), trustedComment: "timestamp:1").text
    let verifier = key.verificationKey
    let files = try ["identity", "key", "pub", "fingerprint"].map { try scratch.read($0) }
    let ssh = Array("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMVV36LDPsDcTn+DJcSn7sn2TdN5Ji8p8NuG5B4bvI2D x".utf8)
    var generator = Generator(state: 3)
    for _ in 0..<1500 {
      if let read = try? AgeRecipient(text: mutated(Array("\(recipient)".utf8), &generator).span) {
        #expect(read == recipient)
      }
      _ = try? AgeRecipient(text: mutated(ssh, &generator).span)
      if let read = try? MinisignSignature(mutated(signature, &generator).span) {
        if let comment = try? verifier.verify(read, of: MessageHasher().finish()) {
          #expect(comment == "timestamp:1")
        }
      }
    }
    for _ in 0..<150 {
      for (index, file) in files.enumerated() {
        let path = try scratch.file("changed", bytes: mutated(file, &generator))
        switch index {
        case 0: _ = try? AgeIdentities(contentsOf: path)
        case 1: _ = try? SigningKey(contentsOf: path)
        case 2: _ = try? TrustedKeys(contentsOf: path)
        default: _ = try? FingerprintKeyFile.read(at: path)
        }
      }
    }
  }
}
