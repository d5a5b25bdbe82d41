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
    if text.hasPrefix("ya29."), text.count > 20 { return .gcpOAuthToken }
    if text.hasPrefix("1//"), text.count > 30 { return .gcpOAuthToken }
    return nil
  }
}
