import CTraceProbe
import Foundation
import Testing

/// Faults of the system around the program. Each ends in its exit code, and a sealed report appears whole or
/// not at all.
@Suite struct `When the system fails` {
  let scratch: Scratch
  let good: String

  init() throws {
    scratch = try Scratch()
    good = try scratch.file("good.json", BadInput.first)
  }

  /// Runs a script whose `$0` is the program.
  private func shell(_ script: String, _ arguments: String...) throws -> Finished {
    try run("/bin/bash", ["-c", script, Scratch.credence] + arguments)
  }

  private func expectSaid(_ finished: Finished, code: Int32, _ words: String) {
    #expect(finished.code == code, "\(finished.words)")
    let lines = finished.words.split(separator: "\n")
    let errors = lines.indices.filter { lines[$0].hasPrefix("error: ") }
    #expect(!errors.isEmpty && finished.words.contains(words), "\(finished.words)")
    for index in errors {
      #expect(index + 1 < lines.count && lines[index + 1].hasPrefix("hint: "), "\(lines[index])")
    }
  }

  /// What a report says that holds the good integration and misses something.
  private func expectPartial(_ finished: Finished, audited: [String] = ["first"]) throws {
    let ids = finished.records("integration").compactMap { $0["integration"] as? String }
    #expect(ids == audited)
    let summary = try #require(finished.records("summary").first)
    #expect(summary["complete"] as? Bool == false)
    #expect(summary["exit"] as? Int32 == finished.code)
  }

  /// The options that seal to a new file in `directory`, and the keys for them.
  private func sealing(into directory: String) throws -> [String] {
    let keys = scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    return [
      "--seal", "--single-recipient", "--recipients-file", keys + "/recipient.txt", "--sign-key",
      keys + "/signing.key", "-o", directory + "/r.age",
    ]
  }

  private func opened() throws -> Finished {
    let keys = scratch.path + "/keys"
    return try credence(
      "report", "show", scratch.path + "/r.age", "--format", "jsonl", "--identity", keys + "/identity.txt",
      "--verify-key", keys + "/signing.pub")
  }

  @Test func `a file that an ordinary user can't read is said, and the others are audited`() throws {
    let secret = try scratch.file("closed.json", BadInput.last)
    #expect(chmod(secret, 0) == 0)
    let directory = scratch.path + "/closed"
    #expect(mkdir(directory, 0) == 0)
    // Root reads everything, so somebody else tries, with a program that everybody may run.
    let program = scratch.path + "/credence"
    try FileManager.default.copyItem(atPath: Scratch.credence, toPath: program)
    let user = getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
    let finished = try run(
      "/usr/bin/env", user + [program, "audit", secret, good, directory, "--format", "jsonl"])
    expectSaid(finished, code: 74, "closed.json: Permission denied")
    #expect(finished.words.contains("/closed: Permission denied"))
    try expectPartial(finished)
  }

  @Test func `a directory without payloads is said beside one that has some`() throws {
    let empty = scratch.path + "/empty"
    #expect(mkdir(empty, 0o755) == 0 && mkdir(empty + "/also\u{1B}[empty", 0o755) == 0)
    _ = try scratch.file("empty/notes.txt", "nothing")
    let finished = try credence(
      "audit", scratch.path + "/none.json", empty, empty + "/also\u{1B}[empty", good, "--format", "jsonl")
    expectSaid(finished, code: 74, "none.json: No such file or directory")
    #expect(finished.words.contains("/empty: there is no JSON or YAML file in this directory"))
    #expect(finished.words.contains("/also?[empty: there is no JSON or YAML file in this directory"))
    try expectPartial(finished)
    let alone = try credence("audit", empty, "--format", "jsonl")
    expectSaid(alone, code: 65, "there is no JSON or YAML file in this directory")
    try expectPartial(alone, audited: [])
  }

  @Test func `a FIFO whose writer goes early is audited as far as it came`() throws {
    let script = #"""
      mkfifo "$1/fifo" && { printf '%s\n{"id":"cut","prov' "$2" > "$1/fifo" & } &&
      "$0" audit "$1/fifo" --format jsonl
      """#
    let finished = try shell(script, scratch.path, BadInput.first)
    expectSaid(finished, code: 65, "fifo:2:18: the document ends too early")
    try expectPartial(finished)
  }

  @Test func `a read that fails in the middle ends that input, and the next is audited`() throws {
    let terminal = probe_hung_up_terminal("\(BadInput.last)\n{\"id\":\"cut\",")
    try #require(terminal >= 0)
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments = ["audit", good, "-", "--format", "jsonl"]
    let finished = try finish(process, input: FileHandle(fileDescriptor: terminal, closeOnDealloc: true))
    expectSaid(finished, code: 74, "stdin:2:1: reading stopped: Input/output error")
    try expectPartial(finished, audited: ["first", "last"])
  }

  @Test(arguments: ["jsonl", "table"])
  func `a full disk behind standard output is an error, and no report is clean by it`(format: String) throws {
    let finished = try shell(#""$0" audit "$1" --format "$2" > /dev/full"#, good, format)
    expectSaid(finished, code: 74, "writing to standard output failed")
  }

  @Test(arguments: ["jsonl", "table"])
  func `a closed pipe behind standard output ends the run with an error`(format: String) throws {
    // The reader is gone before the first byte: it holds the pipe's name no longer than its opening takes.
    let script = #"""
      mkfifo "$1/pipe" && { : < "$1/pipe" & } && exec 3> "$1/pipe" && wait && "$0" audit "$2" --format "$3" >&3
      """#
    expectSaid(
      try shell(script, scratch.path, good, format), code: 74, "writing to standard output failed")
  }

  @Test func `a disk that fills up leaves no report, no signature and no piece of either`() throws {
    guard getuid() == 0 else {
      print("SKIPPED: mounting a small disk needs root")
      return
    }
    let fleet = try scratch.file("fleet.jsonl", Fleet(count: 400, seed: 5).documents.joined(separator: "\n"))
    let disk = scratch.path + "/disk"
    #expect(mkdir(disk, 0o755) == 0)
    let options = try sealing(into: disk)
    let script = #"""
      mount -t tmpfs -o "size=$1" tmpfs "$2" && "$0" audit "$3" --quiet "${@:4}"
      code=$?; ls -A "$2"; exit $code
      """#
    for (size, code) in [("64k", 74), ("4m", 1)] as [(String, Int32)] {
      let finished = try run(
        "/usr/bin/unshare", ["-m", "/bin/bash", "-c", script, Scratch.credence, size, disk, fleet] + options)
      #expect(finished.code == code, "\(finished.words)")
      #expect(finished.text == (code == 1 ? "r.age\nr.age.minisig\n" : ""))
      if code == 74 { expectSaid(finished, code: 74, "r.age: No space left on device") }
    }
  }

  @Test func `a report that is sealed doesn't mix with a standard output that is closed`() throws {
    let options = try sealing(into: scratch.path)
    let finished = try run(
      "/bin/bash",
      ["-c", #""$0" audit "$@" --format jsonl <&- >&-"#, Scratch.credence, good] + options)
    expectSaid(finished, code: 74, "writing to standard output failed")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/r.age"))
    let reading = try run("/bin/bash", ["-c", #""$0" audit - --format jsonl <&-"#, Scratch.credence])
    expectSaid(reading, code: 74, "stdin:1:1: reading stopped: Bad file descriptor")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal in the middle of the input leaves what was read, sealed and marked partial`(
    signal: Int32
  ) throws {
    let options = try sealing(into: scratch.path)
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments = ["audit", "-", good, "--workers", "2", "--format", "jsonl"] + options
    // Standard input comes last, and stays open without an end, as one that is read for hours.
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("\(BadInput.last)\n{\"id\":\"cut\",".utf8))
    let finished = try finish(process, input: pipe.fileHandleForReading) {
      // It waits for more once the pipe is empty.
      while pipe.fileHandleForReading.hasBytes { usleep(1000) }
      usleep(50_000)
      #expect(kill($0.processIdentifier, signal) == 0)
    }
    expectSaid(finished, code: 74, "stdin:2:1: the run was stopped here")
    try expectPartial(finished, audited: ["first", "last"])
    #expect(try opened().output == finished.output)
  }

  @Test func `a signal that whoever started the program had ignored stops nothing`() throws {
    let script = #"""
      trap '' INT; { sleep 0.3; printf '%s\n' "$1"; } | { "$0" audit - --format jsonl & sleep 0.1; kill -INT $!; wait $!; }
      """#
    let finished = try shell(script, BadInput.first)
    #expect(finished.code == 2 && finished.records("summary").first?["complete"] as? Bool == true)
  }

  @Test func `a second signal ends the program even where nobody takes its output, and leaves no report`()
    throws
  {
    let options = try sealing(into: scratch.path)
    let fleet = try scratch.file("fleet.jsonl", Fleet(count: 400, seed: 6).documents.joined(separator: "\n"))
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments = ["audit", fleet, "--format", "jsonl"] + options
    let stuck = Pipe()
    process.standardOutput = stuck
    _ = try finish(process, input: .nullDevice) {
      // Once nobody empties the pipe, it fills up.
      var size = 0
      while size < 65_536 {
        usleep(1000)
        let before = size
        _ = ioctl(stuck.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &size)
        if size == before && size > 60_000 { break }
      }
      kill($0.processIdentifier, SIGINT)
      usleep(200_000)
      #expect($0.isRunning)
      kill($0.processIdentifier, SIGINT)
    }
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(!names.contains { $0.hasPrefix("r.age") })
  }
}

extension FileHandle {
  /// Whether something can be read without waiting.
  fileprivate var hasBytes: Bool {
    var events = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
    return poll(&events, 1, 0) == 1
  }
}
