internal import Reporting
internal import Sealing
package import SecretMemory

extension FingerprintKey {
  /// The key of a file.
  package static func read(at path: String) throws(Failure) -> FingerprintKey {
    let buffer: SecretBuffer
    do throws(KeyFileError) { buffer = try FingerprintKeyFile.read(at: path) } catch { throw Failure(error) }
    guard let key = FingerprintKey(taking: buffer) else {
      throw Failure(
        .configuration, "\(path): not a fingerprint key", hint: "make one with: credence keygen job DIR")
    }
    return key
  }
}
