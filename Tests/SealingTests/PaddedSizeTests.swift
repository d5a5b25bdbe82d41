import Foundation
import Testing

@testable import Sealing

struct PaddedSizeTests {
  /// The paper's formula, in its words.
  private func padme(_ length: Int) -> Int {
    let exponent = Int(log2(Double(length)))
    let bits = Int(log2(Double(exponent))) + 1
    let mask = (1 << (exponent - bits)) - 1
    return (length + mask) & ~mask
  }

  @Test func `padded sizes are the paper's, and at most an eighth above`() {
    #expect((0...9).map { PaddedSize.of($0) } == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10])
    var length = 2
    while length < 1 << 40 {
      for near in [length - 1, length, length + 1] where near > 3 {
        let padded = PaddedSize.of(near)
        #expect(padded == padme(near), "\(near)")
        #expect(padded >= near && (padded - near) * 8 <= near)
        // What is padded stays as it is, so padding twice tells nothing either.
        #expect(PaddedSize.of(padded) == padded)
      }
      length = length * 9 / 8 + 1
    }
  }
}
