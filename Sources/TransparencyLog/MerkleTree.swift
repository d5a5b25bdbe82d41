internal import CSodium

/// A node of the tree: SHA-256.
public struct MerkleHash: Hashable, Sendable {
  /// Length in bytes.
  public static let byteCount = 32

  /// The hash's bytes.
  public let bytes: [UInt8]

  /// Takes a hash that was computed before; nil unless it has the right length.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The hash of an entry (RFC 6962, 2.1): a byte of 0, then the entry.
  public init(entry: [UInt8]) { self.init(hashing: [0] + entry) }

  /// The hash of two subtrees: a byte of 1, then both.
  public init(left: MerkleHash, right: MerkleHash) { self.init(hashing: [1] + left.bytes + right.bytes) }

  /// The root of an empty tree: the hash of nothing.
  static let empty = MerkleHash(hashing: [])

  private init(hashing input: [UInt8]) {
    var output = [UInt8](repeating: 0, count: Self.byteCount)
    // The C boundary: both arrays are alive for the call.
    _ = unsafe crypto_hash_sha256(&output, input, UInt64(input.count))
    bytes = output
  }
}

/// A Merkle tree as RFC 6962 defines it, over entries that are only ever added.
///
/// It keeps the roots of its perfect subtrees alone, so its size is that of the logarithm of its entries.
public struct MerkleTree: Sendable {
  /// How many entries it holds.
  public private(set) var size = 0

  // One perfect subtree for each bit that is set in `size`, the largest first.
  private var subtrees: [MerkleHash] = []

  /// A tree without entries.
  public init() {}

  /// Adds an entry by its hash.
  public mutating func append(_ leaf: MerkleHash) {
    var hash = leaf
    var bits = size
    while bits & 1 == 1, let left = subtrees.popLast() {
      hash = MerkleHash(left: left, right: hash)
      bits >>= 1
    }
    subtrees.append(hash)
    size += 1
  }

  /// The root, which stands for all entries in their order.
  public var root: MerkleHash {
    guard var root = subtrees.last else { return .empty }
    for left in subtrees.dropLast().reversed() { root = MerkleHash(left: left, right: root) }
    return root
  }
}
