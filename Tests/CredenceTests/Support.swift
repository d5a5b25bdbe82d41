import CTraceProbe
import Foundation
import Testing

/// The package, the programs in it, and a scratch folder that goes with the value.
final class Scratch {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let credence = root + "/.build/debug/credence"
  static let release = root + "/.build-release/release/credence"
  static let leak = root + "/.build/debug/PlantedLeak"

  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/credence-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    let file = path + "/" + name
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }
}

struct Finished {
  let code: Int32
  let output: Data
  let errors: Data
  var text: String { String(decoding: output, as: UTF8.self) }
  var words: String { String(decoding: errors, as: UTF8.self) }

  /// The records of a report in JSON Lines.
  var records: [[String: Any]] {
    text.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  func records(_ kind: String) -> [[String: Any]] { records.filter { $0["record"] as? String == kind } }
}

func run(_ program: String, _ arguments: [String], input: String? = nil) throws -> Finished {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  guard let input else { return try finish(process, input: .nullDevice) }
  let scratch = try Scratch()
  let file = try scratch.file("in", input)
  return try finish(process, input: try FileHandle(forReadingFrom: URL(filePath: file)))
}

/// Runs a process to its end; `body` has its way with it meanwhile.
func finish(
  _ process: Process, input: FileHandle, while body: (Process) throws -> Void = { _ in }
) throws -> Finished {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  process.environment = ["PATH": path, "COLUMNS": "100", "LC_ALL": "C.UTF-8"]
  let scratch = try Scratch()
  let output = scratch.path + "/out"
  let errors = scratch.path + "/err"
  for file in [output, errors] { try Data().write(to: URL(filePath: file)) }
  if process.standardOutput as? Pipe == nil {
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
  }
  process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
  process.standardInput = input
  try process.run()
  // A test that waits for ever would leave its process behind.
  DispatchQueue.global().asyncAfter(deadline: .now() + 120) { [weak process] in
    if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }
  do { try body(process) } catch {
    process.terminate()
    process.waitUntilExit()
    throw error
  }
  process.waitUntilExit()
  return Finished(
    code: process.terminationStatus, output: try Data(contentsOf: URL(filePath: output)),
    errors: try Data(contentsOf: URL(filePath: errors)))
}

func credence(_ arguments: String..., input: String? = nil) throws -> Finished {
  try run(Scratch.credence, arguments, input: input)
}

/// Searches texts for any eight bytes of any of some secrets, in every form.
struct LeakSearch {
  private var plain: [UInt64]
  private var hexadecimal: [UInt64]

  init(_ secrets: [String]) {
    var plain: Set<UInt64> = []
    var hexadecimal: Set<UInt64> = []
    func add(_ bytes: [UInt8], to windows: inout Set<UInt64>) {
      guard bytes.count >= 8 else { return }
      for start in 0...bytes.count - 8 {
        windows.insert(bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
      }
    }
    for secret in secrets {
      let bytes = Array(secret.utf8)
      add(bytes, to: &plain)
      add(bytes.reversed(), to: &plain)
      for alignment in 0..<3 {
        let piece = Data(bytes[alignment...].prefix((bytes.count - alignment) / 3 * 3))
        let base64 = piece.base64EncodedString()
        add(Array(base64.utf8), to: &plain)
        add(
          Array(base64.replacing("+", with: "-").replacing("/", with: "_").utf8), to: &plain)
      }
      for format in ["%02x", "%02X"] {
        add(Array(bytes.map { String(format: format, $0) }.joined().utf8), to: &hexadecimal)
      }
      let percent = bytes.map { byte -> String in
        let isPlain = Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
        return isPlain ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
      }.joined()
      add(Array(percent.utf8), to: &plain)
    }
    self.plain = plain.sorted()
    self.hexadecimal = hexadecimal.sorted()
  }

  func finds(in data: Data) -> Bool {
    data.withUnsafeBytes { unsafe finds(in: $0) }
  }

  func finds(in buffer: UnsafeRawBufferPointer) -> Bool { unsafe first(in: buffer) != nil }

  /// Where eight bytes of a secret stand first.
  func first(in buffer: UnsafeRawBufferPointer) -> Int? {
    guard let base = unsafe buffer.bindMemory(to: UInt8.self).baseAddress else { return nil }
    // Eight bytes are sixteen digits: two windows, eight apart.
    let places = unsafe [
      probe_find(base, buffer.count, plain, plain.count, 0),
      probe_find(base, buffer.count, hexadecimal, hexadecimal.count, 8),
    ]
    return places.filter { $0 >= 0 }.min()
  }

  /// The same without what a file holds that is older than the secrets: a program's own base64 of base64 is so
  /// regular that in one run of fifty eight characters of it are those of a random secret, too.
  func ignoring(_ file: String) throws -> LeakSearch {
    let data = try Data(contentsOf: URL(filePath: file), options: .alwaysMapped)
    var search = self
    data.withUnsafeBytes { bytes in
      var start = 0
      while let place = unsafe search.first(in: UnsafeRawBufferPointer(rebasing: bytes[start...])) {
        start += place
        let window = unsafe bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        search.plain.removeAll { $0 == window }
        search.hexadecimal.removeAll { $0 == window }
      }
    }
    return search
  }
}
