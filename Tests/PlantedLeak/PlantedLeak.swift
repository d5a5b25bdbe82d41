import Foundation

/// A program that leaks on purpose, so that the canary test can show that it finds leaks: reads a secret from
/// a file and leaves it, in some form, in some place.
@main struct PlantedLeak {
  nonisolated(unsafe) static var kept: [UInt8] = []

  static func main() throws {
    let arguments = CommandLine.arguments
    let secret = try String(contentsOfFile: arguments[3], encoding: .utf8)
    let form =
      switch arguments[2] {
      case "base64": Data(secret.utf8).base64EncodedString()
      case "hex": secret.utf8.map { String(format: "%02x", $0) }.joined()
      case "reversed": String(secret.reversed())
      default: secret
      }
    switch arguments[1] {
    case "stdout": print("a line with \(form) in it")
    case "stderr": FileHandle.standardError.write(Data("error: \(form)\n".utf8))
    case "file": try form.write(toFile: arguments[4], atomically: true, encoding: .utf8)
    default: kept = Array(form.utf8)
    }
  }
}
