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

  /// Why it isn't for us yet.
  var skipped: String? {
    if fields["armored"] != nil { return "armored" }
    if name.hasPrefix("scrypt") { return "scrypt" }
    if name.hasPrefix("hybrid") || fields["identity"]?.contains(where: { $0.contains("-PQ-") }) == true {
      return "hybrid"
    }
    return nil
  }
}

/// The test kit's word for an error.
private func outcome(_ error: AgeReadError?) -> String {
  switch error {
  case nil: "success"
  case .notAnAgeFile, .armored, .unsupportedVersion, .damagedHeader: "header failure"
  case .wrongHeaderAuthentication: "HMAC failure"
  case .noIdentityMatched: "no match"
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
  @Test func `each X25519 vector of age's test kit ends as it should, with the payload it should`() throws {
    guard let vectors = try vectors() else {
      print("SKIPPED: age's test vectors are not at ../shared/vectors/age")
      return
    }
    let scratch = try Scratch()
    var skipped: [String: Int] = [:]
    var checked = 0
    for vector in vectors {
      if let reason = vector.skipped {
        skipped[reason, default: 0] += 1
        continue
      }
      // A file without a header names no identity; any will do.
      let lines = vector.fields["identity"] ?? [KeyFileTests.secret]
      let path = try scratch.file("identities", lines.joined(separator: "\n"))
      let identities = try AgeIdentities(contentsOf: path)
      // Whole, and in pieces that break every line and chunk.
      for step in [Int.max, 1009] {
        let (plaintext, error) = opened(vector.file, with: identities, step: step)
        #expect(outcome(error) == vector.expectation, "\(vector.name)")
        if let hash = vector.fields["payload"]?.first {
          #expect(sha256(plaintext) == hash, "\(vector.name)")
        } else {
          #expect(plaintext.isEmpty, "\(vector.name)")
        }
      }
      checked += 1
    }
    let reasons = skipped.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    print("age vectors: \(checked) checked; not supported yet: \(reasons.joined(separator: ", "))")
    #expect(checked == 67)
  }

  @Test func `armored files are refused as such`() throws {
    let identities = try AgeIdentities(AgeIdentity.generate())
    let text = Array("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n".utf8)
    #expect(opened(text, with: identities).error == .armored)
  }
}
