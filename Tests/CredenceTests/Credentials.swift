import Foundation

/// Tokens in the shapes of real ones; what is in them is random and opens nothing.
enum JWT {
  static func random(_ count: Int) -> String {
    String(
      (0..<count).map { _ in "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789".randomElement() ?? "x"
      })
  }

  static func part(_ json: String) -> String {
    Data(json.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  static func make(
    _ claims: String, header: String = #"{"alg":"RS256","kid":"a1b2"}"#, signature: String? = nil
  ) -> String {
    part(header) + "." + part(claims) + "." + (signature ?? random(342))
  }

  static func legacy(namespace: String = "team", account: String = "deployer") -> String {
    let prefix = "kubernetes.io/serviceaccount/"
    return make(
      #"{"iss":"kubernetes/serviceaccount","\#(prefix)namespace":"\#(namespace)","\#(prefix)secret.name":"x","#
        + #""\#(prefix)service-account.name":"\#(account)","sub":"system:serviceaccount:\#(namespace):\#(account)"}"#
    )
  }

  static func bound(
    expires: Int, issued: Int = 1_780_000_000, namespace: String = "kube-system",
    account: String = "cluster-admin",
    more: String = ""
  ) -> String {
    make(
      #"{"aud":["https://kubernetes.default.svc"],"exp":\#(expires),"iat":\#(issued),"nbf":\#(issued),"#
        + #""iss":"https://kubernetes.default.svc.cluster.local","kubernetes.io":{"namespace":"\#(namespace)","#
        + #""pod":{"name":"p","uid":"1"},"serviceaccount":{"name":"\#(account)","uid":"2"}\#(more)},"#
        + #""sub":"system:serviceaccount:\#(namespace):\#(account)"}"#)
  }
}

/// A certificate and its key as OpenSSL makes them, in base64 as kubeconfigs hold them.
struct Authority {
  let certificatePEM: String
  let keyPEM: String
  var certificate: String { Data(certificatePEM.utf8).base64EncodedString() }
  var key: String { Data(keyPEM.utf8).base64EncodedString() }

  init(
    key algorithm: [String] = ["-newkey", "rsa:2048"],
    subject: String = "/O=system:masters/CN=kubernetes-admin",
    days: Int = 365, _ more: String...
  ) throws {
    let scratch = try Scratch()
    let (key, certificate) = (scratch.path + "/k", scratch.path + "/c")
    let finished = try run(
      "/usr/bin/openssl",
      ["req", "-x509"] + algorithm + [
        "-noenc", "-subj", subject, "-days", String(days), "-keyout", key, "-out", certificate,
      ] + more)
    guard finished.code == 0 else { throw POSIXError(.EINVAL) }
    certificatePEM = try String(contentsOfFile: certificate, encoding: .utf8)
    keyPEM = try String(contentsOfFile: key, encoding: .utf8)
  }
}
