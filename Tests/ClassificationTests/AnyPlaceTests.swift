import Facts
import Foundation
import IntegrationPayload
import SecretMemory
import Testing

@testable import Classification

private struct KeepingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  var found: [CheckedIntegration] = []

  init(classifier: consuming Classifier) { self.classifier = classifier }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    found.append(classifier.classify(integration, place: "line"))
  }

  mutating func visit(_ problem: InputProblem) {}
}

/// What is known of each of some documents that hold one integration each.
private func classify(_ documents: [[String: Any]]) throws -> [CheckedIntegration] {
  let lines = try documents.map {
    String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
  }
  let path = FileManager.default.temporaryDirectory.path + "/credence-" + UUID().uuidString
  defer { try? FileManager.default.removeItem(atPath: path) }
  try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
  var visitor = KeepingVisitor(classifier: try Classifier(key: .random()))
  var reader = try PayloadReader()
  let file = try FileHandle(forReadingFrom: URL(filePath: path))
  reader.read(from: file.fileDescriptor, showing: &visitor)
  let found = visitor.found
  try #require(found.count == documents.count)
  return found
}

/// Each kind that a value alone shows, in each field of each provider and in all other places.
@Suite struct `A value of each kind, wherever it was pasted` {
  /// Its forms: as it is, in base64 as a whole, and with line ends that nobody unescaped.
  private static func forms(_ value: String) -> [String: String] {
    var forms = ["as it is": value, "in base64": Data(value.utf8).base64EncodedString()]
    let wrapped = Data(value.utf8).base64EncodedData()
    forms["in base64 twice"] = wrapped.base64EncodedString()
    let lines = Data(value.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
    if lines.contains("\n") { forms["in base64 with literal line ends"] = lines.replacing("\n", with: "\\n") }
    if value.contains("\n") { forms["with literal line ends"] = value.replacing("\n", with: "\\n") }
    return forms
  }

  private static let sure = Shapes.all.filter { $0.kind.isSureWithoutPlace }

  @Test(arguments: sure.indices)
  func
    `is known in every field of every provider, in one that nobody knows, and under a provider that nobody knows`(
      number: Int
    ) throws
  {
    let (kind, make) = Self.sure[number]
    var documents: [[String: Any]] = []
    var places: [String] = []
    for (form, value) in Self.forms(make()) {
      // Base64 of what is short looks like any other word.
      if form.hasPrefix("in base64"), value.utf8.count < 20 { continue }
      // YAML and JSON aren't read with their line ends spelt out.
      if form == "with literal line ends", kind.fieldClass == .blob { continue }
      for provider in Provider.allCases.map(\.rawValue) + ["hetzner"] {
        for field in CredentialField.allCases.map(\.word) + ["legacyThing"] {
          documents.append(["name": "N", "provider": provider, "credentials": [field: value]])
          places.append("\(form) in \(provider).\(field)")
        }
      }
    }
    for (place, integration) in zip(places, try classify(documents)) {
      // An external id may be either.
      if kind == .email, place.hasSuffix(".externalId") { continue }
      if kind == .guid, place.hasSuffix(".externalId") { continue }
      let kinds = integration.fields.filter { $0.state == .live }.map(\.kind)
      #expect(kinds.contains(kind), "\(kind) \(place): \(kinds)")
    }
  }

  @Test(arguments: sure.indices)
  func `that opens something is seen in a description, and no name shows it`(number: Int) throws {
    let (kind, make) = Self.sure[number]
    // The fingerprint of a public key opens nothing, and documents aren't written into descriptions.
    guard kind.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity, kind.fieldClass != .blob,
      kind != .ociFingerprint
    else { return }
    for (form, value) in Self.forms(make()) where form == "as it is" || !form.contains("64 ") {
      let found = try classify([
        ["name": "N", "provider": "civo", "description": "see \(value)"],
        ["name": "x \(value)", "provider": "civo"], ["id": value, "name": "N", "provider": "civo"],
      ])
      #expect(found[0].facts[.descriptionSecrets] == FactValue(1), "\(kind) \(form)")
      #expect(found[1].name?.isRedacted == true && found[2].id.isRedacted, "\(kind) \(form)")
    }
  }

  @Test func `that only its place tells is known there in base64, too, and nowhere under another provider`()
    throws
  {
    for (provider, field, kind) in [
      ("aws", "secretKey", Kind.awsSecretAccessKey), ("civo", "apiKey", .civoAPIKey),
      ("azure", "secret", .azureClientSecretLegacy), ("akamai", "clientSecret", .akamaiClientSecret),
    ] {
      let value = try #require(Shapes.all.first { $0.kind == kind }).make()
      func document(_ provider: String, _ value: String) -> [String: Any] {
        ["name": "N", "provider": provider, "credentials": [field: value]]
      }
      let found = try classify([
        document(provider, Data(value.utf8).base64EncodedString()), document("hetzner", value),
        document("gcp", value),
      ]).map { $0.fields.last { $0.state == .live }?.kind }
      // Of what decodes to no text, nobody can tell that it is wrapped.
      #expect(found[0] == kind, "\(kind)")
      #expect(found[1] == .unknown && found[2] == .unknown, "\(kind)")
    }
    let secret = try #require(Shapes.all.first { $0.kind == .awsSecretAccessKey }).make()
    let mixedUp = try classify([["name": "N", "provider": "aws", "credentials": ["accessKey": secret]]])
    let field = try #require(mixedUp[0].fields.first { $0.name == "accessKey" })
    #expect(field.kind == .awsSecretAccessKey && field.fieldClass == .secret)
  }

  @Test func `that only its place tells is known behind a name, whoever the provider`() throws {
    for (name, kind) in [
      ("secretAccessKey", Kind.awsSecretAccessKey), ("AWS_SECRET_ACCESS_KEY", .awsSecretAccessKey),
      ("sessionToken", .awsSessionToken), ("aws_session_token", .awsSessionToken),
      ("civoApiKey", .civoAPIKey), ("aivenToken", .aivenToken),
      ("CLOUDFLARE_API_TOKEN", .cloudflareUnprefixedAPIToken),
      ("azureClientSecret", .azureClientSecretLegacy), ("akamaiClientSecret", .akamaiClientSecret),
    ] {
      let make = try #require(Shapes.all.first { $0.kind == kind }).make
      for provider in ["aws", "oci", "hetzner"] {
        let found = try classify([["name": "N", "provider": provider, "credentials": [name: make()]]])
        #expect(
          found[0].fields.last?.kind == kind,
          "\(name) of \(provider): \(found[0].fields.last?.kind.word ?? "")")
      }
    }
  }
}
