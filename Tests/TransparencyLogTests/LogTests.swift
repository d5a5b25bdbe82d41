import Foundation
import Sealing
import SecretMemory
import Testing

@testable import TransparencyLog

@Suite struct `The transparency log` {
  private func withLog(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory.appending(path: "log.jsonl").path)
  }

  private func entries(_ count: Int) -> [[UInt8]] { (0..<count).map { Array("{\"run\":\($0)}".utf8) } }

  @Test func `what was added is there when it is read again`() throws {
    try withLog { path in
      var log = try TransparencyLog(path: path)
      for count in [0, 1, 4, 5] { try log.complete(with: entries(count)) }
      #expect(try TransparencyLog(path: path).entries == entries(5))
      #expect(try TransparencyLog(path: path).tree.root == log.tree.root)
    }
  }

  @Test func `a line that a crash cut off isn't an entry, and goes when the next comes`() throws {
    try withLog { path in
      var log = try TransparencyLog(path: path)
      try log.complete(with: entries(2))
      try DurableFile.append(Array("{\"ru".utf8), to: path)
      log = try TransparencyLog(path: path)
      #expect(log.entries == entries(2))
      try log.complete(with: entries(3))
      #expect(try TransparencyLog(path: path).entries == entries(3))
    }
  }

  @Test func `a log that holds something else than its keeper knows is refused`() throws {
    try withLog { path in
      var log = try TransparencyLog(path: path)
      try log.complete(with: entries(3))
      #expect(throws: LogError.differs(line: 3)) { try log.complete(with: entries(2)) }
      var other = entries(4)
      other[1] = Array("{\"run\":9}".utf8)
      #expect(throws: LogError.differs(line: 2)) { try log.complete(with: other) }
    }
  }

  @Test func `every checkpoint of the past agrees, and one of a changed or shorter log doesn't`() throws {
    try withLog { path in
      let key = try SigningKey.generate()
      let origin = Checkpoint.origin(of: key.keyID)
      var log = try TransparencyLog(path: path)
      var past: [Checkpoint] = []
      for count in 1...20 {
        try log.complete(with: entries(count))
        past.append(Checkpoint(origin: origin, tree: log.tree))
      }
      for checkpoint in past { #expect(log.agrees(with: checkpoint)) }

      var changed = entries(20)
      changed[6] = Array("{\"run\":77}".utf8)
      try FileManager.default.removeItem(atPath: path)
      var other = try TransparencyLog(path: path)
      try other.complete(with: changed)
      #expect(past.firstIndex { !other.agrees(with: $0) } == 6)

      try FileManager.default.removeItem(atPath: path)
      var shorter = try TransparencyLog(path: path)
      try shorter.complete(with: entries(12))
      #expect(past.firstIndex { !shorter.agrees(with: $0) } == 12)
    }
  }

  @Test func `a checkpoint is accepted only as it was signed, and only from a trusted key`() throws {
    let key = try SigningKey.generate()
    let stranger = try SigningKey.generate()
    var tree = MerkleTree()
    for entry in entries(3) { tree.append(MerkleHash(entry: entry)) }
    let checkpoint = Checkpoint(origin: Checkpoint.origin(of: key.keyID), tree: tree)
    let note = checkpoint.signed(with: key)
    #expect(try Checkpoint(note, trusting: [stranger.verificationKey, key.verificationKey]) == checkpoint)
    #expect(throws: LogError.notSigned) { try Checkpoint(note, trusting: [stranger.verificationKey]) }
    #expect(throws: LogError.notSigned) { try Checkpoint(note, trusting: []) }
    let signed = note.split(separator: "\n").dropLast().joined(separator: "\n").count
    for index in note.indices {
      var changed = note
      changed.replaceSubrange(index...index, with: note[index] == "A" ? "B" : "A")
      let place = note.distance(from: note.startIndex, to: index)
      // The last newline ends nothing that is signed.
      if place == note.count - 1 { continue }
      #expect(throws: LogError.self, "at \(place), text ends at \(signed)") {
        try Checkpoint(changed, trusting: [key.verificationKey])
      }
    }
    #expect(throws: LogError.notACheckpoint) { try Checkpoint("", trusting: [key.verificationKey]) }
  }
}
