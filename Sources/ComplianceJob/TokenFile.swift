internal import Commands
internal import Glibc
internal import NorthflankAPI
internal import Reporting
internal import Sealing
internal import SecretMemory

extension APIToken {
  /// Reads the token's file. A token that stands where the file's path belongs is refused, and never repeated.
  init(contentsOf path: String) throws(Failure) {
    guard path.firstRange(of: "://") == nil else { throw .tokenInPlaceOfPath }
    let secret: SecretBuffer
    do throws(KeyFileError) { secret = try SecretLineFile.read(at: path) } catch {
      if case .system = error.reason, SecretLooks.has(endOf: path) { throw .tokenInPlaceOfPath }
      throw Failure(token: error)
    }
    guard let token = APIToken(taking: secret) else {
      throw Failure(
        .configuration, "\(path): this isn't a token", hint: "put the token alone into the file, on one line")
    }
    self = token
  }
}

/// Paths that may be secrets themselves, given where a secret's file belongs.
enum SecretLooks {
  /// Whether something stands where a file's path belongs, is no file that is there, and looks like a secret.
  static func isInPlace(ofPath path: String) -> Bool {
    unsafe access(path, F_OK) != 0 && (path.firstRange(of: "://") != nil || has(endOf: path))
  }

  /// Whether what is behind the deepest directory there is looks like a secret more than like a name: ten letters and
  /// digits in a row with both among them, or forty of any kind.
  static func has(endOf path: String) -> Bool {
    var directory = path.startIndex
    for slash in path.indices where path[slash] == "/" {
      guard isDirectory(String(path[...slash])) else { break }
      directory = path.index(after: slash)
    }
    return path[directory...].split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.contains { word in
      word.utf8.count >= 40
        || word.utf8.count >= 10 && word.contains(where: \.isLetter) && word.contains(where: \.isNumber)
    }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension Failure {
  fileprivate static var tokenInPlaceOfPath: Failure {
    Failure(
      .configuration, "what is given as the token's file looks like a token itself, and isn't repeated here",
      hint: "put the token into a file that is yours alone, and give its path; if this was it, make a new one"
    )
  }

  /// A token's file that can't be used.
  fileprivate init(token error: KeyFileError) {
    switch error.reason {
    case .noSecret, .trailingContent:
      self.init(.configuration, "\(error)", hint: "put the token alone into the file, on one line")
    case .openToOthers:
      self.init(
        .notPermitted, "\(error.path): others may open this token", hint: "run: chmod 600 \(error.path)")
    default: self.init(error)
    }
  }
}
