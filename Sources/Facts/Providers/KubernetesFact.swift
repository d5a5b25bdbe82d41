/// The facts about kubeconfigs (client-go's `clientcmd/api/v1`). Those of a server or a user are about the ones
/// in use: of the current context, or of the only one.
public enum KubernetesFact: Int, FactFamily {
  case readAs, hazards
  case contexts, users, duplicateNames, currentContext
  case unusedContexts, unusedClusters, unusedUsers, unusedSecrets
  case scheme, host, hasPasswordInServer
  case skipsVerification, authority, authorityIsExpired, authorityDaysLeft, serverName
  case proxy, hasPasswordInProxy
  case credentials, methods, fileReferences
  case plugin, pluginSecrets, authProvider, authProviderSecrets
  case impersonation

  /// The place of the first in the schema.
  public static let first = OCIFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let unread =
      "The kubeconfig isn't shown, isn't one, or couldn't be read (`kubernetes.readAs` is `words`)."
    let unused = unread + " Or it doesn't say which of several contexts is in use."
    switch self {
    case .readAs:
      return Self.word(
        "kubernetes.readAs", KubeconfigReading.self,
        "How the kubeconfig was read. `words` means that its structure couldn't be, so that only secrets were"
          + " looked for in it, word by word; or that it is no kubeconfig at all.",
        unknown: "The kubeconfig isn't shown, or stands there twice.")
    case .hazards:
      return FactDefinition(
        path: "kubernetes.hazards", type: .words(KubeconfigHazard.allCases.map(\.rawValue)),
        meaning:
          "What in the kubeconfig may be read in another way by another program, or keeps it from being"
          + " read at all.",
        unknownWhen: "The kubeconfig isn't shown, or isn't one.")
    case .contexts:
      return Self.number("kubernetes.contexts", "contexts", "How many contexts it has.", unknown: unread)
    case .users: return Self.number("kubernetes.users", "users", "How many users it has.", unknown: unread)
    case .duplicateNames:
      return Self.number(
        "kubernetes.duplicateNames", "names",
        "How many names stand in the same list a second time; client-go refuses such a file.", unknown: unread
      )
    case .currentContext:
      return Self.word(
        "kubernetes.currentContext", CurrentContext.self, "Whether it says which context is in use.",
        unknown: unread)
    case .unusedContexts:
      return Self.number(
        "kubernetes.unused.contexts", "contexts", "How many contexts aren't in use.", unknown: unused)
    case .unusedClusters:
      return Self.number(
        "kubernetes.unused.clusters", "clusters", "How many clusters aren't in use.", unknown: unused)
    case .unusedUsers:
      return Self.number("kubernetes.unused.users", "users", "How many users aren't in use.", unknown: unused)
    case .unusedSecrets:
      return Self.number(
        "kubernetes.unused.secrets", "values", "How many live secrets the users have that aren't in use.",
        unknown: unused)
    case .scheme:
      return Self.word(
        "kubernetes.server.scheme", ServerScheme.self, "How the server is reached.", unknown: unused)
    case .host:
      return Self.word(
        "kubernetes.server.host", ServerHost.self, "Where the server's address leads.", unknown: unused)
    case .hasPasswordInServer:
      return Self.truth(
        "kubernetes.server.hasPassword", "Whether a user or a password stands in the server's address.",
        unknown: unused)
    case .skipsVerification:
      return Self.truth(
        "kubernetes.tls.skipsVerification", "Whether any certificate of the server is accepted.",
        unknown: unused)
    case .authority:
      return Self.word(
        "kubernetes.tls.authority", AuthoritySource.self,
        "Where the authority's certificate is that the server's is checked against.", unknown: unused)
    case .authorityIsExpired:
      return Self.truth(
        "kubernetes.tls.authorityIsExpired", "Whether the last day of the authority's certificate is past.",
        unknown: unused + " Or the certificate isn't in it, or not readable.")
    case .authorityDaysLeft:
      return Self.number(
        "kubernetes.tls.authorityDaysLeft", "days",
        "From the day of the run to the last day of the authority's certificate; below 0 when it is past.",
        unknown: unused + " Or the certificate isn't in it, or not readable.")
    case .serverName:
      return Self.word(
        "kubernetes.tls.serverName", ServerName.self,
        "Whether the server's certificate is expected to have another name than its address.",
        unknown: unused)
    case .proxy:
      return Self.word(
        "kubernetes.proxy", ProxyScheme.self, "The proxy through which the server is reached.",
        unknown: unused)
    case .hasPasswordInProxy:
      return Self.truth(
        "kubernetes.proxy.hasPassword", "Whether a user or a password stands in the proxy's address.",
        unknown: unused)
    case .credentials:
      return FactDefinition(
        path: "kubernetes.user.credentials", type: .words(ClusterCredential.allCases.map(\.rawValue)),
        meaning: "What the user in use has to authenticate with. References to arguments count as what they"
          + " stand for.",
        unknownWhen: unused)
    case .methods:
      return Self.number(
        "kubernetes.user.methods", "methods",
        "How many ways to authenticate the user in use has: certificate, token, password, plugin, provider.",
        unknown: unused)
    case .fileReferences:
      return Self.number(
        "kubernetes.fileReferences", "paths",
        "How many certificates, keys and tokens are in files elsewhere, of all users and clusters.",
        unknown: unread)
    case .plugin:
      return Self.word(
        "kubernetes.user.plugin", ExecPlugin.self, "The program that the user in use runs to authenticate.",
        unknown: unused)
    case .pluginSecrets:
      return Self.number(
        "kubernetes.user.pluginSecrets", "values",
        "How many arguments and environment variables of that program look like secrets.", unknown: unused)
    case .authProvider:
      return Self.word(
        "kubernetes.user.authProvider", AuthProvider.self,
        "The built-in way to authenticate of Kubernetes before 1.26 that the user in use has.",
        unknown: unused)
    case .authProviderSecrets:
      return Self.number(
        "kubernetes.user.authProviderSecrets", "values", "How many tokens and secrets stand in its settings.",
        unknown: unused)
    case .impersonation:
      return Self.word(
        "kubernetes.user.impersonation", Impersonation.self,
        "Whether the user in use acts as somebody else (`as`, `as-groups`).", unknown: unused)
    }
  }
}

/// How a kubeconfig was read.
public enum KubeconfigReading: String, Word { case yaml, json, words }

/// What makes programs read one file in several ways.
public enum KubeconfigHazard: String, Word {
  case anchor, alias, mergeKey, tag, directive, duplicateKey, severalDocuments, complexKey
  case tooDeep, tooLarge, malformed
}

/// What a kubeconfig says of the context in use.
public enum CurrentContext: String, Word {
  /// It names one that is there, with its cluster and its user.
  case resolved
  /// It names one that isn't there, or whose cluster or user isn't.
  case dangling
  /// It names none.
  case missing
}

/// The scheme of a server's address.
public enum ServerScheme: String, Word { case https, http, other, none }

/// Where a server's address leads.
public enum ServerHost: String, Word {
  /// This machine: `localhost`, 127.0.0.0/8, `::1`, 0.0.0.0.
  case localhost
  /// An address of a private network (RFC 1918, 6598, 4193).
  case privateAddress = "private"
  /// 169.254.0.0/16, fe80::/10.
  case linkLocal
  /// A name that only a cluster knows: `kubernetes`, `….svc`, `….cluster.local`.
  case clusterName = "cluster"
  /// Another name without a domain, or one that ends in `.local`, `.internal`, `.lan` or `.test`.
  case localName = "local"
  /// Any other address.
  case address
  /// A managed cluster, by the names that its provider gives: Amazon, Google, Microsoft, DigitalOcean, Civo,
  /// Akamai (Linode), Scaleway, OVH, Vultr, IBM.
  case eks, gke, aks, doks, civo, lke, scaleway, ovh, vultr, ibm
  /// Any other name.
  case name
  /// No host, or none that can be made out.
  case none
}

/// Where the certificate of an authority is.
public enum AuthoritySource: String, Word {
  /// In the kubeconfig.
  case inline
  /// In a file elsewhere.
  case file
  /// Nowhere: those that the system trusts.
  case none
}

/// The name that a server's certificate should have.
public enum ServerName: String, Word { case none, same, other }

/// The scheme of a proxy's address.
public enum ProxyScheme: String, Word { case none, http, https, socks5, other }

/// What a kubeconfig's user may have to authenticate with, by the names of the kinds.
public enum ClusterCredential: String, Word {
  case clientCertificate = "kubernetes.clientCertificate"
  case clientKey = "kubernetes.clientKey"
  case legacyToken = "kubernetes.serviceAccountToken.legacy"
  case boundToken = "kubernetes.serviceAccountToken.bound"
  case bearerToken = "kubernetes.bearerToken"
  case basicAuth = "kubernetes.basicAuth"
  case execPlugin = "kubernetes.execPlugin"
  case authProvider = "kubernetes.authProvider"
  case fileReference = "kubernetes.fileReference"
}

/// A program that a kubeconfig runs.
public enum ExecPlugin: String, Word {
  case none
  /// A cloud's own or a common one: `aws`, `aws-iam-authenticator`, `gke-gcloud-auth-plugin`, `kubelogin`,
  /// `kubectl-oidc_login`, `doctl`, `oci`, `civo`, `scw`, `tsh`.
  case known
  /// A shell or a downloader, which runs whatever its arguments say.
  case shell
  case other
}

/// The built-in ways to authenticate that client-go had.
public enum AuthProvider: String, Word { case none, gcp, azure, oidc, openstack, other }

/// As whom a user acts.
public enum Impersonation: String, Word {
  case none, user, groups
  /// The group `system:masters` is among them, or the user is an administrator by name.
  case administrator
}
