internal import Classification
internal import Glibc
public import Reporting
internal import SecretMemory

/// One thing to audit.
public enum AuditInput: Sendable, Equatable {
  case standardInput
  case file(String)

  /// How reports and errors call it.
  public var name: String {
    switch self {
    case .standardInput: "stdin"
    case .file(let path): Self.printable(path)
    }
  }

  /// A path without what could steer a terminal, and without a credential that somebody called a file by.
  private static func printable(_ path: String) -> String {
    let shown = path.split(separator: "/", omittingEmptySubsequences: false).map { name in
      Note.holdsCredential(fileName: String(name)) ? "[redacted: \(name.utf8.count) bytes]" : String(name)
    }.joined(separator: "/")
    return String(
      shown.unicodeScalars.map { $0.value < 0x20 || 0x7F...0x9F ~= $0.value ? "?" : Character($0) })
  }

  /// What the paths of a command line stand for: `-` is standard input; a directory is all JSON
  /// and YAML files below it. Sorted, each once, so that the report doesn't depend on the order in which they were named.
  /// Sealed files of a directory are among them only if there is something to open them with.
  public static func expand(
    _ paths: [String], opensSealed: Bool = false
  ) -> (inputs: [AuditInput], skipped: Int, problems: [Cause]) {
    let endings = extensions + (opensSealed ? [sealedExtension] : [])
    var inputs: [AuditInput] = []
    var skipped = 0
    var problems: [Cause] = []
    for path in paths {
      if path == "-" {
        inputs.append(.standardInput)
      } else if isDirectory(path) {
        let before = (inputs.count, problems.count)
        list(path, endings, into: &inputs, skipped: &skipped, problems: &problems)
        if (inputs.count, problems.count) == before {
          let reason = "there is no JSON or YAML file in this directory"
          problems.append(Cause(code: .badInput, reason: reason, place: printable(path)))
        }
      } else {
        inputs.append(.file(path))
      }
    }
    var sorted: [AuditInput] = []
    for input in inputs.sorted(by: { $0.order < $1.order }) where input != sorted.last {
      sorted.append(input)
    }
    return (sorted, skipped, problems)
  }

  /// The largest integration that these inputs can hold, in bytes, and no more than `limit`; in a template, one
  /// text may stand in several fields. Less memory to lock makes a short run shorter.
  public static func largestIntegration(in inputs: [AuditInput], limit: Int) -> Int {
    var largest = min(limit, 1 << 16)
    for input in inputs {
      guard case .file(let path) = input, let size = size(of: path) else { return limit }
      largest = max(largest, min(4 * size, limit))
    }
    return largest
  }

  /// A regular file's size; nil of anything else, and of files that don't say, as in /proc.
  private static func size(of path: String) -> Int? {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
      return nil
    }
    return Int(status.st_size)
  }

  /// Files by path, standard input last.
  private var order: (Int, String) {
    switch self {
    case .file(let path): (0, path)
    case .standardInput: (1, "")
    }
  }

  /// Opens it for reading.
  func open() throws(SystemError) -> Int32 {
    guard case .file(let path) = self else { return STDIN_FILENO }
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw SystemError(number: errno) }
    return descriptor
  }

  /// Closes what `open` gave.
  func close(_ descriptor: Int32) {
    if self != .standardInput { Glibc.close(descriptor) }
  }

  /// How names of files end that are read where a directory is given. What is in them is told by what is in
  /// them.
  public static let extensions = [".json", ".jsonl", ".ndjson", ".yaml", ".yml"]

  /// How names of sealed files end.
  public static let sealedExtension = ".age"

  /// A file of this name stands in a directory that a fetch goes into, until it has ended.
  public static let unfinished = "unfinished.fetch"
  /// And one of this name once it has: a line with the name of each file that it saved.
  public static let finished = "finished.fetch"

  /// The path of a sealed file; nil of anything else.
  public var sealedPath: String? {
    guard case .file(let path) = self, path.hasSuffix(Self.sealedExtension) else { return nil }
    return path
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// What an entry of a directory is.
  private enum Kind {
    case directory
    /// Which may lead in circles, and so isn't followed; nor is one to nothing that could be one.
    case linkToDirectory
    case other

    init(_ path: String, listedAs type: UInt8) {
      var mode: mode_t
      switch Int(type) {
      case Int(DT_DIR): mode = S_IFDIR
      case Int(DT_LNK): mode = S_IFLNK
      case Int(DT_UNKNOWN):
        // Some file systems don't tell.
        var status = stat()
        mode = unsafe lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
      default: mode = 0
      }
      guard mode == S_IFLNK else {
        self = mode == S_IFDIR ? .directory : .other
        return
      }
      var status = stat()
      mode = unsafe stat(path, &status) == 0 ? status.st_mode & S_IFMT : S_IFDIR
      self = mode == S_IFDIR ? .linkToDirectory : .other
    }
  }

  private static func list(
    _ directory: String, _ endings: [String], into inputs: inout [AuditInput], skipped: inout Int,
    problems: inout [Cause]
  ) {
    guard let stream = unsafe opendir(directory) else {
      problems.append(
        Cause(code: .inputOutput, reason: SystemError(number: errno).message, place: printable(directory)))
      return
    }
    defer { unsafe closedir(stream) }
    var files: [String] = []
    var directories: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
      let kind = Kind(path, listedAs: unsafe entry.pointee.d_type)
      if kind == .directory {
        directories.append(path)
      } else if kind == .linkToDirectory {
        let reason =
          "this is a link to a directory, or to nothing, and isn't followed: nothing behind it was read"
        problems.append(Cause(code: .badInput, reason: reason, place: printable(path)))
      } else if name == unfinished {
        problems.append(
          Cause(
            code: .unavailable,
            reason: "a fetch into this directory didn't end, so that integrations are missing",
            place: printable(directory)))
      } else if name == finished {
        if let missing = FetchedList.problem(in: directory, place: printable(directory)) {
          problems.append(missing)
        }
      } else if endings.contains(where: name.hasSuffix) {
        // A pipe that somebody left here would be waited for.
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
          problems.append(
            Cause(code: .badInput, reason: "this is no file that holds anything", place: printable(path)))
        } else {
          files.append(path)
        }
      } else {
        skipped += 1
      }
    }
    for path in (files + directories).sorted() {
      if directories.contains(path) {
        list(path, endings, into: &inputs, skipped: &skipped, problems: &problems)
      } else {
        inputs.append(.file(path))
      }
    }
  }
}
