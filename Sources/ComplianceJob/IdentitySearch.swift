internal import Commands
internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Looks for what could open the job's reports where the job could read it.
struct IdentitySearch {
  /// The directories, and whether to look into those in them, too.
  private var directories: [(path: String, isDeep: Bool)]
  private let withSSH: Bool

  /// The directories of all that the configuration names, and where systemd, age and SSH keep keys.
  init(_ configuration: JobConfiguration) {
    var deep = [configuration.signKey, configuration.fingerprintKey].map(Self.parent)
    deep += configuration.directories + [configuration.state, configuration.reports]
    deep += [configuration.policies, Terminal.environment("CREDENTIALS_DIRECTORY")].compactMap { $0 }
    var flat = configuration.files.map { Self.parent($0.path) }
    flat += (configuration.exports.map(\.path) + [configuration.metrics].compactMap { $0 }).map(Self.parent)
    if let home = Terminal.environment("HOME") {
      flat += ["", "/.config/age", "/.config/credence", "/credence-keys", "/.ssh"].map { home + $0 }
    }
    withSSH = configuration.recipients.contains { $0.description.hasPrefix("ssh-") }
    var seen: Set<String> = []
    directories = deep.map { ($0, true) } + flat.map { ($0, false) }
    directories.removeAll { !seen.insert($0.path).inserted }
  }

  /// Refuses a host on which an identity can be read.
  func requireNone() throws(Failure) {
    for directory in directories {
      for path in files(in: directory.path, isDeep: directory.isDeep)
      where IdentityTrace.isIn(path, withSSH: withSSH) {
        throw Failure(
          .notPermitted,
          "\(path): an identity lies on the job's host, so whoever takes it could open reports",
          hint: "take it away, and make a new one on a reader's own machine")
      }
    }
    // Whether there is one, without a copy of it.
    if let key = unsafe getenv("AGE_KEY"), unsafe key.pointee != 0 {
      throw Failure(
        .notPermitted, "an identity stands in the environment, as AGE_KEY, so the job could open its reports",
        hint: "take it out, and make a new one on a reader's own machine")
    }
  }

  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// The regular files of a directory and, where asked, of those in it.
  private func files(in directory: String, isDeep: Bool) -> [String] {
    let names = (try? DirectoryNames.all(in: directory)) ?? []
    return names.flatMap { name -> [String] in
      let path = directory + "/" + name
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return [] }
      switch status.st_mode & S_IFMT {
      case S_IFREG: return [path]
      case S_IFDIR: return isDeep ? files(in: path, isDeep: false) : []
      default: return []
      }
    }
  }
}
