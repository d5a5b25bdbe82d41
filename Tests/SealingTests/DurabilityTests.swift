import Foundation
import SecretMemory
import Testing

@testable import Sealing

/// What the system is asked for, and in which order, when a signed file is written: seen from outside, by strace.
struct DurabilityTests {
  private let scratch: Scratch
  private let recipient: String
  private let plain: String

  init() throws {
    scratch = try Scratch()
    let identity = try AgeIdentity.generate()
    recipient = "\(identity.recipient)"
    try identity.createFile(at: scratch["identity"], created: 0)
    try SigningKey.generate().createFile(at: scratch["signing.key"])
    plain = try scratch.file("plain", bytes: pattern(200_000))
    try FileManager.default.createDirectory(atPath: scratch["out"], withIntermediateDirectories: false)
  }

  /// Writes a signed file while some calls fail; returns how that ended, and the calls that worked.
  private func write(failing injections: [String] = []) throws -> (status: Int32, calls: [Substring]) {
    let command =
      ["-f", "-y", "-qq", "-o", scratch["trace"], "-e", "trace=fsync,linkat,renameat2,unlinkat,faccessat2"]
      + injections.flatMap { ["-e", "inject=" + $0] }
      + [ExampleTests.example, "write", scratch["out/f.age"], scratch["signing.key"], recipient]
    let result = try run(
      "/bin/sh", ["-c", #"in=$1; shift; exec /usr/bin/strace "$@" < "$in""#, "sh", plain] + command)
    // With -f, a call that another thread's call interrupts is told in two pieces; the second has its end.
    let calls = String(decoding: try scratch.read("trace"), as: UTF8.self).split(separator: "\n").filter {
      $0.hasSuffix(" = 0")
    }
    return (result.status, calls)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: scratch["out"]).sorted() }
  }

  private func place(_ words: String, in calls: [Substring]) throws -> Int {
    try #require(calls.firstIndex { $0.contains(words) }, "\(words): \(calls)")
  }

  @Test func `both files are on the disk before either has a name, the signature's name comes first`()
    throws
  {
    let (status, calls) = try write()
    #expect(status == 0)
    let synced = calls.indices.filter { calls[$0].contains("fsync") }
    let signature = try place(#""f.age.minisig", AT_SYMLINK_FOLLOW"#, in: calls)
    let file = try place(#""f.age", AT_SYMLINK_FOLLOW"#, in: calls)
    #expect(synced.count == 3, "\(calls)")
    #expect(synced.prefix(2).allSatisfy { $0 < signature }, "\(calls)")
    #expect(signature < file && file < synced[2], "\(calls)")
    #expect(calls[synced[2]].contains("/out>"))
    #expect(try names == ["f.age", "f.age.minisig"])
  }

  @Test(arguments: [
    // The data, and the directory's names, can't be brought to the disk.
    "fsync:error=EIO:when=1", "fsync:error=EIO:when=2",
    // The signature can't get its name, or the file can't.
    "linkat:error=EIO:when=1", "linkat:error=EIO:when=2",
  ])
  func `a disk that fails leaves neither`(injection: String) throws {
    #expect(try write(failing: [injection]).status == 1)
    #expect(try names == [])
  }

  @Test func `of two files brought to the disk at once, either's failure is told`() throws {
    let file = try Descriptor(opening: plain, flags: O_RDWR)
    // No disk is behind it, and fsync says so.
    let device = try Descriptor(opening: "/dev/null", flags: O_WRONLY)
    try file.synchronize(with: file)
    #expect(throws: SystemError.self) { try file.synchronize(with: device) }
    #expect(throws: SystemError.self) { try device.synchronize(with: file) }
  }

  /// Where nothing without a name gets one later, as on FAT, which has no hard links, and NFS, which can't rename
  /// without replacing.
  @Test(arguments: [[], ["linkat:error=EPERM"], ["renameat2:error=EINVAL"]])
  func `a file system without nameless files, hard links or careful renaming does, too`(missing: [String])
    throws
  {
    let nameless = "faccessat2:error=ENOENT"
    let (status, calls) = try write(failing: [nameless] + missing)
    #expect(status == 0, "\(calls)")
    #expect(try names == ["f.age", "f.age.minisig"])
    #expect(calls.contains { $0.contains("renameat2") } == (missing != ["renameat2:error=EINVAL"]))
    // What stands there isn't replaced by either.
    #expect(try write(failing: [nameless] + missing).status == 1)
    #expect(try names == ["f.age", "f.age.minisig"])
  }

  @Test func `a file system that can do neither is an error, and nothing remains`() throws {
    let missing = ["faccessat2:error=ENOENT", "renameat2:error=EINVAL", "linkat:error=EPERM"]
    #expect(try write(failing: missing).status == 1)
    #expect(try names == [])
  }
}
