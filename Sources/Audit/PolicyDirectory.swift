internal import Glibc
public import PolicyEngine
internal import Reporting
internal import SecretMemory

/// A directory of policy packs: its `.yaml` files are policies, and those in its folder `data` are data.
public enum PolicyDirectory {
  /// A pack may be this large; more is a mistake.
  private static let maximumSize = 1 << 20

  /// The packs of a directory, sorted by name; they are called by their paths.
  ///
  /// - Throws: What couldn't be read, or that there is nothing.
  public static func packs(at path: String) throws(Complaint) -> [PolicyPack] {
    let root = path.hasSuffix("/") ? String(path.dropLast()) : path
    var packs = try read(root, isData: false)
    if packs.isEmpty {
      throw Complaint(
        cause: Cause(code: .configuration, reason: "there is no .yaml file in this directory", place: path),
        hint: "name a directory of policy files; `credence policy new ID` writes a first one")
    }
    if unsafe access(root + "/data", F_OK) == 0 { packs += try read(root + "/data", isData: true) }
    return packs
  }

  private static func read(_ directory: String, isData: Bool) throws(Complaint) -> [PolicyPack] {
    let names: [String]
    do throws(SystemError) { names = try DirectoryNames.visible(in: directory) } catch {
      throw failure(error, directory)
    }
    var packs: [PolicyPack] = []
    for name in names where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      let path = directory + "/" + name
      packs.append(PolicyPack(name: path, text: try text(at: path), isData: isData))
    }
    return packs
  }

  private static func text(at path: String) throws(Complaint) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(SystemError(number: errno), path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece: [UInt8] = Array(repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(descriptor, &piece, piece.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(SystemError(number: errno), path)
      }
      if count == 0 { break }
      bytes += piece[..<count]
      if bytes.count > maximumSize {
        throw Complaint(
          cause: Cause(
            code: .configuration, reason: "this pack is larger than \(maximumSize) bytes", place: path),
          hint: "split it, or check what this file is")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Complaint(
        cause: Cause(code: .configuration, reason: "this pack isn't UTF-8 text", place: path),
        hint: "write it as UTF-8")
    }
    return text
  }

  private static func failure(_ error: SystemError, _ path: String) -> Complaint {
    Complaint(
      cause: Cause(code: .inputOutput, reason: error.message, place: path),
      hint: "check the path of --policies and its permissions")
  }
}
