import Foundation
import SecretMemory
import Testing

@testable import Sealing

/// The library as another program sees it.
struct ExampleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let example = root + "/.build/debug/SealingExample"

  /// Runs the example with its input from one file and its output to another.
  static func run(_ arguments: [String], from input: String, to output: String = "/dev/null") throws -> Int32
  {
    let process = try start(arguments, from: input, to: output)
    process.waitUntilExit()
    return process.terminationStatus
  }

  static func start(_ arguments: [String], from input: String, to output: String = "/dev/null") throws
    -> Process
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: example)
    process.arguments = arguments
    process.standardInput = FileHandle(forReadingAtPath: input)
    if output != "/dev/null" { try Data().write(to: URL(fileURLWithPath: output)) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func keys(_ scratch: Scratch) throws -> (recipient: String, key: VerificationKey) {
    let identity = try AgeIdentity.generate()
    try identity.createFile(at: scratch["identity"], created: 0)
    let key = try SigningKey.generate()
    try key.createFile(at: scratch["signing.key"])
    try key.verificationKey.createFile(at: scratch["signing.pub"])
    return ("\(identity.recipient)", key.verificationKey)
  }

  @Test(arguments: ["seal", "armor"])
  func `a program built on the library seals and opens`(command: String) throws {
    let scratch = try Scratch()
    let (recipient, _) = try keys(scratch)
    let plain = try scratch.file("plain", bytes: pattern(200_000))
    #expect(try Self.run([command, recipient], from: plain, to: scratch["f.age"]) == 0)
    #expect(try Self.run(["open", scratch["identity"]], from: scratch["f.age"], to: scratch["out"]) == 0)
    #expect(try scratch.read("out") == pattern(200_000))
    let cut = try scratch.file("cut", bytes: Array(try scratch.read("f.age").dropLast(70_000)))
    #expect(try Self.run(["open", scratch["identity"]], from: cut) == 1)
  }

  @Test func `a file that turns out wrong leaves no output`() throws {
    let scratch = try Scratch()
    let (recipient, key) = try keys(scratch)
    let plain = try scratch.file("plain", bytes: pattern(200_000))
    let path = scratch["f.age"]
    #expect(try Self.run(["write", path, scratch["signing.key"], recipient], from: plain) == 0)
    let read = ["read", path, scratch["identity"], scratch["signing.pub"], scratch["out"]]
    #expect(try Self.run(read, from: "/dev/null") == 0)
    #expect(try scratch.read("out") == pattern(200_000))
    #expect(try permissions(of: scratch["out"]) == 0o600)
    // Once more: what stands there isn't replaced.
    #expect(try Self.run(read, from: "/dev/null") == 1)
    try FileManager.default.removeItem(atPath: scratch["out"])

    // Signed as it is, but broken in its last chunk.
    var bytes = try scratch.read("f.age")
    bytes[bytes.count - 1] ^= 1
    _ = try scratch.file("f.age", bytes: bytes)
    let names = try scratch.names
    #expect(try Self.run(read, from: "/dev/null") == 1)
    let signingKey = try SigningKey(contentsOf: scratch["signing.key"])
    var hasher = MessageHasher()
    hasher.update(bytes.span)
    let text = signingKey.sign(hasher.finish(), trustedComment: "x").text
    _ = try scratch.file("f.age.minisig", bytes: text)
    let identities = try AgeIdentities(contentsOf: scratch["identity"])
    #expect(throws: SealedFileError.opening(.damagedPayload(chunk: 3))) {
      _ = try SealedFile.open(
        path: path, identities: identities, trusting: TrustedKeys(key), toNewFile: scratch["out"])
    }
    #expect(try scratch.names == names)
  }

  @Test func `the pages quote the example as it is`() throws {
    let page = String(decoding: try readFile(Self.root + "/docs/sealing.md"), as: UTF8.self)
    let source = String(
      decoding: try readFile(Self.root + "/Tests/SealingExample/SealingExample.swift"), as: UTF8.self)
    let blocks = page.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    #expect(blocks.count == 4)
    for block in blocks { #expect(source.contains(block), "\(block)") }
  }

  @Test func `killed at a hundred random moments, it leaves the whole file or none, and no plaintext`() throws
  {
    let scratch = try Scratch()
    let (recipient, key) = try keys(scratch)
    let content = pattern(2 << 20)
    let plain = try scratch.file("plain", bytes: content)
    let directory = scratch["out"]
    func emptyDirectory() throws {
      try? FileManager.default.removeItem(atPath: directory)
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    }
    let path = directory + "/f.age"
    let write = ["write", path, scratch["signing.key"], recipient]
    try emptyDirectory()
    let start = DispatchTime.now().uptimeNanoseconds
    #expect(try Self.run(write, from: plain) == 0)
    let length = UInt32((DispatchTime.now().uptimeNanoseconds - start) / 1000)

    var outcomes: [String: Int] = [:]
    for _ in 0..<100 {
      try emptyDirectory()
      let process = try Self.start(write, from: plain)
      usleep(UInt32.random(in: 0...length))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
      switch names {
      case []: break
      // The signature appears first, and signs nothing yet.
      case ["f.age.minisig"]: break
      case ["f.age", "f.age.minisig"]:
        #expect(throws: Never.self) { try SealedFile.verify(path: path, trusting: TrustedKeys(key)) }
      default: Issue.record("\(names)")
      }
      outcomes["\(names.count) of 2", default: 0] += 1
      for name in names {
        let left = Data(try readFile(directory + "/" + name))
        for chunk in stride(from: 0, to: content.count, by: 65_536) {
          let sample = Data(content[chunk..<chunk + 16])
          #expect(left.range(of: sample) == nil, "plaintext in \(name)")
        }
      }
    }
    print("killed writers left: \(outcomes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })")
  }
}
