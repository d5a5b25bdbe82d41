internal import CSodium
internal import Facts

/// BLAKE2b without a key, for what isn't secret: policy packs, ids of findings and runs.
public enum Digest {
  /// BLAKE2b with `byteCount` bytes of output (16 to 64), in hexadecimal.
  public static func hexadecimal(of text: some Sequence<UInt8>, byteCount: Int) -> String {
    let input = Array(text)
    return hexadecimal(of: input.span, byteCount: byteCount)
  }

  /// The same of bytes where they lie.
  public static func hexadecimal(of bytes: Span<UInt8>, byteCount: Int) -> String {
    var output = [UInt8](repeating: 0, count: byteCount)
    // The C boundary: both are alive for the call, and the length is within BLAKE2b's limits.
    unsafe bytes.withUnsafeBufferPointer { input in
      _ = unsafe crypto_generichash(&output, byteCount, input.baseAddress, UInt64(input.count), nil, 0)
    }
    return output.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// BLAKE2b with 16 bytes of output.
  static func fingerprint(of input: [UInt8]) -> Fingerprint {
    var result: [16 of UInt8] = .init(repeating: 0)
    var output = result.mutableSpan
    // The C boundary, as above.
    unsafe output.withUnsafeMutableBufferPointer {
      guard let start = $0.baseAddress else { return }
      _ = unsafe crypto_generichash(start, 16, input, UInt64(input.count), nil, 0)
    }
    return Fingerprint(result)
  }
}
