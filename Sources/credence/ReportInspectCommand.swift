internal import ArgumentParser
internal import Reporting
internal import Sealing
internal import SecretMemory

/// `credence report inspect`
struct ReportInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Tells what anybody can see of a sealed file, without any key.",
    discussion: """
      For how many it is sealed, how long it is, and who claims to have signed it, when. Nothing of that is
      verified: credence report verify does.

      EXAMPLE
        credence report inspect report.age
      """)

  @Argument(help: "Sealed files.", completion: .file()) var files: [String]

  func run() throws {
    try forEachFile(files) { file throws(Failure) in try printData(try text(file)) }
  }

  private func text(_ file: String) throws(Failure) -> String {
    let inspection: AgeInspection
    do throws(SealedFileError) { inspection = try AgeInspection(path: file) } catch {
      throw Failure(error, at: file)
    }
    let stanzas = inspection.stanzas.map { "\($0.count) \($0.type)" }.joined(separator: ", ")
    var lines = ["\(file)"]
    lines.append("  form        age v1, \(inspection.isArmored ? "armored" : "binary")")
    lines.append("  sealed to   \(stanzas)")
    if let factor = inspection.workFactor {
      lines.append("  passphrase  trying one takes 2^\(factor) KiB of memory")
    }
    let size = inspection.plaintextByteCount
    let isPadded = size > 0 && PaddedSize.of(size) == size
    lines.append("  size        \(inspection.byteCount) bytes")
    lines.append("  holds       \(size) bytes\(isPadded ? ", a padded size" : "")")
    do throws(SealedFileError) {
      let signature = try SealedFile.readSignature(of: file)
      lines.append("  signature   claims to be by key \(signature.keyID); not verified")
      for field in signature.unverifiedComment.split(separator: "\t") where field != "hashed" {
        let time = field.hasPrefix("timestamp:") ? Int(field.dropFirst(10)) : nil
        lines.append("  claims      \(time.map { "timestamp:\(Timestamp.text($0))" } ?? String(field))")
      }
    } catch .noSignature {
      lines.append("  signature   none beside it")
    } catch {
      throw Failure(error, at: file)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
