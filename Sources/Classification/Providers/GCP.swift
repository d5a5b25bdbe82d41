internal import Facts

extension ProviderTable {
  static let gcp = ProviderTable(
    provider: .gcp,
    modes: [
      ModeTable(
        .accessKey,
        [
          FieldRow(
            .keyfileJson, .blob, .gcpServiceAccountKeyFile, .gcpAuthorizedUserFile, .gcpExternalAccountFile,
            .gcpExternalAccountAuthorizedUserFile, .gcpImpersonatedServiceAccountFile,
            .gcpGDCHServiceAccountFile)
        ]),
      // Northflank makes the service account itself; nothing is handed over.
      ModeTable(.crossAccountRole, []),
    ])
}

/// The shapes of Google's values.
enum GCPShape {
  /// The `type` of a key file (google-auth's list).
  static func keyFileKind(ofType type: Span<UInt8>) -> Kind? {
    let kinds: [(String, Kind)] = [
      ("service_account", .gcpServiceAccountKeyFile),
      ("authorized_user", .gcpAuthorizedUserFile),
      ("external_account", .gcpExternalAccountFile),
      ("external_account_authorized_user", .gcpExternalAccountAuthorizedUserFile),
      ("impersonated_service_account", .gcpImpersonatedServiceAccountFile),
      ("gdch_service_account", .gcpGDCHServiceAccountFile),
    ]
    for (name, kind) in kinds where type.count == name.utf8.count && type.hasPrefix(name) { return kind }
    return nil
  }

  static func token(_ text: Span<UInt8>) -> Kind? {
    if text.hasPrefix("AIza"), text.count == 39, text.all(\.isURLSafe) { return .gcpAPIKey }
    if text.hasPrefix("GOCSPX-"), text.count == 35, text.all(\.isURLSafe) { return .gcpOAuthClientSecret }
    if text.hasPrefix("ya29."), text.count > 24, text.all(isOfToken) { return .gcpOAuthToken }
    if text.hasPrefix("1//0"), text.count > 30, text.all(from: 3, isOfToken) { return .gcpOAuthToken }
    return nil
  }

  private static func isOfToken(_ byte: UInt8) -> Bool { byte.isURLSafe || byte == UInt8(ascii: ".") }

  /// The kind of a text that may be a key file, by the first `type` in it that is one of those. Which of several
  /// is the file's own, only reading it tells.
  static func kind(ofKeyFile text: Span<UInt8>) -> Kind? {
    var start = 0
    while let key = text.index(of: "\"type\"", from: start) {
      start = key + 6
      let quote = text.end(from: start) { $0 <= 0x20 || $0 == UInt8(ascii: ":") }
      guard quote < text.count, text[quote] == UInt8(ascii: "\"") else { continue }
      let end = text.end(from: quote + 1) { $0.isLetter || $0 == UInt8(ascii: "_") }
      if let kind = keyFileKind(ofType: text.extracting(quote + 1..<end)) { return kind }
    }
    return nil
  }
}
