/// A log that only grows: one line of JSON an entry, in a file, with a Merkle tree over the lines.
public struct TransparencyLog: Sendable {
  /// The file.
  public let path: String

  /// The entries, each without its newline.
  public private(set) var entries: [[UInt8]] = []

  /// The tree over all entries.
  public private(set) var tree = MerkleTree()

  /// Reads a log; one that isn't there yet is empty, unless it must be. A last line that was cut off isn't an entry.
  public init(path: String, mustExist: Bool = false) throws(LogError) {
    self.path = path
    guard let bytes = try DurableFile.read(path) else {
      if mustExist { throw .system("there is no such file", path: path) }
      return
    }
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      guard !line.isEmpty else { throw .notAnEntry(line: entries.count + 1) }
      add(Array(line))
    }
  }

  /// The log as it is once it holds exactly `wanted`, of which it may lack the last ones.
  ///
  /// Throws `differs` if it holds something else: the log and its keeper disagree, which nobody mends silently.
  public func completed(with wanted: [[UInt8]]) throws(LogError) -> TransparencyLog {
    for (index, entry) in entries.enumerated() where index >= wanted.count || wanted[index] != entry {
      throw .differs(line: index + 1)
    }
    var log = self
    for entry in wanted.dropFirst(entries.count) { log.add(entry) }
    return log
  }

  /// Makes the file hold exactly `wanted`, and throws as `completed(with:)` does.
  public mutating func complete(with wanted: [[UInt8]]) throws(LogError) {
    let completed = try completed(with: wanted)
    let missing = wanted.dropFirst(entries.count)
    if missing.isEmpty { return }
    // What a crash left of a line goes first.
    let whole = entries.reduce(0) { $0 + $1.count + 1 }
    if let bytes = try DurableFile.read(path), bytes.count > whole {
      try DurableFile.truncate(path, to: whole)
    }
    try DurableFile.append(missing.flatMap { $0 + [0x0A] }, to: path)
    self = completed
  }

  /// The tree over the first `size` entries; nil if there aren't so many.
  public func tree(ofFirst size: Int) -> MerkleTree? {
    guard size <= entries.count else { return nil }
    var tree = MerkleTree()
    for entry in entries.prefix(size) { tree.append(MerkleHash(entry: entry)) }
    return tree
  }

  /// Whether a checkpoint is one of this log's own, past or present.
  public func agrees(with checkpoint: Checkpoint) -> Bool {
    tree(ofFirst: checkpoint.size)?.root == checkpoint.root
  }

  private mutating func add(_ entry: [UInt8]) {
    entries.append(entry)
    tree.append(MerkleHash(entry: entry))
  }
}
