import Foundation
import SecretMemory
import Testing

@testable import Sealing

/// A directory of one test, removed at its end.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sealing-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(_ name: String) -> String { path + "/" + name }

  /// Writes a file with these permissions and returns its path.
  func file(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    try file(name, bytes: Array(text.utf8), mode: mode)
  }

  func file(_ name: String, bytes: [UInt8], mode: Int = 0o600) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: self[name]))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: self[name])
    return self[name]
  }

  func read(_ name: String) throws -> [UInt8] { try readFile(self[name]) }

  /// All names in it, hidden ones too.
  var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

func readFile(_ path: String) throws -> [UInt8] {
  try Array(Data(contentsOf: URL(fileURLWithPath: path)))
}

func permissions(of path: String) throws -> Int {
  try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? -1
}

/// Keeps what it gets; refuses when more than `capacity` bytes are there, or does what `onWrite` wants.
struct MemorySink: ByteSink {
  var bytes: [UInt8] = []
  var capacity = Int.max
  var onWrite: () -> Void = {}

  mutating func write(_ span: Span<UInt8>) throws(SystemError) {
    onWrite()
    guard bytes.count + span.count <= capacity else { throw SystemError(number: ENOSPC) }
    unsafe span.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }
}

/// Gives bytes away, at most `step` at once.
struct MemorySource: ByteSource {
  let bytes: [UInt8]
  var step = Int.max
  private var position = 0

  init(_ bytes: [UInt8], step: Int = .max) {
    self.bytes = bytes
    self.step = step
  }

  mutating func read(into buffer: inout MutableSpan<UInt8>) throws(SystemError) -> Int {
    let count = min(step, buffer.count, bytes.count - position)
    Sodium.copy(bytes.span.extracting(position..<position + count), into: &buffer)
    position += count
    return count
  }
}

func sealed(
  _ plaintext: [UInt8], for recipients: [AgeRecipient], isArmored: Bool = false
) throws -> [UInt8] {
  var writer = try AgeWriter(recipients: recipients, isArmored: isArmored, sink: MemorySink())
  try writer.write(plaintext.span)
  return try writer.finish().bytes
}

/// What was delivered, and the error that ended it.
func opened(
  _ file: [UInt8], with identities: borrowing AgeIdentities, step: Int = .max, form: AgeForm = .detected
) -> (plaintext: [UInt8], error: AgeReadError?) {
  var sink = MemorySink()
  do throws(AgeReadError) {
    var reader = try AgeReader(source: MemorySource(file, step: step), identities: identities, form: form)
    try reader.copy(to: &sink)
    return (sink.bytes, nil)
  } catch {
    return (sink.bytes, error)
  }
}

/// Bytes that look random and are always the same.
func pattern(_ count: Int) -> [UInt8] {
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 56)
  }
}

/// Runs a program to its end. A program that isn't there is an issue, not a reason to skip.
@discardableResult
func run(
  _ program: String, _ arguments: [String], typing lines: [String] = []
) throws -> (status: Int32, output: String) {
  guard FileManager.default.isExecutableFile(atPath: program) else {
    Issue.record("\(program) is not installed")
    return (127, "")
  }
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let input = Pipe()
  process.standardInput = input
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  endLater(process)
  input.fileHandleForWriting.write(Data(lines.map { $0 + "\n" }.joined().utf8))
  try input.fileHandleForWriting.close()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// A test that waits for ever would leave its process behind.
private func endLater(_ process: Process) {
  DispatchQueue.global().asyncAfter(deadline: .now() + 120) { [weak process] in
    if let process, process.isRunning { process.terminate() }
  }
}

/// Runs a program behind a terminal, at which somebody types `lines`.
func runAtTerminal(_ command: String, typing lines: [String]) throws -> (status: Int32, output: String) {
  let program = "/usr/bin/script"
  guard FileManager.default.isExecutableFile(atPath: program) else {
    Issue.record("\(program) is not installed")
    return (127, "")
  }
  let process = Process()
  let typed = Pipe()
  let shown = Pipe()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = ["-qefc", command, "/dev/null"]
  process.standardInput = typed
  process.standardOutput = shown
  process.standardError = shown
  try process.run()
  endLater(process)
  typed.fileHandleForWriting.write(Data(lines.map { $0 + "\n" }.joined().utf8))
  let output = shown.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// What `body` throws as a key file error.
func keyFileFailure(_ body: () throws -> Void) -> KeyFileError.Reason? {
  do {
    try body()
    return nil
  } catch {
    return (error as? KeyFileError)?.reason
  }
}
