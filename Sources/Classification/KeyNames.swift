internal import Facts
internal import JSONReader

/// Names that people give to credentials, where those aren't in a field of their own.
enum KeyNames {
  /// No name is longer, with what joins its words.
  static let longest = 48

  /// What the value of a key of that name is, if it fits; the name in any way of writing.
  static func kind(named name: Span<UInt8>) -> Kind? {
    guard name.count <= longest else { return nil }
    for (known, kind) in names where name.endsAlike(known) { return kind }
    return nil
  }

  /// In small letters, without what joins words. A longer name ends in one of these.
  private static let names: [(String, Kind)] = [
    ("secretaccesskey", .awsSecretAccessKey), ("awssecretkey", .awsSecretAccessKey),
    ("awssecret", .awsSecretAccessKey), ("secretkey", .awsSecretAccessKey),
    ("sessiontoken", .awsSessionToken), ("securitytoken", .awsSessionToken),
    ("accountkey", .azureStorageKey), ("storagekey", .azureStorageKey),
    ("azureclientsecret", .azureClientSecretLegacy), ("armclientsecret", .azureClientSecretLegacy),
    ("cloudflareapitoken", .cloudflareUnprefixedAPIToken), ("cfapitoken", .cloudflareUnprefixedAPIToken),
    ("civoapikey", .civoAPIKey), ("civotoken", .civoAPIKey), ("aiventoken", .aivenToken),
    ("aivenapikey", .aivenToken), ("coreweavetoken", .coreweaveAccessToken),
    ("coreweaveaccesstoken", .coreweaveAccessToken), ("edgegridclientsecret", .akamaiClientSecret),
    ("akamaiclientsecret", .akamaiClientSecret),
  ]
}

extension Span<UInt8> {
  /// Whether the text's last letters and digits are those of `word`, in capitals or not.
  func endsAlike(_ word: String) -> Bool {
    var index = count
    for byte in word.utf8.reversed() {
      repeat {
        index -= 1
        if index < 0 { return false }
      } while !self[index].isLetter && !self[index].isDigit
      if self[index].lowercased != byte { return false }
    }
    return true
  }
}
