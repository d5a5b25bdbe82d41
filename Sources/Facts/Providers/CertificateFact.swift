/// The facts about the X.509 certificate that an integration authenticates with: the client certificate of the
/// kubeconfig's user in use, or one in a field of the provider's own.
public enum CertificateFact: Int, FactFamily {
  case isReadable, subject, groups, isSelfSigned, isAuthority, allowsClients
  case validFrom, validUntil, validDays, daysLeft, isExpired, isYetToCome
  case algorithm, bits, signature, matchesKey

  /// The place of the first in the schema.
  public static let first = KubernetesFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let unseen = "No certificate is shown, or it isn't readable."
    let timeless = unseen + " Or an example of a policy doesn't say `now`."
    switch self {
    case .isReadable:
      return Self.truth(
        "certificate.isReadable", "Whether the certificate is one: X.509 in PEM.",
        unknown: "No certificate is shown.")
    case .subject:
      return Self.word(
        "certificate.subject", ClusterIdentity.self,
        "Who the certificate's common name says it is, as far as Kubernetes gives names a meaning.",
        unknown: unseen)
    case .groups:
      return FactDefinition(
        path: "certificate.groups", type: .words(ClusterGroup.allCases.map(\.rawValue)),
        meaning: "The groups that the certificate's organisations put its owner into.", unknownWhen: unseen)
    case .isSelfSigned:
      return Self.truth(
        "certificate.isSelfSigned", "Whether issuer and subject have the same name.", unknown: unseen)
    case .isAuthority:
      return Self.truth(
        "certificate.isAuthority", "Whether it may issue certificates itself.", unknown: unseen)
    case .allowsClients:
      return Self.truth(
        "certificate.allowsClients",
        "Whether it may be shown by a client: its extended key usage says so, or says nothing.",
        unknown: unseen)
    case .validFrom:
      return Self.day("certificate.validFrom", "The first day on which it is valid, in UTC.", unknown: unseen)
    case .validUntil:
      return Self.day("certificate.validUntil", "The last day on which it is valid, in UTC.", unknown: unseen)
    case .validDays:
      return Self.number(
        "certificate.validDays", "days", "From the first day to the last: the term it was issued for.",
        unknown: unseen)
    case .daysLeft:
      return Self.number(
        "certificate.daysLeft", "days", "From the day of the run to the last day; below 0 when it is past.",
        unknown: timeless)
    case .isExpired:
      return Self.truth("certificate.isExpired", "Whether its last day is past.", unknown: timeless)
    case .isYetToCome:
      return Self.truth("certificate.isYetToCome", "Whether its first day is yet to come.", unknown: timeless)
    case .algorithm:
      return Self.word(
        "certificate.algorithm", KeyAlgorithm.self, "What kind of key it certifies.", unknown: unseen)
    case .bits:
      return Self.number(
        "certificate.bits", "bits", "The size of that key: of an RSA modulus, or of a curve.",
        unknown: unseen + " Or the size isn't read.")
    case .signature:
      return Self.word(
        "certificate.signature", SignatureHash.self, "The hash in its issuer's signature.", unknown: unseen)
    case .matchesKey:
      return Self.truth(
        "certificate.matchesKey",
        "Whether the private key beside it is the one that it certifies: their public parts are compared.",
        unknown:
          "Not both are shown, or the private key is encrypted, broken or doesn't tell its public part.")
    }
  }
}

/// Whom a name means to a Kubernetes cluster.
public enum ClusterIdentity: String, Word {
  /// kubeadm's administrator.
  case kubernetesAdmin = "kubernetes-admin"
  /// kubeadm's administrator since 1.29 who is in `system:masters`.
  case kubernetesSuperAdmin = "kubernetes-super-admin"
  /// OpenShift's, and older tools'.
  case systemAdmin = "system:admin"
  /// A node, `system:node:NAME`.
  case node = "system:node"
  /// A service account, `system:serviceaccount:…`.
  case serviceAccount = "system:serviceaccount"
  /// Another component of a cluster, `system:…`.
  case system = "system:…"
  /// `admin` stands in the name.
  case adminLike = "admin"
  /// Any other name.
  case other
  /// No name.
  case none
}

/// A group that Kubernetes gives rights to by itself.
public enum ClusterGroup: String, Word {
  /// May do everything; no rule can take it away.
  case masters = "system:masters"
  /// kubeadm's administrators since 1.29, bound to `cluster-admin`.
  case clusterAdmins = "kubeadm:cluster-admins"
  /// Nodes.
  case nodes = "system:nodes"
  /// Any other `system:…`.
  case system = "system:…"
  /// Any other.
  case other
}

/// What a public or private key is for.
public enum KeyAlgorithm: String, Word {
  case rsa, ec, ed25519, other
}

/// The hash within a signature.
public enum SignatureHash: String, Word {
  case md5, sha1, sha256, sha384, sha512
  /// Ed25519, which has its own.
  case ed25519
  case other
}

extension FactFamily {
  static func day(_ path: String, _ meaning: String, unknown: String) -> FactDefinition {
    FactDefinition(path: path, type: .day, meaning: meaning, unknownWhen: unknown)
  }
}
