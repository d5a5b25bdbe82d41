import Foundation
import SecretMemory
import Testing

@testable import Sealing

private func failure(_ body: () throws -> Void) -> SealedFileError? {
  do {
    try body()
    return nil
  } catch {
    return error as? SealedFileError
  }
}

private func isForged(_ file: [UInt8], _ signature: MinisignSignature, _ key: VerificationKey) -> Bool {
  var hasher = MessageHasher()
  hasher.update(file.span)
  do {
    try key.verify(signature, of: hasher.finish())
    return false
  } catch {
    return error == .forgedMessage
  }
}

/// What was delivered, and the error that ended it.
private func opening(
  _ path: String, _ identities: consuming AgeIdentities, _ key: VerificationKey,
  onWrite: @escaping () -> Void = {}
) -> (plaintext: [UInt8], error: SealedFileError?) {
  var sink = MemorySink(onWrite: onWrite)
  do throws(SealedFileError) {
    try SealedFile.open(path: path, identities: identities, trusting: TrustedKeys(key), into: &sink)
    return (sink.bytes, nil)
  } catch {
    return (sink.bytes, error)
  }
}

struct SealedFileTests {
  private let plaintext = pattern(100_000)
  private let reportID = ReportID("r-1")

  private func seal(
    at path: String, for recipients: [AgeRecipient], with key: borrowing SigningKey,
    _ bytes: [UInt8]? = nil, before finish: () throws -> Void = {}
  ) throws {
    var file = try SealedFile(path: path, recipients: recipients)
    let content = bytes ?? plaintext
    try file.write(content.span)
    try finish()
    try file.finish(signingWith: key, timestamp: 1, reportID: #require(reportID))
  }

  @Test(arguments: AgeTests.sizes)
  func `signed files of all sizes go both ways between us and the stock tools`(size: Int) throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    try identity.createFile(at: scratch["identity"], created: 0)
    let key = try SigningKey.generate()
    try key.createFile(at: scratch["key"])
    let verifier = key.verificationKey
    let content = pattern(size)
    try seal(at: scratch["ours.age"], for: [recipient], with: key, content)
    #expect(try run("/usr/bin/minisign", ["-V", "-P", verifier.line, "-m", scratch["ours.age"]]).status == 0)
    let opened = try run(
      "/usr/bin/age", ["-d", "-i", scratch["identity"], "-o", scratch["out"], scratch["ours.age"]])
    // age 1.1 makes no file of an empty plaintext.
    #expect(opened.status == 0)
    if size > 0 { #expect(try scratch.read("out") == content) }

    let plain = try scratch.file("plain", bytes: content)
    #expect(try run("/usr/bin/age", ["-r", "\(recipient)", "-o", scratch["theirs.age"], plain]).status == 0)
    let signed = try run("/usr/bin/minisign", ["-S", "-s", scratch["key"], "-m", scratch["theirs.age"]])
    #expect(signed.status == 0)
    let result = opening(scratch["theirs.age"], AgeIdentities(identity), verifier)
    #expect(result.error == nil && result.plaintext == content)
  }

  @Test func `a sealed file opens, here and with the stock tools`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    try identity.createFile(at: scratch["identity"], created: 0)
    let key = try SigningKey.generate()
    let path = scratch["run.jsonl.age"]
    try seal(at: path, for: [identity.recipient], with: key)
    #expect(try scratch.names == ["identity", "run.jsonl.age", "run.jsonl.age.minisig"])
    #expect(try permissions(of: path) == 0o600)
    #expect(try permissions(of: path + ".minisig") == 0o600)

    let comment = "timestamp:1\tfile:run.jsonl.age\tcredence:1\treport:r-1\thashed"
    let identities = AgeIdentities(identity)
    var sink = MemorySink()
    let verifier = key.verificationKey
    #expect(
      try SealedFile.open(path: path, identities: identities, trusting: TrustedKeys(verifier), into: &sink)
        .comment.text
        == comment)
    #expect(sink.bytes == plaintext)
    #expect(try SealedFile.verify(path: path, trusting: TrustedKeys(verifier)).text == comment)

    let verified = try run("/usr/bin/minisign", ["-V", "-P", verifier.line, "-m", path])
    #expect(verified.status == 0)
    #expect(verified.output.contains(comment))
    let decrypted = try run("/usr/bin/age", ["-d", "-i", scratch["identity"], "-o", scratch["out"], path])
    #expect(decrypted.status == 0)
    #expect(try scratch.read("out") == plaintext)
    let text = String(decoding: try scratch.read("run.jsonl.age.minisig"), as: UTF8.self)
    #expect(text.hasPrefix("untrusted comment: credence report signature\n"))
  }

  @Test func `without a signing key there is a file and no signature`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    var file = try SealedFile(path: scratch["f.age"], recipients: [identity.recipient])
    try file.write(plaintext.span)
    try file.finish()
    #expect(try scratch.names == ["f.age"])
    let identities = AgeIdentities(identity)
    var sink = MemorySink()
    try SealedFile.openUnverified(path: scratch["f.age"], identities: identities, into: &sink)
    #expect(sink.bytes == plaintext)
    let key = try SigningKey.generate().verificationKey
    let error = failure { _ = try SealedFile.verify(path: scratch["f.age"], trusting: TrustedKeys(key)) }
    #expect(error == .noSignature(path: scratch["f.age.minisig"]))
  }

  @Test func `nothing is written over, neither a file nor a signature`() throws {
    let scratch = try Scratch()
    let recipient = try AgeIdentity.generate().recipient
    let taken = try scratch.file("f.age", "mine")
    #expect(
      failure { _ = try SealedFile(path: taken, recipients: [recipient]) } == .alreadyExists(path: taken))
    let signature = try scratch.file("g.age.minisig", "mine")
    #expect(
      failure { _ = try SealedFile(path: scratch["g.age"], recipients: [recipient]) }
        == .alreadyExists(path: signature))
    unsafe symlink(scratch["nowhere"], scratch["h.age"])
    #expect(
      failure { _ = try SealedFile(path: scratch["h.age"], recipients: [recipient]) }
        == .alreadyExists(path: scratch["h.age"]))
    #expect(try scratch.names == ["f.age", "g.age.minisig", "h.age"])
  }

  @Test func `a name that is taken meanwhile stays as it is, and the signature goes again`() throws {
    let scratch = try Scratch()
    let recipient = try AgeIdentity.generate().recipient
    let key = try SigningKey.generate()
    let path = scratch["f.age"]
    let error = failure {
      try seal(at: path, for: [recipient], with: key) { _ = try scratch.file("f.age", "mine") }
    }
    #expect(error == .alreadyExists(path: path))
    #expect(try scratch.names == ["f.age"])
    #expect(try scratch.read("f.age") == Array("mine".utf8))
  }

  @Test func `the signature appears before the file`() throws {
    let scratch = try Scratch()
    let recipient = try AgeIdentity.generate().recipient
    let key = try SigningKey.generate()
    let watch = inotify_init1(Int32(IN_NONBLOCK))
    defer { close(watch) }
    let watched = unsafe inotify_add_watch(watch, scratch.path, UInt32(IN_CREATE | IN_MOVED_TO))
    #expect(watched >= 0)
    try seal(at: scratch["f.age"], for: [recipient], with: key)
    var events = [UInt8](repeating: 0, count: 4096)
    let count = unsafe read(watch, &events, events.count)
    var names: [String] = []
    var position = 0
    while position + 16 <= count {
      let length = Int(events[position + 12]) | Int(events[position + 13]) << 8
      let name = events[(position + 16)..<(position + 16 + length)].prefix { $0 != 0 }
      names.append(String(decoding: name, as: UTF8.self))
      position += 16 + length
    }
    #expect(names.filter { !$0.hasPrefix(".") } == ["f.age.minisig", "f.age"])
  }

  @Test func `a file that is given up leaves nothing`() throws {
    let scratch = try Scratch()
    let recipient = try AgeIdentity.generate().recipient
    do {
      var file = try SealedFile(path: scratch["f.age"], recipients: [recipient])
      try file.write(plaintext.span)
      #expect(try scratch.names == [])
      file.discard()
      #expect(try scratch.names == [])
    }
    do {
      var file = try SealedFile(path: scratch["f.age"], recipients: [recipient])
      try file.write(plaintext.span)
    }
    #expect(try scratch.names == [])
    #expect(failure { _ = try SealedFile(path: scratch["f"], recipients: []) } == .sealing(.noRecipients))
    #expect(try scratch.names == [])
  }

  @Test func `where files can't do without a name, one has a hidden name until it is whole`() throws {
    let scratch = try Scratch()
    do {
      var file = try NewFile(at: scratch["f"], hasTemporaryName: true)
      try file.write([1].span)
      let hidden = try #require(try scratch.names.first)
      #expect(hidden.hasPrefix(".credence-") && hidden.hasSuffix(".partial"))
      #expect(try permissions(of: scratch[hidden]) == 0o600)
    }
    #expect(try scratch.names == [])
    for hasTemporaryName in [true, false] {
      var file = try NewFile(at: scratch["f\(hasTemporaryName)"], hasTemporaryName: hasTemporaryName)
      try file.write([1, 2].span)
      try file.publish()
      #expect(try permissions(of: scratch["f\(hasTemporaryName)"]) == 0o600)
    }
    #expect(try scratch.names == ["ffalse", "ftrue"])
    #expect(try scratch.read("ffalse") == [1, 2])
  }

  @Test func `a directory that can't be written to is the system's error, with the path`() throws {
    let scratch = try Scratch()
    let recipient = try AgeIdentity.generate().recipient
    let missing = scratch["none/f.age"]
    #expect(
      failure { _ = try SealedFile(path: missing, recipients: [recipient]) }
        == .system(SystemError(number: ENOENT), path: missing))
    let inFile = try scratch.file("file", "") + "/f.age"
    let error = failure { _ = try SealedFile(path: inFile, recipients: [recipient]) }
    guard case .system(let system, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(system.number == ENOTDIR)
    // Root may write where others may not, but nobody may write there.
    let readOnly = "/sys/kernel/f.age"
    guard case .system(_, readOnly) = failure({ _ = try SealedFile(path: readOnly, recipients: [recipient]) })
    else {
      Issue.record("a read-only directory took a file")
      return
    }
  }

  @Test func `every flipped bit and every truncation of a sealed file breaks its signature`() throws {
    let scratch = try Scratch()
    let recipient = try AgeIdentity.generate().recipient
    let key = try SigningKey.generate()
    let path = scratch["f.age"]
    try seal(at: path, for: [recipient], with: key, [1, 2, 3])
    let genuine = try scratch.read("f.age")
    let text = try scratch.read("f.age.minisig")
    let signature = try MinisignSignature(text.span)
    let verifier = key.verificationKey
    for position in genuine.indices {
      for bit in 0..<8 {
        var damaged = genuine
        damaged[position] ^= 1 << UInt8(bit)
        if !isForged(damaged, signature, verifier) { Issue.record("byte \(position), bit \(bit)") }
      }
      if !isForged(Array(genuine[..<position]), signature, verifier) { Issue.record("\(position) bytes") }
    }
  }

  @Test func `a file sealed anew by somebody else is refused before a byte of it is decrypted`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let key = try SigningKey.generate()
    let path = scratch["f.age"]
    try seal(at: path, for: [recipient], with: key)
    _ = try scratch.file("f.age", bytes: sealed([9], for: [recipient]))
    let (plaintext, error) = opening(path, AgeIdentities(identity), key.verificationKey)
    #expect(error == .signature(.forgedMessage))
    #expect(plaintext.isEmpty)
  }

  @Test func `a file that changes while it is decrypted is refused by age's own codes`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let key = try SigningKey.generate()
    let path = scratch["f.age"]
    try seal(at: path, for: [identity.recipient], with: key)
    let (plaintext, error) = opening(path, AgeIdentities(identity), key.verificationKey) {
      _ = unsafe truncate(path, 70_000)
    }
    #expect(error == .opening(.damagedPayload(chunk: 1)))
    #expect(plaintext.count == 65536)
  }

  @Test func `a file that changes between the two readings is noticed`() throws {
    let scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    let recipient = identity.recipient
    let identities = AgeIdentities(identity)
    let path = try scratch.file("f.age", bytes: sealed([9], for: [recipient]))
    let descriptor = try Descriptor(opening: path, flags: O_RDONLY)
    let verified = MessageHasher().finish()
    var sink = MemorySink()
    let error: SealedFileError?
    do throws(SealedFileError) {
      _ = try SealedFile.open(
        descriptor, path: path, expecting: verified, identities: identities, into: &sink)
      error = nil
    } catch let thrown {
      error = thrown
    }
    #expect(error == .changedWhileReading(path: path))
  }
}
