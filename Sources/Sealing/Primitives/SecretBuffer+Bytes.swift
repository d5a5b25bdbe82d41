@_spi(SecretBytes) internal import SecretMemory

extension SecretBuffer {
  /// Fills it from the system's generator.
  mutating func fillWithRandomBytes() {
    var bytes = mutableBytes
    Sodium.fillWithRandomBytes(&bytes)
  }

  /// Puts `source` at `offset`.
  mutating func copy(_ source: Span<UInt8>, at offset: Int = 0) {
    var bytes = mutableBytes
    Sodium.copy(source, into: &bytes, at: offset)
  }

  /// Puts another secret at the start.
  mutating func copy(_ source: borrowing SecretBuffer) { copy(source.bytes) }

  /// Overwrites everything with zeroes.
  mutating func wipe() {
    var bytes = mutableBytes
    Sodium.wipe(&bytes)
  }
}

/// Runs `body`, and turns its error into one of the caller's kind.
func converting<Value: ~Copyable, Inner: Error, Outer: Error>(
  _ convert: (Inner) -> Outer, _ body: () throws(Inner) -> Value
) throws(Outer) -> Value {
  do throws(Inner) {
    return try body()
  } catch {
    throw convert(error)
  }
}
