internal import Facts
internal import JSONReader

// Secrets that a kubeconfig hands to programs, or to what authenticates for it.

extension Kubeconfig {
  /// Calls `body` with the part's name and each value that opens something among a plugin's arguments and variables.
  func forEachPluginSecret(_ exec: borrowing JSONObject, _ body: (StaticString, ArgumentScan.Value) -> Void) {
    var scan = ArgumentScan()
    exec.forEachElement("args") { argument in scan.add(argument, in: bytes) { body("exec.args", $0) } }
    exec.forEachObject("env") { variable in
      guard let value = variable.scalar("value") else { return }
      ArgumentScan.assign(variable.scalar("name") ?? 0..<0, value, in: bytes) { body("exec.env", $0) }
    }
  }

  /// The same of an auth provider's settings, but for those that are parts by their own names. One that nobody knows
  /// may be a secret whatever its name is.
  func forEachSetting(_ provider: borrowing JSONObject, _ body: (StaticString, ArgumentScan.Value) -> Void) {
    guard let config = provider.value("config"), tokens[config].type == .object else { return }
    var index = config + 1
    while index < Int(tokens[config].link) {
      let (key, value) = (tokens[index], tokens[index + 1])
      let name = bytes.extracting(key.range)
      if value.type == .string || value.type == .number,
        KubeconfigShape.keys.value(of: name, hash: key.link) == nil
      {
        if name.holds("cmd-args") {
          var scan = ArgumentScan()
          scan.add(value.range, in: bytes) { body("auth-provider.config", $0) }
        } else if Self.openSettings.value(of: name, hash: key.link) == nil {
          let isCertain = SecretNames.call(name)
          body(
            "auth-provider.config",
            ArgumentScan.Value(range: value.range, kinds: .none, isCertain: isCertain))
        }
      }
      index = tokens.index(after: index + 1)
    }
  }

  /// Settings that client-go's providers had and that open nothing.
  private static let openSettings = KeywordTable<Bool>(
    [
      "client-id", "idp-issuer-url", "idp-certificate-authority", "idp-certificate-authority-data",
      "extra-scopes", "cmd-path", "expiry", "expiry-key", "token-key", "scopes", "apiserver-id",
      "environment",
      "tenant-id", "config-mode", "expires-in", "expires-on",
    ].map { ($0, true) })
}
