import Foundation
import Testing

@testable import Commands
@testable import Sealing

/// A report is verified to its end before a byte of it is shown, and then read once more.
@Suite struct `The second reading of a sealed report` {
  let scratch: Scratch
  private var report: String { scratch.path + "/r.age" }
  private var key: String { scratch.path + "/keys/signing.pub" }

  init() throws {
    scratch = try Scratch()
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, scratch.path + "/keys").code == 0) }
    try audit(count: 400, into: "r.age")
  }

  private func audit(count: Int, into name: String) throws {
    let documents = Fleet(count: count, seed: 7).documents
    let fleet = try scratch.file("fleet.jsonl", documents.joined(separator: "\n"))
    let finished = try credence(
      "audit", fleet, "--quiet", "--seal", "--single-recipient", "--recipients-file",
      scratch.path + "/keys/recipient.txt", "--sign-key", scratch.path + "/keys/signing.key", "-o",
      scratch.path + "/" + name)
    #expect(finished.code == 1, "\(finished.words)")
  }

  private func identities() throws -> AgeIdentities {
    try AgeIdentities(contentsOf: scratch.path + "/keys/identity.txt")
  }

  @Test func `gives away what was verified, in pieces`() throws {
    let identities = try identities()
    var pieces: [[UInt8]] = []
    try OpenedReport.read(
      report, identities: identities, from: [], trusting: TrustedKeys(contentsOf: key)
    ) { pieces.append($0) }
    #expect(pieces.count > 3 && pieces.allSatisfy { $0.last == 0x0A })
    let shown = try credence(
      "report", "show", report, "--format", "jsonl", "--identity", scratch.path + "/keys/identity.txt",
      "--verify-key", key)
    #expect(shown.code == 0 && Array(shown.output) == pieces.flatMap { $0 })
  }

  @Test func `gives nothing away of a file that is another by then, though its reader could open it`()
    throws
  {
    let identities = try identities()
    try audit(count: 401, into: "other.age")
    var inside = ReportInside(path: report, remembersChunks: true)
    _ = try OpenedReport.open(
      report, identities: identities, from: [], trusting: TrustedKeys(contentsOf: key), into: &inside)
    let chunks = inside.chunks
    var given = 0
    func reread(_ path: String, _ chunks: [MessageDigest]) -> Failure? {
      given = 0
      do throws(Failure) {
        try OpenedReport.read(path, again: chunks, identities: identities) { _ in given += 1 }
        return nil
      } catch {
        return error
      }
    }
    #expect(reread(report, chunks) == nil && given == chunks.count)
    let other = scratch.path + "/other.age"
    #expect(reread(other, chunks)?.reason == "\(other) changed while it was read")
    #expect(given == 0)
    // One that is shorter or longer than what was verified is another, too.
    #expect(reread(report, chunks + chunks)?.reason.hasSuffix("changed while it was read") == true)
    #expect(reread(report, Array(chunks.dropLast()))?.reason.hasSuffix("changed while it was read") == true)
    #expect(given == chunks.count - 1)
  }
}
