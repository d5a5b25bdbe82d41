internal import Glibc

extension JobConfiguration {
  /// The files that it names, with what each is, but for those that runs write.
  var files: [(what: String, path: String)] {
    var files = [
      ("the configuration", path), ("the signing key", signKey), ("the fingerprint key", fingerprintKey),
    ]
    if let waivers { files.append(("the waivers", waivers)) }
    if let recipientsFile { files.append(("the recipients", recipientsFile)) }
    if let northflank {
      files.append(("the API's token", northflank.tokenFile))
      if let certificates = northflank.certificates { files.append(("the API's certificates", certificates)) }
    }
    if let ping { files.append(("the ping's address", ping)) }
    for channel in channels {
      switch channel.kind {
      case .slack(let address): files.append(("the address of \(channel.name)", address))
      case .webhook(let address, let secret):
        files.append(("the address of \(channel.name)", address))
        files.append(("the secret of \(channel.name)", secret))
      }
    }
    return files
  }

  /// What two of its paths would do to each other; nil where nothing that a run writes stands in another's place.
  func clash() -> String? {
    // What couldn't be read stands nowhere.
    var taken = files.filter { !$0.path.isEmpty }.map { ($0.what, Self.resolved($0.path)) }
    let own =
      state.isEmpty ? [] : [ledger, ledger + "-wal", ledger + "-shm", log, lock, checkpoint, lastFailure]
    taken += own.map { ("the job's own state", Self.resolved($0)) }
    let rooms =
      [("the state directory", state), ("the directory of reports", reports)]
      + directories.map { ("a directory of sources", $0) } + (policies.map { [("the policies", $0)] } ?? [])
    for (index, room) in rooms.enumerated() {
      for other in rooms[..<index] where index < 2 || other.0 == rooms[0].0 || other.0 == rooms[1].0 {
        if room.1.isEmpty || other.1.isEmpty { continue }
        if Self.resolved(room.1) == Self.resolved(other.1) { return "\(room.0) is also \(other.0)" }
      }
    }
    var written = exports.map { ("an export", $0.path) }
    if let metrics { written.append(("the metrics", metrics)) }
    for (what, path) in written {
      let path = Self.resolved(path)
      if let other = taken.first(where: { $0.1 == path }) { return "\(what) would overwrite \(other.0)" }
      if let room = rooms.dropFirst().first(where: {
        !$0.1.isEmpty && path.hasPrefix(Self.resolved($0.1) + "/")
      }) {
        return "\(what) would lie in \(room.0)"
      }
      taken.append((what, path))
    }
    return nil
  }

  /// What a directory of sources is known by, however it is spelled. It may be a link that leads elsewhere every night.
  static func known(_ directory: String) -> String {
    let parent = resolved(directory + "/..")
    let name = directory.split(separator: "/").last { $0 != "." } ?? ""
    return name == ".." || name.isEmpty ? resolved(directory) : parent + "/" + name
  }

  /// A path without dots, and without links as far as there is anything.
  private static func resolved(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : (real(".") ?? "") + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    // The longest beginning that exists.
    for count in stride(from: parts.count, through: 1, by: -1) {
      guard let found = real("/" + parts[..<count].joined(separator: "/")) else { continue }
      return ([found] + parts[count...].map(String.init)).joined(separator: "/")
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func real(_ path: String) -> String? {
    guard let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }
}
