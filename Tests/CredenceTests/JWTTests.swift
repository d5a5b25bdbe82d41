import Foundation
import Testing

/// Tokens in their own field, under a provider with one key.
@Suite struct `A JSON Web Token` {
  private func facts(_ token: String) throws -> [String: Any] {
    let object: [String: Any] = ["name": "J", "provider": "civo", "credentials": ["apiKey": token]]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    let finished = try credence("facts", "-", "--now", "2026-06-01T12:00:00Z", input: input)
    #expect(!finished.text.contains(token))
    return try #require(finished.records.first?["facts"] as? [String: Any])
  }

  @Test func `of a service account, old and new`() throws {
    let old = try facts(JWT.legacy(namespace: "default", account: "default"))
    #expect(old["credentials.apiKey.kind"] as? String == "jwt")
    #expect(old["jwt.serviceAccount"] as? String == "legacy" && old["jwt.expires"] as? Bool == false)
    #expect(old["jwt.namespace"] as? String == "default" && old["jwt.account"] as? String == "default")
    #expect(old["jwt.isExpired"] == nil && old["jwt.issuer"] as? String == "kubernetes/serviceaccount")
    #expect(old["jwt.audiences"] as? Int == 0 && old["jwt.binding"] as? String == "none")

    let new = try facts(JWT.bound(expires: 1_780_000_000 + 31_536_000, more: #","warnafter":1780003607"#))
    #expect(new["jwt.serviceAccount"] as? String == "bound" && new["jwt.expires"] as? Bool == true)
    #expect(new["jwt.lifeDays"] as? Int == 365 && new["jwt.isExtended"] as? Bool == true)
    #expect(
      new["jwt.issuedOn"] as? String == "2026-05-28" && new["jwt.validUntil"] as? String == "2027-05-28")
    #expect(new["jwt.namespace"] as? String == "kube-system" && new["jwt.account"] as? String == "admin")
    #expect(new["jwt.binding"] as? String == "pod" && new["jwt.audiences"] as? Int == 1)
    #expect(new["jwt.isExpired"] as? Bool == false && new["jwt.daysLeft"] as? Int == 361)
    #expect(new["jwt.hasKeyID"] as? Bool == true && new["jwt.algorithm"] as? String == "RS256")
    let past = try facts(JWT.bound(expires: 1_780_003_600))
    #expect(past["jwt.isExpired"] as? Bool == true && past["jwt.lifeDays"] as? Int == 1)
  }

  @Test(arguments: [
    (#"{"alg":"none"}"#, "none"), (#"{"alg":"NONE","typ":"JWT"}"#, "none"), (#"{"alg":"HS256"}"#, "HS256"),
    (#"{"alg":"EdDSA"}"#, "EdDSA"), (#"{"alg":"ROT13"}"#, "other"), (#"{"alg":"\u0052S256"}"#, "RS256"),
  ])
  func `says how it is signed`(header: String, algorithm: String) throws {
    let facts = try facts(
      JWT.make(#"{"sub":"x","exp":1.9e9}"#, header: header, signature: algorithm == "none" ? "" : nil))
    #expect(
      facts["jwt.algorithm"] as? String == algorithm
        && facts["jwt.isSigned"] as? Bool == (algorithm != "none"))
    #expect(facts["jwt.serviceAccount"] as? String == "none" && facts["jwt.namespace"] == nil)
  }

  @Test(arguments: [
    ("https://oidc.eks.eu-west-1.amazonaws.com/id/1", "eks"), ("https://accounts.google.com", "google"),
    ("https://container.googleapis.com/v1/projects/p", "gke"),
    ("https://westeurope.oic.prod-aks.azure.com/1/2/", "aks"),
    ("https://login.microsoftonline.com/1/v2.0", "microsoft"),
    ("https://login.example.com", "other"), ("https://accounts.google.com.example.com", "other"),
  ])
  func `says who issued it`(issuer: String, word: String) throws {
    #expect(try facts(JWT.make(#"{"iss":"\#(issuer)"}"#))["jwt.issuer"] as? String == word)
  }

  @Test(arguments: ["1.9e9", #""1900000000""#, "null", "-1"])
  func `whose end isn't a number of seconds isn't one without an end`(end: String) throws {
    #expect(try facts(JWT.make(#"{"sub":"x","exp":\#(end)}"#))["jwt.expires"] == nil)
    #expect(try facts(JWT.make(#"{"sub":"x"}"#))["jwt.expires"] as? Bool == false)
  }

  @Test func `is three parts that decode, and nothing less`() throws {
    let header = JWT.part(#"{"alg":"RS256"}"#)
    for text in [
      header + ".eyJub3QganNvbg.abc", "eyJhbGciOiJ." + JWT.part("{}") + ".x",
      header + "." + JWT.part("[1]") + ".x",
      JWT.part(#"{"typ":"JWT"}"#) + "." + JWT.part(#"{"a":1}"#) + ".x", header + "." + JWT.part(#"{"a":1}"#),
      header + "." + JWT.part(#"{"a":1}"#) + ".x.y.z", header + "." + JWT.part(#"{"a":1}{"#) + ".x",
      "eyJ" + JWT.random(30) + ".eyJ" + JWT.random(50) + "." + JWT.random(40),
    ] {
      let facts = try facts(text)
      #expect(
        facts["jwt.algorithm"] == nil && facts["credentials.apiKey.kind"] as? String != "jwt", "\(text)")
      #expect(facts["credentials.liveSecrets"] as? Int == 1)
    }
  }

  @Test func `cut off anywhere does no harm`() throws {
    let token = JWT.bound(expires: 1_790_000_000)
    let documents = try (0..<token.utf8.count).map { count -> String in
      let object: [String: Any] = [
        "name": "J", "provider": "civo", "credentials": ["apiKey": String(token.prefix(count))],
      ]
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
    let finished = try credence("facts", "-", input: documents.joined(separator: "\n"))
    #expect(finished.code == 0 && finished.records.count == documents.count)
  }
}
