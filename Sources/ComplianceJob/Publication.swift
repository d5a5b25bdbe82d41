internal import Commands
internal import Glibc
internal import Ledger
internal import Reporting
internal import Sealing
internal import SecretMemory
internal import TransparencyLog

/// How a report gets from the staging directory under its name: after the ledger knows it, so that a crash leaves
/// either nothing or all of a run.
struct Publication {
  private static let parts = [SealedFile.signatureSuffix, ""]

  /// This job's own, since other jobs may publish to the same directory.
  let staging: String
  let reports: String

  init(_ configuration: JobConfiguration) throws(Failure) {
    staging = configuration.staging + "/" + Self.name(ofState: configuration.state)
    reports = configuration.reports
    for directory in [reports, configuration.staging, staging] {
      guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else {
        throw Self.failure(directory, "make it, or check the reports' directory")
      }
    }
  }

  /// What the staging directory of the job with that state is called: it is the same from run to run.
  private static func name(ofState path: String) -> String {
    var path = path
    // The C boundary: the text is the system's until it is freed.
    if let real = unsafe realpath(path, nil) {
      path = unsafe String(cString: real)
      unsafe free(real)
    }
    return Digest.hexadecimal(of: path.utf8, byteCount: 8)
  }

  /// Gives a staged report its name, the signature first; gives false if it is lost. What was given before stays.
  func publish(_ report: String) throws(Failure) -> Bool {
    for part in Self.parts {
      let name = report + part
      if unsafe rename("\(staging)/\(name)", "\(reports)/\(name)") == 0 { continue }
      guard errno == ENOENT else {
        throw Self.failure("\(reports)/\(name)", "check the reports' directory")
      }
      if !exists("\(reports)/\(name)") { return false }
    }
    do throws(LogError) { try DurableFile.synchronizeDirectory(of: "\(reports)/\(report)") } catch {
      throw Failure(.inputOutput, "\(reports): \(error.reason)", hint: "check the disk")
    }
    return true
  }

  /// Takes away what runs left that were killed before the ledger knew them.
  func clean(keeping reports: [String]) throws(Failure) {
    let kept = Set(reports.flatMap { report in Self.parts.map { report + $0 } })
    for name in try names(in: staging) where !kept.contains(name) {
      unsafe unlink("\(staging)/\(name)")
    }
  }

  /// Deletes those of these reports that were last written before a time, with what lies beside them, and counts them.
  func delete(_ own: Set<String>, before seconds: Int, keeping latest: String) throws(Failure) -> Int {
    var count = 0
    for name in try names(in: reports) where own.contains(name) && name != latest {
      var status = stat()
      guard unsafe stat("\(reports)/\(name)", &status) == 0, status.st_mtim.tv_sec < seconds else { continue }
      for suffix in ["", SealedFile.signatureSuffix, ".checkpoint"] {
        unsafe unlink("\(reports)/\(name)\(suffix)")
      }
      count += 1
    }
    return count
  }

  private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  private func names(in directory: String) throws(Failure) -> [String] {
    do throws(SystemError) { return try DirectoryNames.visible(in: directory) } catch {
      throw Failure(.inputOutput, "\(directory): \(error.message)", hint: "check the directory")
    }
  }

  private static func failure(_ path: String, _ hint: String) -> Failure {
    Failure(.inputOutput, "\(path): \(SystemError(number: errno).message)", hint: hint)
  }
}
