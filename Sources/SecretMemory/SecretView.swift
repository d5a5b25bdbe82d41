internal import CSodium

/// A borrowed look at text that may be secret: where it lies, not what it says.
///
/// It can't be copied, kept, printed, encoded or compared by `==`; the compiler refuses each of these. Its
/// bytes are seen only by files that say `@_spi(SecretBytes) import SecretMemory`, a list that CI prints. All
/// text of a payload travels as a `SecretView` until Classification has decided that it may be shown.
///
/// What it doesn't protect against: code behind that import, and whoever can read this process's memory.
public struct SecretView: ~Copyable, ~Escapable {
  private let span: Span<UInt8>

  /// Looks at bytes that somebody else keeps.
  @_spi(SecretBytes) @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) { span = bytes }

  /// Length in bytes.
  public var count: Int { span.count }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { span.isEmpty }

  /// The bytes themselves.
  @_spi(SecretBytes) public var bytes: Span<UInt8> {
    @_lifetime(copy self)
    get { span }
  }

  /// Whether two secrets are equal, in time that depends on their lengths alone.
  public func isEqual(to other: borrowing SecretView) -> Bool {
    guard count == other.count else { return false }
    return unsafe span.withUnsafeBytes { left in
      unsafe other.span.withUnsafeBytes { right in
        guard let a = left.baseAddress, let b = right.baseAddress else { return true }
        return unsafe sodium_memcmp(a, b, left.count) == 0
      }
    }
  }
}
