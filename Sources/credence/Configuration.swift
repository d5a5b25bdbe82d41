internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import YAMLReader

/// What `credence init` writes and `--config` reads: whom to seal to, and where the keys lie.
package struct Configuration {
  /// Whom to seal to, the escrow last.
  var recipients: [AgeRecipient] = []
  var signKey: String?
  var fingerprintKey: String?
  var waivers: String?
  /// The limits that policies go by, in place of the usual ones.
  private var limits: YAMLNode?
  private let path: String

  private static let keys = [
    "recipients", "recipientsFile", "escrow", "signKey", "fingerprintKey", "waivers", "limits",
  ]

  /// Reads a file. Paths in it are relative to its directory.
  init(contentsOf path: String) throws(Failure) {
    self.path = path
    let bytes = try TextFile.bytes(of: path, as: "a configuration")
    let root: YAMLNode
    do throws(YAMLError) { root = try YAMLNode(reading: bytes) } catch {
      throw Failure(.configuration, "\(path):\(error)", hint: "see what credence init writes")
    }
    func wrong(_ position: YAMLPosition, _ reason: String, _ hint: String) -> Failure {
      Failure(.configuration, "\(path):\(position.line):\(position.column): \(reason)", hint: hint)
    }
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    func placed(_ name: String) -> String { name.hasPrefix("/") ? name : directory + name }
    func text(_ node: YAMLNode) throws(Failure) -> String {
      guard let text = node.text, !text.isEmpty else {
        throw wrong(node.position, "a text belongs here", "fill it in, or put # before the line")
      }
      return text
    }
    func recipient(_ node: YAMLNode) throws(Failure) -> AgeRecipient {
      let line = try text(node)
      do throws(KeyTextError) { return try AgeRecipient(line) } catch {
        let hint =
          error == .secretKeyAmongPublicKeys
          ? "others may have seen it: make a new key, and give the public half"
          : "give the line of a recipient.txt, which starts with age1"
        throw wrong(node.position, "\(error)", hint)
      }
    }
    /// A list, or one value in its place; nothing where there are only comments.
    func list(_ node: YAMLNode) throws(Failure) -> [YAMLNode] {
      if let elements = node.elements { return elements }
      guard let text = node.text else {
        throw wrong(node.position, "a list belongs here", "write - before each")
      }
      return text.isEmpty ? [] : [node]
    }
    guard let entries = root.entries else {
      throw wrong(root.position, "this isn't a configuration", "see what credence init writes")
    }
    var escrow: AgeRecipient?
    for entry in entries {
      switch entry.name {
      case "recipients":
        for node in try list(entry.value) { recipients.append(try recipient(node)) }
      case "recipientsFile":
        for node in try list(entry.value) {
          let file = placed(try text(node))
          do throws(KeyFileError) { recipients += try AgeRecipient.list(contentsOf: file) } catch {
            throw Failure(error)
          }
        }
      case "escrow": escrow = try recipient(entry.value)
      case "signKey": signKey = placed(try text(entry.value))
      case "waivers": waivers = placed(try text(entry.value))
      case "limits": limits = entry.value
      case "fingerprintKey": fingerprintKey = placed(try text(entry.value))
      default:
        throw wrong(
          entry.position, "the key isn't one of \(Self.keys.joined(separator: ", "))",
          Spelling.nearest(to: entry.name, among: Self.keys).map { "did you mean \($0)?" } ?? "correct it")
      }
    }
    // A configuration of limits alone seals nothing.
    if !entries.contains(where: { ["recipients", "recipientsFile", "escrow"].contains($0.name) }) { return }
    guard let escrow else {
      throw wrong(
        root.position, "there is no escrow, so whoever loses the readers' identities loses all reports",
        "make one with credence keygen reader on a machine that stays offline")
    }
    var unique: [AgeRecipient] = []
    for recipient in recipients + [escrow] where !unique.contains(recipient) { unique.append(recipient) }
    recipients = unique
    guard recipients.count > 1 else {
      throw wrong(root.position, "nobody but the escrow could read the reports", "add a recipient")
    }
  }

  /// The limits as data that policies go by, from that day on.
  func limitPacks(on day: Day) throws(Failure) -> [PolicyPack] {
    try Limits.packs(limits, from: path, on: day)
  }
}
