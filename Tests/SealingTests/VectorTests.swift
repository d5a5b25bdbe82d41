import Foundation
import Testing

@testable import Sealing

/// One file of age's test kit: `key: value` lines, an empty line, then an age file.
private struct Vector {
  var name: String
  var fields: [String: [String]] = [:]
  var file: [UInt8]

  init(name: String, _ bytes: [UInt8]) throws {
    self.name = name
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      if line.isEmpty { break }
      guard let colon = line.range(of: ": ") else { continue }
      fields[String(line[..<colon.lowerBound]), default: []].append(String(line[colon.upperBound...]))
    }
    file = fields["compressed"] == ["zlib"] ? try Inflate.zlib(Array(rest)) : Array(rest)
  }

  var expectation: String { fields["expect"]?.first ?? "" }

  var form: AgeForm { fields["armored"] == nil ? .binary : .armored }

  /// Whether it is about the hybrid post-quantum recipients, for which libsodium 1.0.18 has no ML-KEM.
  var isHybrid: Bool {
    name.hasPrefix("hybrid") || fields["identity"]?.contains(where: { $0.contains("-PQ-") }) == true
  }

  /// A file without a header names no identity; any will do.
  func identities(in scratch: Scratch) throws -> AgeIdentities {
    if let passphrase = fields["passphrase"]?.first {
      return try AgeIdentities(Passphrase(contentsOf: scratch.file("passphrase", passphrase)))
    }
    let lines = fields["identity"] ?? [KeyFileTests.secret]
    return try AgeIdentities(contentsOf: scratch.file("identities", lines.joined(separator: "\n")))
  }
}

/// The test kit's word for an error.
private func outcome(_ error: AgeReadError?) -> String {
  switch error {
  case nil: "success"
  case .notAnAgeFile, .unsupportedVersion, .damagedHeader, .workFactorTooHigh: "header failure"
  case .damagedArmor: "armor failure"
  case .wrongHeaderAuthentication: "HMAC failure"
  case .noIdentityMatched, .wrongPassphrase: "no match"
  case .truncatedPayload, .damagedPayload, .trailingData: "payload failure"
  case .memory, .source, .sink: "\(String(describing: error))"
  }
}

private func vectors() throws -> [Vector]? {
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { root.deleteLastPathComponent() }
  let folders =
    [root.appendingPathComponent("../shared/vectors/age").standardizedFileURL.path]
    + [ProcessInfo.processInfo.environment["AGE_VECTORS"]].compactMap { $0 }
  guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0) }) else { return nil }
  return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
    try Vector(name: $0, readFile(folder + "/" + $0))
  }
}

struct VectorTests {
  @Test func `each vector of age's test kit ends as it should, with the payload it should`() throws {
    guard let vectors = try vectors() else {
      print("SKIPPED: age's test vectors are not at ../shared/vectors/age")
      return
    }
    let scratch = try Scratch()
    var checked = 0
    for vector in vectors where !vector.isHybrid {
      let identities = try vector.identities(in: scratch)
      // Whole, and in pieces that break every line and chunk.
      for step in [Int.max, 1009] {
        let (plaintext, error) = opened(vector.file, with: identities, step: step, form: vector.form)
        #expect(outcome(error) == vector.expectation, "\(vector.name): \(String(describing: error))")
        if let hash = vector.fields["payload"]?.first {
          #expect(sha256(plaintext) == hash, "\(vector.name)")
        } else {
          #expect(plaintext.isEmpty, "\(vector.name)")
        }
      }
      checked += 1
    }
    let hybrid = vectors.filter(\.isHybrid)
    print(
      "age vectors: \(checked) checked; \(hybrid.count) hybrid ones not supported, since libsodium 1.0.18 has no"
        + " ML-KEM: \(hybrid.map(\.name).joined(separator: " "))")
    #expect(checked == 124 && hybrid.count == 19)
  }

  @Test func `the form of a file that opens is seen from its beginning, and one that doesn't stays closed`()
    throws
  {
    guard let vectors = try vectors() else {
      print("SKIPPED: age's test vectors are not at ../shared/vectors/age")
      return
    }
    let scratch = try Scratch()
    for vector in vectors where !vector.isHybrid {
      let identities = try vector.identities(in: scratch)
      let (plaintext, error) = opened(vector.file, with: identities, step: 1)
      #expect((error == nil) == (vector.expectation == "success"), "\(vector.name)")
      if let hash = vector.fields["payload"]?.first { #expect(sha256(plaintext) == hash, "\(vector.name)") }
    }
  }
}
