import Foundation

/// Kubeconfigs whose only credentials are of one kind each, by the names that reports give to their parts.
extension Random {
  /// What a user has, and what each part of it is.
  private struct User {
    let yaml: String
    let json: String
    let kinds: [String: String]

    init(_ members: [(String, String)], _ kinds: [String: String]) {
      yaml = "{" + members.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
      json = "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
      self.kinds = kinds
    }
  }

  /// A kubeconfig for each kind of credential, as YAML or JSON, and the kinds of its parts.
  mutating func kubeconfigs() -> [(text: String, kinds: [String: String])] {
    users().map { user in
      let isJSON = once(in: 2)
      let kinds = Dictionary(uniqueKeysWithValues: user.kinds.map { ("kubeconfig.\($0)", $1) })
      return (
        isJSON ? kubeconfigJSON(user.json) : kubeconfigYAML(user.yaml),
        kinds.merging(["kubeconfig": "kubernetes.kubeconfig"]) { $1 }
      )
    }
  }

  private mutating func users() -> [User] {
    func wrapped(_ text: String) -> String { "\"\(Data(text.utf8).base64EncodedString())\"" }
    let key = once(in: 2) ? rsaPEM(isPKCS8: once(in: 2)) : ecPEM()
    let path = "\"/etc/kubernetes/pki/\(text(8, of: Alphabet.lowerBase32)).key\""
    let opaque = text(40, of: Alphabet.alphanumeric)
    return [
      User(
        [("client-certificate-data", wrapped(certificatePEM())), ("client-key-data", wrapped(key))],
        [
          "client-certificate-data": "kubernetes.clientCertificate",
          "client-key-data": "kubernetes.clientKey",
        ]),
      User([("token", "\"\(token())\"")], ["token": "kubernetes.serviceAccountToken.bound"]),
      User([("token", "\"\(legacyToken())\"")], ["token": "kubernetes.serviceAccountToken.legacy"]),
      User([("token", "\"\(once(in: 2) ? opaque : jwt())\"")], ["token": "kubernetes.bearerToken"]),
      User(
        [("username", "\"admin\""), ("password", "\"\(text(20, of: Alphabet.alphanumeric))\"")],
        ["password": "kubernetes.basicAuth"]),
      User(
        [
          (
            "exec",
            #"{"apiVersion": "client.authentication.k8s.io/v1", "command": "aws", "args": ["eks", "get-token"]}"#
          )
        ],
        ["exec": "kubernetes.execPlugin"]),
      User(
        [("auth-provider", #"{"name": "oidc", "config": {"refresh-token": "\#(opaque)"}}"#)],
        ["auth-provider": "kubernetes.authProvider", "refresh-token": "kubernetes.authProvider"]),
      User(
        [("client-certificate", path), ("client-key", path)],
        ["client-certificate": "kubernetes.fileReference", "client-key": "kubernetes.fileReference"]),
      User([("tokenFile", path)], ["tokenFile": "kubernetes.fileReference"]),
    ]
  }

  private mutating func kubeconfigYAML(_ user: String) -> String {
    """
    apiVersion: v1
    kind: Config
    clusters:
    - name: main
      cluster:
        server: https://k8s.example.com:6443
        certificate-authority-data: \(text(1100, of: Alphabet.base64))
    contexts:
    - name: main
      context: {cluster: main, user: northflank}
    current-context: main
    users:
    - name: northflank
      user: \(user)
    """
  }

  private func kubeconfigJSON(_ user: String) -> String {
    """
    {"apiVersion": "v1", "kind": "Config", "current-context": "main",
     "clusters": [{"name": "main", "cluster": {"server": "https://k8s.example.com:6443"}}],
     "contexts": [{"name": "main", "context": {"cluster": "main", "user": "northflank"}}],
     "users": [{"name": "northflank", "user": \(user)}]}
    """
  }

  /// A service account's token as controllers made them until Kubernetes 1.24: it has no end.
  private mutating func legacyToken() -> String {
    let claims =
      #"{"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"northflank","#
      + #""kubernetes.io/serviceaccount/secret.name":"northflank-token-\#(text(5, of: Alphabet.lowerBase32))","#
      + #""kubernetes.io/serviceaccount/service-account.name":"northflank","#
      + #""kubernetes.io/serviceaccount/service-account.uid":"\#(guid())","#
      + #""sub":"system:serviceaccount:northflank:northflank"}"#
    return signed(header: #"{"alg":"RS256","kid":"\#(text(43, of: Alphabet.urlSafe))"}"#, claims)
  }

  /// The two parts in base64, and a signature of nothing.
  mutating func signed(header: String, _ claims: String) -> String {
    func part(_ text: String) -> String {
      Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        .replacing("=", with: "")
    }
    return part(header) + "." + part(claims) + "." + text(342, of: Alphabet.urlSafe)
  }
}
