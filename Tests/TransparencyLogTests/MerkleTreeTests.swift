import Foundation
import Testing
import TransparencyLog

@Suite struct `The Merkle tree` {
  /// The root as RFC 6962 writes it down, by recursion over all entries.
  private func root(_ entries: ArraySlice<[UInt8]>) -> MerkleHash {
    if entries.count == 1, let only = entries.first { return MerkleHash(entry: only) }
    var half = 1
    while half * 2 < entries.count { half *= 2 }
    return MerkleHash(left: root(entries.prefix(half)), right: root(entries.dropFirst(half)))
  }

  @Test func `its root is that of RFC 6962 at every size`() {
    var tree = MerkleTree()
    var entries: [[UInt8]] = []
    for index in 0..<130 {
      entries.append(Array("entry \(index)".utf8))
      tree.append(MerkleHash(entry: entries[index]))
      #expect(tree.size == index + 1)
      #expect(tree.root == root(entries[...]), "at \(index + 1)")
    }
  }

  /// The test vectors of Certificate Transparency's reference implementation.
  @Test func `its roots are those of Certificate Transparency's vectors`() {
    let inputs = [
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    let roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    var tree = MerkleTree()
    for (input, root) in zip(inputs, roots) {
      tree.append(MerkleHash(entry: bytes(input)))
      #expect(tree.root.bytes == bytes(root))
    }
  }

  private func bytes(_ text: String) -> [UInt8] {
    stride(from: 0, to: text.count, by: 2).compactMap {
      UInt8(text.dropFirst($0).prefix(2), radix: 16)
    }
  }
}
