internal import Commands
internal import Glibc
internal import Reporting
internal import SecretMemory

/// One job at a time in a state directory. The system gives the lock back however the process ends.
struct JobLock: ~Copyable {
  private let file: Int32

  /// Takes the lock, or ends with 75 where another run holds it.
  init(at path: String) throws(Failure) {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      throw Failure(
        .inputOutput, "\(path): \(SystemError(number: errno).message)", hint: "check the state directory")
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw Failure(
        .locked, "\(path): another run holds the lock", hint: "wait for it, or see: credence job status")
    }
    self.file = file
  }

  deinit { close(file) }
}
