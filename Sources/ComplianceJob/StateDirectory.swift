internal import Commands
internal import Glibc
internal import Reporting
internal import SecretMemory

/// Where the ledger, the log and the lock lie: for the job's user alone.
enum StateDirectory {
  /// Makes the directory where it isn't there.
  static func make(_ path: String) throws(Failure) {
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw Failure(
        .inputOutput, "\(path): \(SystemError(number: errno).message)", hint: "check the state directory")
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw Failure(
        .notPermitted, "\(path): others may look into the state directory", hint: "run: chmod 700 \(path)")
    }
  }
}
