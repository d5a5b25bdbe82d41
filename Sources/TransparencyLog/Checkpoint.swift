public import Sealing

/// What a log says of itself at one moment, signed: its size and root, as a C2SP `tlog-checkpoint`
/// (https://c2sp.org/tlog-checkpoint).
///
/// Whoever keeps one can tell later whether entries were changed or taken away.
public struct Checkpoint: Equatable, Sendable {
  /// Which log it is: its name in notes too.
  public let origin: String

  /// How many entries the log has.
  public let size: Int

  /// The root over all of them.
  public let root: MerkleHash

  /// States what `tree` is.
  public init(origin: String, tree: MerkleTree) {
    self.origin = origin
    size = tree.size
    root = tree.root
  }

  private init(origin: String, size: Int, root: MerkleHash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The origin of a log whose checkpoints this key signs.
  public static func origin(of key: MinisignKeyID) -> String { "credence.log/\(key)" }

  /// The text that is signed: origin, size and root, a line each.
  var text: String { "\(origin)\n\(size)\n\(NoteBase64.encode(root.bytes))\n" }

  /// The checkpoint as a signed note.
  public func signed(with key: borrowing SigningKey) -> String { key.signNote(text, name: origin) }

  /// Reads a checkpoint, and checks that one of `keys` signed it.
  public init(_ note: String, trusting keys: [VerificationKey]) throws(LogError) {
    let checkpoint = try Checkpoint(unverified: note)
    guard keys.contains(where: { $0.verifies(note: note, text: checkpoint.text, name: checkpoint.origin) })
    else { throw .notSigned }
    self = checkpoint
  }

  /// The checkpoint in a text that was kept with something before it, as pings and chats have it: from the line before
  /// the first that is a number. The text itself, where there is none.
  public static func note(in text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let size = lines.firstIndex(where: { Int($0).map { "\($0)" } == String($0) }), size > 0 else {
      return text
    }
    return lines[(size - 1)...].joined(separator: "\n")
  }

  /// Reads a checkpoint, whoever signed it.
  public init(unverified note: String) throws(LogError) {
    let lines = note.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].hasPrefix("\n"), !lines[0].isEmpty,
      let size = Int(lines[1]), size >= 0, String(size) == lines[1],
      let root = NoteBase64.decode(lines[2], count: MerkleHash.byteCount).flatMap({ MerkleHash($0) })
    else { throw .notACheckpoint }
    self.init(origin: String(lines[0]), size: size, root: root)
  }
}

/// Why a log isn't accepted.
public enum LogError: Error, Equatable, Sendable {
  /// The text isn't a checkpoint.
  case notACheckpoint
  /// None of the trusted keys signed the checkpoint.
  case notSigned
  /// The log's file can't be read or written: what the system says, with the path.
  case system(String, path: String)
  /// A line of the log isn't an entry.
  case notAnEntry(line: Int)
  /// The log's file holds other entries than its keeper knows, from this line on.
  case differs(line: Int)

  /// What is wrong, in a few words.
  public var reason: String {
    switch self {
    case .notACheckpoint: "this isn't a checkpoint"
    case .notSigned: "no trusted key signed the checkpoint"
    case .system(let reason, _): reason
    case .notAnEntry(let line): "line \(line) isn't an entry"
    case .differs(let line): "line \(line) isn't what the ledger knows"
    }
  }
}
