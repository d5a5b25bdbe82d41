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

  /// Gives what root made in another user's state to that user, who couldn't write it else.
  static func giveToOwner(_ path: String) {
    var status = stat()
    guard geteuid() == 0, unsafe stat(path, &status) == 0, status.st_uid != 0 else { return }
    let (user, group) = (status.st_uid, status.st_gid)
    for name in (try? DirectoryNames.all(in: path)) ?? [] {
      let file = unsafe open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      if file < 0 { continue }
      defer { close(file) }
      // A name that the user gave to a file of root's elsewhere isn't one that root made here.
      if unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1,
        status.st_uid == 0
      {
        fchown(file, user, group)
      }
    }
  }
}
