import Foundation
import Testing

/// Everybody on the machine can read arguments, and shells keep them.
@Suite struct `A secret among the arguments` {
  // Good for nothing: the first is that of age's test kit.
  private static let identity = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"
  private static let secrets = [
    identity, identity.lowercased(), "file:" + identity, "AGE-SECRET-KEY-PQ-1QQQQQQQQQQQQQQQQ",
    "CREDENCE-FINGERPRINT-KEY-1QQQQQQQQQQQQQQQQ", "AGE-PLUGIN-YUBIKEY-1QQQQQQQQQQQQQQQQ",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk", "-----BEGIN PRIVATE KEY-----\nb3BlbnNzaC1rZXk",
    "RWRTY0Iy" + String(repeating: "q", count: 204), "RWQAAEIy" + String(repeating: "q", count: 204),
  ]

  private func expectRefused(_ arguments: [String], _ secret: String, at place: Int) throws {
    let finished = try run(Scratch.credence, arguments)
    #expect(finished.code == 64 && finished.output.isEmpty, "\(arguments.count) arguments")
    #expect(
      finished.words == """
        error: argument \(place) is a secret, which everybody on this machine can read there
        hint: give secrets in files that are yours alone; make a new key, since this one may have been seen

        """)
    let search = LeakSearch([secret])
    #expect(!search.finds(in: finished.errors))
  }

  @Test(arguments: secrets)
  func `is refused, whatever it was given for, and isn't repeated`(secret: String) throws {
    try expectRefused(["audit", "examples", "--seal", "--recipient", secret], secret, at: 5)
    try expectRefused(["report", "show", "r.age", "--identity=" + secret], secret, at: 4)
    try expectRefused(["report", "verify", "r.age", "--bogus", secret], secret, at: 5)
    try expectRefused([secret], secret, at: 1)
  }

  @Test func `is refused if it is a passphrase where none belongs`() throws {
    let words = "correct horse battery"
    try expectRefused(["keygen", "reader", "keys", "--passphrase=" + words], words, at: 4)
    for arguments in [
      ["keygen", "reader", "keys", "--passphrase", words], ["keygen", "job", "keys", "--passphrase", words],
      ["keygen", "job", "keys", "--passphrase", "--passphrase-fd", words],
    ] {
      let finished = try run(Scratch.credence, arguments)
      #expect(finished.code == 64 && finished.words.contains("never "), "\(finished.words)")
      let search = LeakSearch([words])
      #expect(!search.finds(in: finished.errors))
    }
    #expect(!FileManager.default.fileExists(atPath: "keys"))
  }

  @Test func `is found in a configuration, too, and isn't repeated`() throws {
    let scratch = try Scratch()
    for text in ["recipients: \(Self.identity)", "escrow: \(Self.identity)"] {
      let path = try scratch.file("credence.yaml", text + "\n")
      let finished = try credence(
        "audit", Scratch.root + "/examples", "--seal", "--config", path, "-o", scratch.path + "/r.age")
      #expect(finished.code == 78)
      #expect(finished.words.contains("a secret key stands where a public key belongs"))
      #expect(finished.words.contains("hint: others may have seen it: make a new key"))
      let search = LeakSearch([Self.identity])
      #expect(!search.finds(in: finished.errors))
    }
  }
}
