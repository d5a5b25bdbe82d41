internal import JSONReader
internal import Sealing

/// What a log says, held against checkpoints that somebody kept and against the reports that lie there.
public struct LogCheck: Sendable {
  /// One entry, as far as the check needs it.
  public struct Entry: Sendable, Equatable {
    /// The run's id.
    public let run: String
    /// When it ran, as RFC 3339.
    public let now: String
    /// Its report's file name.
    public let report: String
    /// BLAKE2b-512 of the sealed report, in hexadecimal.
    public let digest: String
  }

  /// Something that doesn't fit.
  public enum Fault: Error, Equatable, Sendable {
    /// The checkpoint knows more entries than the log has: some were taken away.
    case truncated(checkpoint: String, size: Int)
    /// Up to this entry, counted from 1, the log isn't what the checkpoint signed.
    case changed(checkpoint: String, entry: Int)
    /// A report isn't the one that the log names.
    case otherReport(entry: Int)
  }

  /// The entries, oldest first.
  public let entries: [Entry]
  private let log: TransparencyLog

  /// Reads a log's entries.
  public init(_ log: TransparencyLog) throws(LogError) {
    self.log = log
    var entries: [Entry] = []
    for (index, line) in log.entries.enumerated() {
      guard let entry = Entry(line) else { throw .notAnEntry(line: index + 1) }
      entries.append(entry)
    }
    self.entries = entries
  }

  /// Parts checkpoints out of a directory, by name, into those of this log and those of others: of origins that have none
  /// beside one of this log's reports, and whose smallest is of another tree. Where nothing is known to be this log's,
  /// all are taken for it.
  public func own(
    among checkpoints: [(name: String, checkpoint: Checkpoint)]
  ) -> (own: [(name: String, checkpoint: Checkpoint)], othersCount: Int) {
    let reports = Set(entries.map { $0.report + ".checkpoint" })
    let beside = checkpoints.filter { reports.contains(String($0.name.split(separator: "/").last ?? "")) }
    if beside.isEmpty { return (checkpoints, 0) }
    var smallest: [String: Checkpoint] = [:]
    for (_, checkpoint) in checkpoints where checkpoint.size < smallest[checkpoint.origin]?.size ?? .max {
      smallest[checkpoint.origin] = checkpoint
    }
    let known = Set(beside.map(\.checkpoint.origin))
    let others = smallest.filter { origin, checkpoint in
      !known.contains(origin) && checkpoint.size <= entries.count && !log.agrees(with: checkpoint)
    }
    let own = checkpoints.filter { others[$0.checkpoint.origin] == nil }
    return (own, checkpoints.count - own.count)
  }

  /// Holds the log against checkpoints, by name. The first run that doesn't fit is that of the smallest checkpoint
  /// that the log doesn't agree with.
  public func compare(_ checkpoints: [(name: String, checkpoint: Checkpoint)]) throws(Fault) {
    // One pass over the entries, so that years of checkpoints cost no more than one.
    var tree = MerkleTree()
    for (name, checkpoint) in checkpoints.sorted(by: { $0.checkpoint.size < $1.checkpoint.size }) {
      guard checkpoint.size <= log.entries.count else {
        throw .truncated(checkpoint: name, size: checkpoint.size)
      }
      while tree.size < checkpoint.size { tree.append(MerkleHash(entry: log.entries[tree.size])) }
      guard tree.root == checkpoint.root else { throw .changed(checkpoint: name, entry: checkpoint.size) }
    }
  }

  /// Holds the reports of a directory against the log, and counts those that lie there. One that was deleted is no
  /// fault: reports are kept for a time, the log for good.
  public func compareReports(in directory: String) throws(LogError) -> (found: Int, fault: Fault?) {
    var found = 0
    for (index, entry) in entries.enumerated() {
      guard let bytes = try DurableFile.read(directory + "/" + entry.report) else { continue }
      var hasher = MessageHasher()
      hasher.update(bytes.span)
      guard hasher.finish().hexadecimal == entry.digest else {
        return (found, .otherReport(entry: index + 1))
      }
      found += 1
    }
    return (found, nil)
  }
}

extension LogCheck.Entry {
  init?(_ line: [UInt8]) {
    var reader = JSONReader()
    var bytes = line
    guard let end = try? reader.read(bytes.span), end == bytes.count else { return nil }
    var span = bytes.mutableSpan
    reader.unescape(in: &span)
    let tokens = reader.tokens
    guard !tokens.isEmpty, tokens[0].type == .object else { return nil }
    var texts: [String: String] = [:]
    var index = 1
    while index < Int(tokens[0].link) {
      let value = tokens[index + 1]
      if value.type == .string {
        texts[String(decoding: bytes[tokens[index].range], as: UTF8.self)] =
          String(decoding: bytes[value.range], as: UTF8.self)
      }
      index = tokens.index(after: index + 1)
    }
    guard let run = texts["run"], let now = texts["now"], let report = texts["report"],
      let digest = texts["digest"], !report.contains("/")
    else { return nil }
    self.init(run: run, now: now, report: report, digest: digest)
  }
}
