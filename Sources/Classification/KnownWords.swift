/// The words that a key, a provider or a feature which we don't know may be made of and still be shown.
///
/// A closed list, since a rule of thumb would sooner or later print a secret that stands as a key.
enum KnownWords {
  /// Whether the text is made of known words alone, joined in camel case or by `-`, `_` or `.`.
  static func make(up text: Span<UInt8>) -> Bool {
    guard (1...64).contains(text.count) else { return false }
    var start = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      guard byte.isLetter || byte.isDigit || byte == 0x2D || byte == 0x5F || byte == 0x2E else {
        return false
      }
      index += 1
      let endsWord =
        index == text.count || !text[index].isLetter
        || text[index].isUppercaseLetter && !byte.isUppercaseLetter
        || text[index].isUppercaseLetter && index + 1 < text.count && text[index + 1].isLowercaseLetter
      if !byte.isLetter {
        // A number stands alone and is short: a version, a counter.
        if byte.isDigit, index - start > 2 { return false }
        if !byte.isDigit || endsWord && index < text.count && !text[index].isDigit { start = index }
        continue
      }
      if endsWord {
        if !words.contains(text.extracting(start..<index)) { return false }
        start = index
      }
    }
    return true
  }

  private static let words = WordTable(set: [
    // of credentials
    "access", "account", "api", "app", "application", "arn", "assume", "audience", "auth",
    "authentication", "authority", "basic", "bearer", "ca", "cert", "certificate", "chain", "client",
    "config", "connection", "credential", "credentials", "data", "digest", "directory", "domain", "email",
    "encryption", "endpoint", "expires", "expiry", "external", "federated", "file", "fingerprint", "global",
    "group", "hash", "host", "id", "identity", "issuer", "json", "jwt", "key", "keyfile", "keys", "kube",
    "kubeconfig", "last", "login", "management", "mode", "name", "namespace", "new", "next", "oauth", "old",
    "org", "organisation", "organization", "origin", "owner", "pass", "passphrase", "password", "path",
    "pem", "pin", "policy", "port", "previous", "principal", "private", "profile", "project", "provider",
    "proxy", "public", "pwd", "read", "realm", "refresh", "region", "role", "root", "rotated", "rotation",
    "sas", "scope", "secret", "secrets", "security", "server", "service", "session", "shared", "signing",
    "ssh", "static", "storage", "string", "sts", "subject", "subscription", "tenant", "tls", "token", "type",
    "uri", "url", "user", "username", "value", "version", "web", "webhook", "workload", "write", "zone",
    // of integrations
    "advanced", "at", "backup", "billing", "block", "cdn", "cluster", "compute", "created", "custom",
    "data", "database", "dns", "dynamic", "enabled", "feature", "features", "images", "info", "input",
    "internal", "labels", "level", "link", "logs", "managed", "meta", "metadata", "metrics", "monitoring",
    "network", "notes", "options", "permission", "pull", "push", "quantum", "registry", "restrictions",
    "settings", "spec", "state", "status", "tags", "team", "teams", "updated", "vpc",
    // providers
    "alibaba", "alicloud", "amazon", "aws", "azure", "cloud", "cloudflare", "digitalocean", "do", "exoscale",
    "fastly", "gcp", "gke", "google", "hetzner", "ibm", "lambda", "linode", "microsoft", "northflank",
    "nvidia", "oci", "openstack", "oracle", "ovh", "ovhcloud", "rackspace", "scaleway", "tencent", "upcloud",
    "vault", "vmware", "vultr", "yandex",
  ])
}
