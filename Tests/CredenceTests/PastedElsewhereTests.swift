import Foundation
import Testing

/// Credentials that lie deeper, or in another form, than their own field would have them.
@Suite struct `Pasted elsewhere` {
  private static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  private static func random(_ count: Int, _ alphabet: [Character] = base64) -> String {
    String((0..<count).map { _ in alphabet.randomElement() ?? "x" })
  }

  /// 64 bytes in base64 end in one of four characters.
  private static func storageKey(marked: Bool) -> String {
    let end = random(1, Array("AQgw")) + "=="
    return marked ? random(76) + "+ASt" + random(5) + end : random(85) + end
  }

  @Test func `a storage key alone is one where a client secret belongs`() throws {
    for marked in [true, false] {
      let audited = try AuditedIntegration("azure", ["secret": Self.storageKey(marked: marked)])
      #expect(audited.kind(of: "secret") == "azure.storageKey")
      #expect(audited.failed.contains("CRD-AZ-06"))
    }
    let hash = Data((0..<64).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    let elsewhere = try AuditedIntegration("civo", ["apiKey": hash])
    #expect(elsewhere.kind(of: "apiKey") != "azure.storageKey", "only its place told it")
  }

  @Test func `one that is marked as such is one anywhere`() throws {
    let key = Self.storageKey(marked: true)
    let audited = try AuditedIntegration(
      "civo", ["apiKey": key, "storageKey": Self.storageKey(marked: false)], name: "key \(key)",
      ["description": "the key is \(Self.storageKey(marked: true)), see wiki"])
    #expect(audited.kind(of: "apiKey") == "azure.storageKey")
    #expect(audited.kind(of: "storageKey") == "azure.storageKey")
    #expect(audited.facts["description.secrets"] as? Int == 1)
    #expect(!audited.text.contains(key.prefix(12)))
  }

  @Test func `what lies within an object that nobody knows has its kind`() throws {
    let key = "AKIA" + Self.random(16, Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    let secret = Self.random(40)
    let audited = try AuditedIntegration(
      "civo",
      [
        "old": ["accessKey": key, "list": [["secretKey": secret]]], "token": ["list": [["value": key]]],
        "wrapped": [
          Data("cfat_\(Self.random(40, Array("abcdefghij0123456789")))0123abcd".utf8).base64EncodedString()
        ],
        "plain": ["region": "fra1", "count": 3],
        "pair": [key, try KeyFile.key("ED25519")],
      ])
    // What keys are called that nobody knows isn't shown.
    let kinds = audited.fields.filter { $0["known"] as? Bool == false }.compactMap { $0["kind"] as? String }
    #expect(
      kinds.sorted() == [
        "aws.accessKeyID.longLived", "aws.secretAccessKey", "cloudflare.apiToken.account",
        "pem.privateKey.unknown", "unknown",
      ])
    #expect(!audited.text.contains(secret.prefix(12)) && !audited.text.contains(key.suffix(12)))
  }

  @Test func `a private key beside a cluster's certificate is one`() throws {
    let key = try KeyFile.key("ED25519")
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIBAjAA\n-----END CERTIFICATE-----\n"
    func kubeconfig(_ authority: String) -> String {
      """
      apiVersion: v1
      current-context: c
      contexts: [{name: c, context: {cluster: c, user: u}}]
      clusters: [{name: c, cluster: {server: "https://example.com", certificate-authority-data: \(Data(authority.utf8).base64EncodedString())}}]
      users: [{name: u, user: {token: \(Self.random(40, Array("abcdefghij0123456789")))}}]
      """
    }
    let audited = try AuditedIntegration("byok", ["kubeconfig": kubeconfig(certificate + key)])
    #expect(audited.kind(of: "kubeconfig.certificate-authority-data") == "pem.privateKey.ed25519")
    #expect(audited.live().contains("kubeconfig.certificate-authority-data"))
    #expect(audited.facts["kubernetes.unused.secrets"] as? Int == 1)
    let usual = try AuditedIntegration("byok", ["kubeconfig": kubeconfig(certificate)])
    #expect(usual.kind(of: "kubeconfig.certificate-authority-data") == nil)
    #expect(usual.facts["kubernetes.unused.secrets"] as? Int == 0)
  }

  @Test func `a name that was wrapped twice isn't shown`() throws {
    let secret = Self.random(24)
    let once = Data("key \(secret)".utf8).base64EncodedString()
    let twice = Data(once.utf8).base64EncodedString()
    let audited = try AuditedIntegration("civo", ["apiKey": "x"], name: twice)
    #expect(!audited.text.contains(twice.prefix(12)))
    let open = try AuditedIntegration("civo", ["apiKey": "x"], name: "prod civo " + once.prefix(8))
    #expect(open.text.contains("prod civo"))
  }

  @Test func `a region's key is a region`() throws {
    let tenancy = "ocid1.tenancy.oc1..aaaaaaaa" + Self.random(52, Array("abcdefghij234567"))
    let known = try AuditedIntegration("oci", ["region": "fra", "tenancyId": tenancy])
    #expect(known.kind(of: "region") == "oci.region")
    #expect(known.facts["oci.region.isKnown"] as? Bool == true)
    #expect(known.facts["oci.realms.agree"] as? Bool == true)
    let other = try AuditedIntegration("oci", ["region": "ric", "tenancyId": tenancy])
    #expect(other.facts["oci.realms.agree"] as? Bool == false)
    let unknown = try AuditedIntegration("oci", ["region": "qqq"])
    #expect(unknown.facts["oci.region.isKnown"] as? Bool == false)
  }
}
