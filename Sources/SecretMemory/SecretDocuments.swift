/// Documents that don't come from a file: out of a sealed one, or from the network.
///
/// Whoever reads them gets each one's bytes where it wants them, and nobody keeps them in between. They are read once,
/// one after the other.
public final class SecretDocuments {
  private let advance: () -> Int?
  private let readMore: (inout MutableSpan<UInt8>) throws(SystemError) -> Int

  /// Documents by two functions.
  ///
  /// - Parameters:
  ///   - next: Goes on to the next document and gives its number, from 1; nil when there are no more.
  ///   - read: Puts at least one and at most as many bytes of it as there is room for to the front, and says how many;
  ///     0 at the document's end.
  @_spi(SecretBytes) public init(
    next: @escaping () -> Int?, read: @escaping (inout MutableSpan<UInt8>) throws(SystemError) -> Int
  ) {
    advance = next
    readMore = read
  }

  /// Goes on to the next document and gives its number, from 1; nil when there are no more.
  public func next() -> Int? { advance() }

  /// Reads on in the document: at least one byte and at most as many as there is room for; 0 at its end.
  @_spi(SecretBytes) public func read(into room: inout MutableSpan<UInt8>) throws(SystemError) -> Int {
    try readMore(&room)
  }
}
