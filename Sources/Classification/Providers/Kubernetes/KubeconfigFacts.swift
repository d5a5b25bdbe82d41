internal import Facts
internal import JSONReader

// What a kubeconfig tells of its server and its user.

extension Kubeconfig {
  /// States all but what stands in certificates and tokens.
  func state(in facts: inout Facts) {
    facts[KubernetesFact.contexts] = FactValue(contexts.count)
    facts[KubernetesFact.users] = FactValue(users.count)
    facts[KubernetesFact.duplicateNames] = FactValue(duplicateNames)
    facts[KubernetesFact.currentContext] = .word(currentContext)
    stateClusters(in: &facts)
    var references = 0
    for entry in clusters { references += object(at: entry.value).countOfValues(["certificate-authority"]) }
    for entry in users { references += object(at: entry.value).countOfValues(Self.paths) }
    facts[KubernetesFact.fileReferences] = FactValue(references)
    if let cluster {
      let contextCount = contexts.isEmpty ? 0 : contexts.count - 1
      facts[KubernetesFact.unusedContexts] = FactValue(contextCount, basis: basis)
      facts[KubernetesFact.unusedClusters] = FactValue(clusters.count - 1, basis: basis)
      facts[KubernetesFact.unusedUsers] = FactValue(users.count - (user == nil ? 0 : 1), basis: basis)
      stateServer(object(at: cluster), in: &facts)
    }
    if let user { stateUser(object(at: user), in: &facts) }
  }

  private static let paths = ["client-certificate", "client-key", "tokenFile"]

  /// What the words alone would tell, but of clusters only.
  private func stateClusters(in facts: inout Facts) {
    var withoutTLS = 0
    var withoutVerification = 0
    for entry in clusters {
      let cluster = object(at: entry.value)
      if let server = cluster.scalar("server"), scheme(of: server, in: cluster, entry.value) == .http {
        withoutTLS += 1
      }
      if cluster.isTrue("insecure-skip-tls-verify") { withoutVerification += 1 }
    }
    // One cluster is the one in use; of several, it may be another.
    let basis = clusters.count == 1 ? Basis.fact : .inferred
    facts[.clusters] = FactValue(clusters.count)
    facts[.clustersWithoutTLS] = FactValue(withoutTLS, basis: basis)
    facts[.clustersWithoutVerification] = FactValue(withoutVerification, basis: basis)
  }

  /// How a cluster's server is reached. client-go (`rest.DefaultServerUrlFor`) takes an address without a scheme for
  /// https where there is an authority, a client certificate or no verification, else for http.
  private func scheme(of server: Range<Int>, in cluster: borrowing JSONObject, _ place: Int?) -> ServerScheme
  {
    let address = bytes.extracting(server)
    if ServerAddress(address).scheme != nil || address.isEmpty { return ServerScheme(address) }
    var isSecured =
      cluster.isTrue("insecure-skip-tls-verify")
      || cluster.countOfValues(["certificate-authority-data", "certificate-authority"]) > 0
    if let user, place == self.cluster {
      isSecured =
        isSecured
        || object(at: user).countOfValues(["client-certificate-data", "client-certificate"]) > 0
    }
    return isSecured ? .https : .http
  }

  private func stateServer(_ cluster: borrowing JSONObject, in facts: inout Facts) {
    let server = bytes.extracting(cluster.scalar("server") ?? 0..<0)
    let address = ServerAddress(server)
    // An argument may stand for the whole address.
    if StateReading.state(of: server) != .reference {
      let scheme = scheme(of: cluster.scalar("server") ?? 0..<0, in: cluster, self.cluster)
      facts[KubernetesFact.scheme] = .word(scheme, basis: basis)
      facts[KubernetesFact.host] = .word(ServerHost(server.extracting(address.host)), basis: basis)
      facts[KubernetesFact.hasPasswordInServer] = .truth(address.hasPassword, basis: basis)
    }
    facts[KubernetesFact.skipsVerification] = .truth(cluster.isTrue("insecure-skip-tls-verify"), basis: basis)
    let authority =
      cluster.hasValue("certificate-authority-data")
      ? AuthoritySource.inline : cluster.hasValue("certificate-authority") ? .file : .none
    facts[KubernetesFact.authority] = .word(authority, basis: basis)
    var name = ServerName.none
    if let range = cluster.scalar("tls-server-name"), !range.isEmpty {
      let isSame = bytes.extracting(range).isSame(as: server.extracting(address.host))
      name = isSame ? .same : .other
    }
    facts[KubernetesFact.serverName] = .word(name, basis: basis)
    let proxy = bytes.extracting(cluster.scalar("proxy-url") ?? 0..<0)
    facts[KubernetesFact.proxy] = .word(ProxyScheme(proxy), basis: basis)
    facts[KubernetesFact.hasPasswordInProxy] = .truth(ServerAddress(proxy).hasPassword, basis: basis)
  }

  private func stateUser(_ user: borrowing JSONObject, in facts: inout Facts) {
    let hasCertificate = user.hasValue("client-certificate-data") || user.hasValue("client-certificate")
    let hasPassword = user.hasValue("username") || user.hasValue("password")
    let exec = user.object("exec") != nil
    let provider = user.object("auth-provider") != nil
    let methods = [
      hasCertificate, user.hasValue("token") || user.hasValue("tokenFile"), hasPassword, exec, provider,
    ]
    facts[KubernetesFact.methods] = FactValue(methods.count { $0 }, basis: basis)
    statePlugin(user, in: &facts)
    stateImpersonation(user, in: &facts)
    var credentials: Set<ClusterCredential> = []
    if user.hasValue("client-certificate-data") { credentials.insert(.clientCertificate) }
    if user.hasValue("client-key-data") { credentials.insert(.clientKey) }
    if hasPassword { credentials.insert(.basicAuth) }
    if exec { credentials.insert(.execPlugin) }
    if provider { credentials.insert(.authProvider) }
    if user.countOfValues(Self.paths) > 0 { credentials.insert(.fileReference) }
    facts[KubernetesFact.credentials] = FactValue(
      credentials.reduce(0) { $0 | 1 << $1.ordinal }, basis: basis)
  }

  private func statePlugin(_ user: borrowing JSONObject, in facts: inout Facts) {
    var plugin = ExecPlugin.none
    var secrets = 0
    if let exec = user.object("exec") {
      plugin = ExecPlugin(bytes.extracting(exec.scalar("command") ?? 0..<0))
      forEachPluginSecret(exec) { if isLive($1.range) { secrets += 1 } }
    }
    facts[KubernetesFact.plugin] = .word(plugin, basis: basis)
    facts[KubernetesFact.pluginSecrets] = FactValue(secrets, basis: .inferred)
    var provider = AuthProvider.none
    var count = 0
    if let settings = user.object("auth-provider") {
      provider = AuthProvider(bytes.extracting(settings.scalar("name") ?? 0..<0))
      if let config = settings.object("config") {
        count = config.countOfValues(["access-token", "refresh-token", "id-token", "client-secret"])
      }
      forEachSetting(settings) { if isLive($1.range) { count += 1 } }
    }
    facts[KubernetesFact.authProvider] = .word(provider, basis: basis)
    facts[KubernetesFact.authProviderSecrets] = FactValue(count, basis: basis)
  }

  private func isLive(_ range: Range<Int>) -> Bool {
    StateReading.state(of: bytes.extracting(range)) == .live
  }

  private func stateImpersonation(_ user: borrowing JSONObject, in facts: inout Facts) {
    var impersonation = Impersonation.none
    if let name = user.scalar("as"), !name.isEmpty {
      impersonation = ClusterIdentity(named: bytes.extracting(name)).isAdministrator ? .administrator : .user
    }
    user.forEachElement("as-groups") { range in
      switch ClusterGroup(named: bytes.extracting(range)) {
      case .masters, .clusterAdmins: impersonation = .administrator
      default: if impersonation != .administrator { impersonation = .groups }
      }
    }
    facts[KubernetesFact.impersonation] = .word(impersonation, basis: basis)
  }
}

extension ServerScheme {
  /// The scheme that an address names.
  init(_ address: Span<UInt8>) {
    guard let scheme = ServerAddress(address).scheme else {
      self = .none
      return
    }
    let text = address.extracting(scheme)
    self = text.isWord("https") ? .https : text.isWord("http") ? .http : .other
  }
}

extension ProxyScheme {
  init(_ address: Span<UInt8>) {
    let scheme = address.extracting(ServerAddress(address).scheme ?? 0..<0)
    self =
      address.isEmpty
      ? .none
      : scheme.isWord("http")
        ? .http : scheme.isWord("https") ? .https : scheme.isWord("socks5") ? .socks5 : .other
  }
}

extension ExecPlugin {
  /// By the last part of the command's path.
  init(_ command: Span<UInt8>) {
    var start = 0
    for index in 0..<command.count
    where command[index] == UInt8(ascii: "/") || command[index] == UInt8(ascii: "\\") {
      start = index + 1
    }
    let name = command.extracting(start..<command.count)
    let shells = [
      "sh", "bash", "dash", "zsh", "ash", "fish", "cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh",
      "env",
      "curl", "wget", "python", "python3", "perl", "ruby", "node", "eval",
    ]
    let known = [
      "aws", "aws-iam-authenticator", "gke-gcloud-auth-plugin", "gcloud", "kubelogin", "kubectl-oidc_login",
      "kubectl", "doctl", "oci", "civo", "scw", "tsh", "az", "linode-cli", "vultr-cli", "ibmcloud",
    ]
    if shells.contains(where: { name.isWord($0) }) {
      self = .shell
    } else if known.contains(where: { name.isWord($0) || name.isWord($0 + ".exe") }) {
      self = .known
    } else {
      self = .other
    }
  }
}

extension AuthProvider {
  init(_ name: Span<UInt8>) {
    self = AuthProvider.allCases.first { $0 != .none && name.isWord($0.rawValue) } ?? .other
  }
}
