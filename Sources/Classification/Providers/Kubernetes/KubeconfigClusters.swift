internal import Facts

/// How the clusters of a kubeconfig are reached, by the words that stand behind the keys of `clusters`
/// (client-go's `clientcmd/api/v1`). Which of several is in use isn't known here.
struct KubeconfigClusters {
  private(set) var count = 0
  private(set) var withoutTLS = 0
  private(set) var withoutVerification = 0

  init(in text: Span<UInt8>) {
    var key = Key.other
    var index = 0
    while index < text.count {
      let byte = text[index]
      guard KubeconfigShape.isWord(byte), byte != UInt8(ascii: ":") else {
        if byte == 0x0A || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") { key = .other }
        index += 1
        continue
      }
      if byte == UInt8(ascii: "#"), index == 0 || text[index - 1] <= 0x20 {
        while index < text.count, text[index] != 0x0A { index += 1 }
        continue
      }
      let start = index
      while index < text.count, KubeconfigShape.isWord(text[index]) { index += 1 }
      let word = text.extracting(start..<index)
      note(word, behind: key)
      key = Key(word)
    }
  }

  private enum Key {
    case server, skipsVerification, other

    init(_ word: Span<UInt8>) {
      if KubeconfigShape.isKey(word, "server") {
        self = .server
      } else if KubeconfigShape.isKey(word, "insecure-skip-tls-verify") {
        self = .skipsVerification
      } else {
        self = .other
      }
    }
  }

  private mutating func note(_ word: Span<UInt8>, behind key: Key) {
    switch key {
    case .server:
      count += 1
      if word.count >= 7, word.extracting(0..<7).isWord("http://") { withoutTLS += 1 }
    case .skipsVerification:
      // YAML 1.1, which client-go reads, has all of these.
      if word.isWord("true") || word.isWord("yes") || word.isWord("on") || word.isWord("y") {
        withoutVerification += 1
      }
    case .other: break
    }
  }

  /// One cluster is the one in use; of several, it may be another.
  var basis: Basis { count == 1 ? .fact : .inferred }
}
