internal import Facts

extension AWSShape {
  /// What the name of a role speaks of: the part of its ARN behind the last slash.
  static func hint(ofRoleARN text: Span<UInt8>) -> RoleHint {
    var start = text.count
    while start > 0, text[start - 1] != UInt8(ascii: "/") { start -= 1 }
    let name = text.extracting(start..<text.count)
    if name.contains(word: "organizationaccountaccessrole") { return .organizationAccess }
    if name.contains(word: "poweruser") { return .powerUser }
    if name.contains(word: "admin") { return .administrator }
    return name.contains(word: "fullaccess") ? .fullAccess : .none
  }
}

extension Span<UInt8> {
  /// Whether `word`, in small letters, stands anywhere in the text, in capitals or not.
  fileprivate func contains(word: String) -> Bool {
    let length = word.utf8.count
    guard count >= length, let first = word.utf8.first else { return false }
    for start in 0...count - length
    where self[start].lowercased == first && extracting(start..<start + length).isWord(word) {
      return true
    }
    return false
  }
}
