internal import CProcess
internal import Glibc

/// Secret keys among the arguments, which every user of the machine can read there and shells keep in their
/// history. They are refused before anything looks at them, and never repeated.
enum SecretArguments {
  /// What a secret key begins with, whichever option it follows.
  private static let marks = [
    "age-secret-key-", "age-plugin-", "credence-fingerprint-key-1",
    // PEM and OpenSSH.
    "private key-----",
    // minisign's secret keys, under a passphrase and without one: `EdScB2` and `Ed\0\0B2` in base64.
    "rwrty0iy", "rwqaaeiy",
    // JSON Web Tokens: `{"alg":` and `{"typ":` in base64.
    "eyjhbgcioi", "eyj0exaioi",
  ].map { Array($0.utf8) }

  /// What an option without a value may be given in the belief that it takes a passphrase.
  private static let passphrase = Array("--passphrase=".utf8)

  /// The place of the first argument that holds a secret, from 1; nil if there is none.
  static func first() -> Int32? {
    (1..<max(1, credence_argument_count())).first { place in
      let argument = unsafe credence_argument(place)
      // The argument lives as long as the process, and ends in a zero.
      return holdsSecret(unsafe UnsafeBufferPointer(start: argument, count: strlen(argument)).span)
    }
  }

  private static func holdsSecret(_ text: Span<CChar>) -> Bool {
    matches(text, passphrase, at: 0)
      || text.indices.contains { place in marks.contains { matches(text, $0, at: place) } }
  }

  private static func matches(_ text: Span<CChar>, _ mark: [UInt8], at place: Int) -> Bool {
    guard text.count - place >= mark.count else { return false }
    return mark.indices.allSatisfy { lowercase(UInt8(bitPattern: text[place + $0])) == mark[$0] }
  }

  private static func lowercase(_ character: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character) ? character + 32 : character
  }

  /// Ends the program if there is one.
  static func refuse() {
    guard let place = first() else { return }
    Terminal.tell(
      """
      error: argument \(place) is a secret, which everybody on this machine can read there
      hint: give secrets in files that are yours alone; make a new key, since this one may have been seen

      """)
    Glibc.exit(64)
  }
}
