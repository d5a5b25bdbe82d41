import Foundation
import Testing

@_spi(SecretBytes) @testable import SecretMemory

@Suite struct `Secret memory` {
  private func buffer(_ text: String) throws -> SecretBuffer {
    var buffer = try SecretBuffer(count: text.utf8.count)
    var bytes = buffer.mutableBytes
    for (index, byte) in text.utf8.enumerated() { bytes[index] = byte }
    return buffer
  }

  @Test func `an arena starts as zeroes and is wiped on request`() throws {
    var arena = try SecretArena(capacity: 1000)
    for index in 0..<1000 { #expect(arena.bytes[index] == 0) }
    var bytes = arena.mutableBytes
    for index in 0..<1000 { bytes[index] = 7 }
    arena.wipe(upTo: 500)
    #expect(arena.bytes[499] == 0 && arena.bytes[500] == 7)
    arena.wipe()
    #expect(arena.bytes[999] == 0)
  }

  @Test func `compacting moves what is kept to the front and wipes what lies behind`() throws {
    var arena = try SecretArena(capacity: 10)
    var bytes = arena.mutableBytes
    for index in 0..<10 { bytes[index] = UInt8(index + 1) }
    arena.compact(keeping: 6..<10)
    var seen: [UInt8] = []
    for index in 0..<10 { seen.append(arena.bytes[index]) }
    #expect(seen == [7, 8, 9, 10, 0, 0, 0, 0, 0, 0])
  }

  @Test func `equality in constant time tells equal from different, and lengths apart`() throws {
    let one = try buffer("correct horse")
    let same = try buffer("correct horse")
    let other = try buffer("correct house")
    let longer = try buffer("correct horses")
    // A view can't be handed to a macro, which would copy it.
    let results = [
      one.view.isEqual(to: same.view), one.view.isEqual(to: other.view), one.view.isEqual(to: longer.view),
    ]
    #expect(results == [true, false, false])
  }

  @Test func `equal secrets have equal fingerprints under one key, and none under another`() throws {
    let one = try buffer("correct horse")
    let same = try buffer("correct horse")
    let other = try buffer("correct house")
    let key = try FingerprintKey.random()
    let stranger = try FingerprintKey.random()
    func list(_ fingerprint: [16 of UInt8]) -> [UInt8] { (0..<16).map { fingerprint[$0] } }
    #expect(list(key.fingerprint(of: one.view)) == list(key.fingerprint(of: same.view)))
    #expect(list(key.fingerprint(of: one.view)) != list(key.fingerprint(of: other.view)))
    #expect(list(key.fingerprint(of: one.view)) != list(stranger.fingerprint(of: one.view)))
  }

  @Test func `a fingerprint is BLAKE2b with a key and sixteen bytes, as Python's hashlib makes it`() throws {
    var raw = try SecretBuffer(count: 32)
    var bytes = raw.mutableBytes
    for index in 0..<32 { bytes[index] = UInt8(index) }
    guard let key = FingerprintKey(taking: raw) else {
      Issue.record("32 bytes are a key")
      return
    }
    let secret = try buffer("abc")
    let fingerprint = key.fingerprint(of: secret.view)
    let hex = (0..<16).map { String(format: "%02x", fingerprint[$0]) }.joined()
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      "import hashlib; print(hashlib.blake2b(b'abc', key=bytes(range(32)), digest_size=16).hexdigest(), end='')",
    ]
    let pipe = Pipe()
    python.standardOutput = pipe
    try python.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    python.waitUntilExit()
    #expect(String(decoding: output, as: UTF8.self) == hex)
  }

  @Test func `reading beyond an arena is stopped by its guard page`() async {
    await #expect(processExitsWith: .failure) {
      var arena = try SecretArena(capacity: 4096)
      _ = try arena.read(from: 0, to: 4000, count: 200)
    }
  }
}
