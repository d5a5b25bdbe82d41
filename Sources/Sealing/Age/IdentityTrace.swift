internal import Glibc
@_spi(SecretBytes) internal import SecretMemory

/// Whether a file looks as if it could open what was sealed.
public enum IdentityTrace {
  private static let identity: StaticString = "AGE-SECRET-KEY-"
  private static let openSSH: StaticString = "-----BEGIN OPENSSH PRIVATE KEY-----"
  private static let piece = 1 << 16

  /// Whether something like an age identity, of any kind and however wrong, stands anywhere in the file; or, `withSSH`,
  /// an OpenSSH private key. Reads it piece by piece into locked memory, whoever owns it. What is no regular file, or
  /// can't be read, holds none.
  public static func isIn(_ path: String, withSSH: Bool) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      var arena = try? SecretArena(capacity: piece)
    else { return false }
    // The end of a piece stays, since a mark may go on in the next.
    let overlap = max(identity.utf8CodeUnitCount, openSSH.utf8CodeUnitCount) - 1
    var kept = 0
    while true {
      let count = fill(&arena, behind: kept, from: descriptor)
      guard count > 0 else { return false }
      let end = kept + count
      if holds(arena.bytes.extracting(0..<end), identity)
        || withSSH && holds(arena.bytes.extracting(0..<end), openSSH)
      {
        return true
      }
      kept = min(overlap, end)
      var bytes = arena.mutableBytes
      for index in 0..<kept { bytes[index] = bytes[end - kept + index] }
    }
  }

  private static func fill(_ arena: inout SecretArena, behind kept: Int, from descriptor: Int32) -> Int {
    var bytes = arena.mutableBytes
    return unsafe bytes.withUnsafeMutableBytes { room in
      // The system writes within the arena: `kept` is less than a piece.
      unsafe room.baseAddress.map { unsafe read(descriptor, $0 + kept, piece - kept) } ?? -1
    }
  }

  private static func holds(_ bytes: Span<UInt8>, _ mark: StaticString) -> Bool {
    // The C boundary: a constant of the program.
    let mark = unsafe Span(_unsafeStart: mark.utf8Start, count: mark.utf8CodeUnitCount)
    guard bytes.count >= mark.count else { return false }
    let first = mark[0] & 0xDF
    for start in 0...bytes.count - mark.count where bytes[start] & 0xDF == first {
      var index = 1
      while index < mark.count, bytes[start + index] & 0xDF == mark[index] & 0xDF { index += 1 }
      if index == mark.count { return true }
    }
    return false
  }
}
