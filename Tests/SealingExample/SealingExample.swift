import Glibc
import Sealing
import SecretMemory

/// What a program can do with the library `Sealing`, and the other half of its tests: seals and opens standard
/// input, and writes and reads signed files. `docs/sealing.md` explains it piece by piece.
@main struct SealingExample {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch arguments.first {
      case "seal": try seal(for: arguments.dropFirst())
      case "armor": try seal(for: arguments.dropFirst(), isArmored: true)
      case "open": try open(withIdentitiesIn: arguments[1])
      case "write": try write(to: arguments[1], signingWith: arguments[2], for: arguments.dropFirst(3))
      case "read":
        try read(arguments[1], withIdentitiesIn: arguments[2], trusting: arguments[3], to: arguments[4])
      default: exit(64)
      }
    } catch {
      // No error of the library carries a part of a key or of what is sealed.
      Glibc.perror("\(error)")
      exit(1)
    }
  }

  /// Seals standard input to standard output, in constant memory.
  static func seal(for lines: ArraySlice<String>, isArmored: Bool = false) throws {
    let recipients = try lines.map { try AgeRecipient($0) }
    var writer = try AgeWriter(
      recipients: recipients, isArmored: isArmored, sink: DescriptorSink(STDOUT_FILENO))
    try forEachPiece { try writer.write($0) }
    _ = try writer.finish()
  }

  /// Opens standard input to standard output. What came out counts only if this returns.
  static func open(withIdentitiesIn path: String) throws {
    let identities = try AgeIdentities(contentsOf: path)
    var reader = try AgeReader(source: DescriptorSource(STDIN_FILENO), identities: identities)
    var output = DescriptorSink(STDOUT_FILENO)
    try reader.copy(to: &output)
  }

  /// Seals standard input to a signed file, which appears whole or not at all.
  static func write(to path: String, signingWith keyPath: String, for lines: ArraySlice<String>) throws {
    let key = try SigningKey(contentsOf: keyPath)
    let recipients = try lines.map { try AgeRecipient($0) }
    var file = try SealedFile(path: path, recipients: recipients)
    try forEachPiece { try file.write($0) }
    guard let id = ReportID("example") else { return }
    try file.finish(signingWith: key, timestamp: time(nil), reportID: id)
  }

  /// Verifies and opens a signed file into a new one, which appears only when all of it has proved right.
  static func read(
    _ path: String, withIdentitiesIn keyPath: String, trusting trust: String, to output: String
  ) throws {
    let identities = try AgeIdentities(contentsOf: keyPath)
    let keys = try TrustedKeys(contentsOf: trust)
    let opened = try SealedFile.open(
      path: path, identities: identities, trusting: keys, toNewFile: output)
    print("signed by \(opened.comment.keyID): \(opened.comment.text)")
  }

  private static func forEachPiece(_ body: (Span<UInt8>) throws -> Void) throws {
    var input = DescriptorSource(STDIN_FILENO)
    var block = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      var room = block.mutableSpan
      let count = try input.read(into: &room)
      if count == 0 { return }
      try body(block.span.extracting(0..<count))
    }
  }
}
