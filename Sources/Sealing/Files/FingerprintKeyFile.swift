@_spi(SecretBytes) public import SecretMemory

/// The file of an organisation's fingerprint key: `#` comments, and one line of bech32 with 32 bytes behind
/// the prefix `CREDENCE-FINGERPRINT-KEY-`.
public enum FingerprintKeyFile {
  private static let prefix = "CREDENCE-FINGERPRINT-KEY-"

  /// Reads the key. The file must be its owner's alone, and hold no other key.
  public static func read(at path: String) throws(KeyFileError) -> SecretBuffer {
    let text = try KeyText(contentsOf: path, secrecy: .secret)
    var lines = LineScanner()
    guard let line = lines.nextKey(in: text.bytes) else { throw text.error(.noKey) }
    let number = lines.number
    var key = try text.buffer(count: FingerprintKey.byteCount)
    do throws(KeyTextError) {
      var output = key.mutableBytes
      try Bech32.decode(text.bytes.extracting(line), prefix: prefix, into: &output)
    } catch {
      throw text.error(error, line: number)
    }
    if lines.nextKey(in: text.bytes) != nil { throw text.error(.trailingContent(line: lines.number)) }
    return key
  }

  /// Makes a new key and writes it to a new file that only its owner may open.
  public static func create(at path: String) throws(KeyFileError) {
    var key = try KeyFileError.buffer(count: FingerprintKey.byteCount, path: path)
    key.fillWithRandomBytes()
    try KeyTextWriter.create(at: path) { writer in
      writer.append("# Credence fingerprint key. Reports compare only under the same key.\n")
      writer.appendBech32(key.bytes, prefix: prefix)
      writer.append("\n")
    }
  }
}
