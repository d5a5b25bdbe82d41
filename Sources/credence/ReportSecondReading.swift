internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

extension OpenedReport {
  /// Verifies a report from its first byte to its last, and only then calls `body` with its lines, in pieces and
  /// without their padding.
  ///
  /// The file is opened twice, so that a long report takes no more memory than a short one. Each chunk of the
  /// second reading is held against the first before it is given away: it makes no difference whether somebody
  /// changes the file in between.
  static func read(
    _ path: String, identities: borrowing AgeIdentities, from identityPaths: [String],
    trusting keys: TrustedKeys, _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var inside = ReportInside(path: path, remembersChunks: true)
    _ = try open(path, identities: identities, from: identityPaths, trusting: keys, into: &inside)
    try read(path, again: inside.chunks, identities: identities, body)
  }

  /// The second reading; `chunks` are the digests of what the first one verified.
  static func read(
    _ path: String, again chunks: [MessageDigest], identities: borrowing AgeIdentities,
    _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard file >= 0 else {
      throw Failure(.inputOutput, "\(path): \(SystemError(number: errno).message)", hint: "check the path")
    }
    defer { close(file) }
    var inside = ReportInside(path: path, keepsLines: true, remembersChunks: true)
    var failure: Failure?
    do throws(AgeReadError) {
      var reader = try AgeReader(source: DescriptorSource(file), identities: identities)
      while failure == nil, let chunk = try reader.nextChunk() {
        let place = inside.chunks.count
        let isTaken = (try? inside.write(chunk)) != nil
        guard isTaken, place < chunks.count, inside.chunks[place] == chunks[place] else { break }
        do throws(Failure) { try body(inside.takeLines()) } catch { failure = error }
      }
    } catch {
      throw Failure(.opening(error), at: path)
    }
    if let failure { throw failure }
    guard inside.chunks == chunks else { throw Failure(.changedWhileReading(path: path)) }
  }
}
