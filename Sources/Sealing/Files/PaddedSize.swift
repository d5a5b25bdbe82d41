/// How long a file should be, so that its length tells little: Padmé (Nikitin et al., "Reducing Metadata Leakage
/// from Encrypted Files and Communication with PURBs", PETS 2019).
public enum PaddedSize {
  /// The shortest size that isn't below `count` and has few significant bits: about 2 log log of them. At most
  /// an eighth more than `count`, and for a gibibyte a sixtieth. `count` is 0 or more.
  public static func of(_ count: Int) -> Int {
    precondition(count >= 0)
    guard count > 1 else { return count }
    let exponent = Int.bitWidth - 1 - count.leadingZeroBitCount
    let bitsOfExponent = Int.bitWidth - exponent.leadingZeroBitCount
    let mask = (1 << max(exponent - bitsOfExponent, 0)) - 1
    return (count + mask) & ~mask
  }
}
