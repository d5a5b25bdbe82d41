internal import Commands
internal import Glibc
internal import Reporting
internal import Sealing
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

extension FingerprintKey {
  /// The key of a file.
  static func read(at path: String) throws(Failure) -> FingerprintKey {
    let buffer: SecretBuffer
    do throws(KeyFileError) { buffer = try FingerprintKeyFile.read(at: path) } catch { throw Failure(error) }
    guard let key = FingerprintKey(taking: buffer) else {
      throw Failure(
        .configuration, "\(path): not a fingerprint key", hint: "make one with: credence keygen job DIR")
    }
    return key
  }
}
