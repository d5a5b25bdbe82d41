internal import Commands
internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Looks for what could open the job's reports where the job could read it.
struct IdentitySearch {
  /// The directories, and how many levels of those in them to look into, too.
  private var directories: [(path: String, depth: Int)]
  private let withSSH: Bool

  /// So many levels below the keys may hold anything: they may lie in a home.
  private static let depth = 4

  /// The directories of all that the configuration names, and where systemd, age and SSH keep keys.
  init(_ configuration: JobConfiguration) {
    // Payloads are read at any depth.
    let whole = configuration.directories + [configuration.state, configuration.reports]
    var deep = [configuration.signKey, configuration.fingerprintKey].map(Self.parent)
    deep += [configuration.policies, Terminal.environment("CREDENTIALS_DIRECTORY")].compactMap { $0 }
    var flat = configuration.files.map { Self.parent($0.path) }
    flat += (configuration.exports.map(\.path) + [configuration.metrics].compactMap { $0 }).map(Self.parent)
    if let home = Terminal.environment("HOME") {
      flat += [
        "", "/.config/age", "/.config/sops/age", "/.config/credence", "/.age", "/age", "/credence-keys",
        "/.ssh",
      ].map { home + $0 }
    }
    if let config = Terminal.environment("XDG_CONFIG_HOME") {
      flat += ["/age", "/sops/age", "/credence"].map { config + $0 }
    }
    if let file = Terminal.environment("SOPS_AGE_KEY_FILE") { flat.append(Self.parent(file)) }
    withSSH = configuration.recipients.contains { $0.description.hasPrefix("ssh-") }
    var seen: Set<String> = []
    directories =
      deep.map { ($0, whole.contains($0) ? .max : Self.depth) } + whole.map { ($0, .max) }
      + flat.map { ($0, 0) }
    directories.removeAll { !seen.insert($0.path).inserted }
  }

  /// Refuses a host on which an identity can be read.
  func requireNone() throws(Failure) {
    for directory in directories {
      for path in files(in: directory.path, depth: directory.depth)
      where IdentityTrace.isIn(path, withSSH: withSSH) {
        throw Failure(
          .notPermitted,
          "\(path): an identity lies on the job's host, so whoever takes it could open reports",
          hint: "take it away, and make a new one on a reader's own machine")
      }
    }
    for name in ["AGE_KEY", "SOPS_AGE_KEY"] {
      // Whether there is one, without a copy of it.
      if let key = unsafe getenv(name), unsafe key.pointee != 0 {
        throw Failure(
          .notPermitted,
          "an identity stands in the environment, as \(name), so the job could open its reports",
          hint: "take it out, and make a new one on a reader's own machine")
      }
    }
  }

  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// The regular files of a directory and, so many levels down, of those in it; links to directories aren't followed.
  private func files(in directory: String, depth: Int) -> [String] {
    let names = (try? DirectoryNames.all(in: directory)) ?? []
    return names.flatMap { name -> [String] in
      let path = directory + "/" + name
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return [] }
      switch status.st_mode & S_IFMT {
      case S_IFREG: return [path]
      case S_IFDIR:
        guard depth > 0, unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
          return []
        }
        return files(in: path, depth: depth - 1)
      default: return []
      }
    }
  }
}
