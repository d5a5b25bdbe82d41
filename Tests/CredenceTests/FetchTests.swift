import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite struct `Fetched payloads` {
  /// An account, keys, and a directory to fetch into.
  private final class Fetching {
    let live: LiveScratch
    var keys: String { live.scratch.path + "/keys" }
    var target: String { live.scratch.path + "/fetched" }

    init(_ count: Int) throws {
      live = try LiveScratch(count)
      for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    }

    func fetch(_ more: String...) throws -> Finished {
      try run(
        Scratch.credence,
        ["fetch", "-o", target, "--fingerprint-key", keys + "/fingerprint.key"]
          + live.arguments(["--single-recipient", "--recipients-file", keys + "/recipient.txt"] + more))
    }

    func audit() throws -> Finished {
      try credence("audit", target, "--identity", keys + "/identity.txt", "--format", "jsonl")
    }

    /// All files of the directory but the list of them, which is there once the fetch has ended.
    var files: [String] { all.filter { $0 != "finished.fetch" } }
    var all: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []).sorted()
    }
  }

  @Test func `are sealed, and an audit with an identity sees what one of the API sees`() throws {
    let fetching = try Fetching(7)
    let fetched = try fetching.fetch()
    #expect(fetched.code == 0, "\(fetched.words)")
    #expect(fetching.files.count == 7 && fetching.files.allSatisfy { $0.hasSuffix(".json.age") })
    let saved = try fetching.audit()
    let direct = try fetching.live.audit()
    func seen(_ finished: Finished) -> Set<String> {
      Set(finished.records("integration").compactMap { $0["integration"] as? String })
    }
    #expect(saved.code == 1 && saved.isComplete == true, "\(saved.words)")
    #expect(seen(saved) == Set(fetching.live.account.ids) && seen(saved) == seen(direct))
    #expect(saved.records("finding").count == direct.records("finding").count)
    // The real age opens them, too.
    let opened = try run(
      "/usr/bin/age",
      ["-d", "-i", fetching.keys + "/identity.txt", fetching.target + "/" + fetching.files[0]])
    #expect(opened.code == 0)
    let isDocument = (0..<7).contains { fetching.live.account.document($0) == opened.text }
    #expect(isDocument)
  }

  @Test func `hold no secret, name or id that can be read`() throws {
    let fetching = try Fetching(5)
    let said = try fetching.fetch()
    let search = LeakSearch(
      fetching.live.account.secrets + fetching.live.account.ids + [fetching.live.account.token])
    let isSaid = search.finds(in: said.output) || search.finds(in: said.errors)
    #expect(!isSaid)
    #expect(fetching.all.count == fetching.files.count + 1)
    for file in fetching.all {
      let data = FileManager.default.contents(atPath: fetching.target + "/" + file) ?? Data()
      let isKept = search.finds(in: data) || search.finds(in: Data(file.utf8))
      #expect(!isKept && !data.isEmpty)
      let mode = try FileManager.default.attributesOfItem(atPath: fetching.target + "/" + file)[
        .posixPermissions]
      #expect(mode as? Int == 0o600)
    }
  }

  @Test func `go on where they were cut off, and until then an audit says that some are missing`() throws {
    let fetching = try Fetching(30)
    let account = fetching.live.account
    let cut = account.ids[12]
    account.answering { $0.path.hasSuffix(cut) ? .status(401) : nil }
    let first = try fetching.fetch()
    #expect(first.code == 77)
    #expect(fetching.files.count == 13 && fetching.files.last == "unfinished.fetch")
    let partial = try fetching.audit()
    #expect(partial.code == 69 && partial.isComplete == false)
    #expect(partial.words.contains("a fetch into this directory didn't end"))
    let before = fetching.live.api.requests.count
    account.answering { _ in nil }
    let second = try fetching.fetch()
    #expect(second.code == 0, "\(second.words)")
    #expect(second.words.contains("18 of 30 integrations") && second.words.contains("12 were already"))
    #expect(fetching.live.api.requests.count - before == 19)
    #expect(fetching.files.count == 30)
    #expect(try fetching.audit().isComplete == true)
    #expect(try fetching.fetch().code == 78, "a fetch that had ended was gone on with")
  }

  @Test func `killed at any moment, they go on`() throws {
    let fetching = try Fetching(40)
    fetching.live.account.answering { request in
      usleep(5000)
      return nil
    }
    for _ in 0..<4 {
      let process = Process()
      process.executableURL = URL(filePath: Scratch.credence)
      process.arguments =
        ["fetch", "-o", fetching.target, "--fingerprint-key", fetching.keys + "/fingerprint.key"]
        + fetching.live.arguments([
          "--single-recipient", "--recipients-file", fetching.keys + "/recipient.txt",
        ])
      let before = fetching.live.api.requests.count
      _ = try finish(process, input: .nullDevice) { process in
        while process.isRunning, fetching.live.api.requests.count < before + .random(in: 1...10) {
          usleep(2000)
        }
        kill(process.processIdentifier, SIGKILL)
      }
    }
    #expect(try fetching.fetch().code == 0)
    #expect(fetching.files.count == 40 && fetching.files.allSatisfy { $0.hasSuffix(".json.age") })
    let audited = try fetching.audit()
    #expect(audited.isComplete == true)
    #expect(audited.records("integration").count == 40)
  }

  @Test func `of something that isn't an integration's document aren't saved`() throws {
    let fetching = try Fetching(3)
    let path = fetching.live.account.ids[1]
    fetching.live.account.answering { $0.path.hasSuffix(path) ? .json("<html>") : nil }
    let fetched = try fetching.fetch()
    #expect(fetched.code == 65)
    #expect(fetched.words.contains("integration 2 of the list wasn't read: the answer isn't its document"))
    #expect(fetching.files.count == 3)
  }

  @Test func `need an identity, a second recipient, and are believed only whole`() throws {
    let fetching = try Fetching(2)
    let alone = try run(
      Scratch.credence,
      ["fetch", "-o", fetching.target, "--fingerprint-key", fetching.keys + "/fingerprint.key"]
        + fetching.live.arguments(["--recipients-file", fetching.keys + "/recipient.txt"]))
    #expect(alone.code == 78 && alone.words.contains("--single-recipient"))
    #expect(try fetching.fetch().code == 0)
    let file = fetching.target + "/" + fetching.files[0]
    let closed = try credence("audit", file)
    #expect(closed.code == 65 && closed.words.contains("this is a sealed file"))
    let data = FileManager.default.contents(atPath: file) ?? Data()
    for broken in [data.dropLast(1), data.dropLast(40), data + Data([0]), data.prefix(100)] {
      try Data(broken).write(to: URL(filePath: file))
      let audited = try fetching.audit()
      #expect(audited.code == 65 && audited.isComplete == false, "\(audited.words)")
    }
  }

  @Test func `one of which was taken away aren't all, and an audit says so`() throws {
    let fetching = try Fetching(5)
    // The list is that of the fetch's end, however often it was cut off before.
    let cut = fetching.live.account.ids[3]
    fetching.live.account.answering { $0.path.hasSuffix(cut) ? .status(401) : nil }
    #expect(try fetching.fetch().code == 77)
    #expect(!fetching.all.contains("finished.fetch"))
    fetching.live.account.answering { _ in nil }
    #expect(try fetching.fetch().code == 0)
    #expect(try fetching.audit().isComplete == true)
    let files = fetching.files
    for (taken, words) in [
      (files.prefix(1), "1 file that a fetch saved here is missing"),
      (files.dropFirst().prefix(2), "3 files that a fetch saved here are missing"),
      (files.dropFirst(3), "5 files that a fetch saved here are missing"),
    ] {
      for file in taken { try FileManager.default.removeItem(atPath: fetching.target + "/" + file) }
      let audited = try fetching.audit()
      #expect(audited.code == 65 && audited.isComplete == false, "\(audited.words)")
      #expect(audited.causes.contains { $0.reason == words })
      #expect(audited.words.contains(words))
      #expect(audited.records("integration").count == fetching.files.count)
    }
  }

  @Test func `of another source don't mix`() throws {
    let fetching = try Fetching(4)
    fetching.live.account.answering { $0.path.hasSuffix("/integrations") ? .status(500) : nil }
    #expect(try fetching.fetch("--retries", "0").code == 69)
    let other = try fetching.fetch("--team", "other")
    #expect(other.code == 78 && other.words.contains("another source"))
  }

  @Test func `for other recipients aren't gone on with, since the first ones couldn't open the rest`() throws
  {
    let fetching = try Fetching(4)
    let cut = fetching.live.account.ids[2]
    fetching.live.account.answering { $0.path.hasSuffix(cut) ? .status(401) : nil }
    #expect(try fetching.fetch().code == 77)
    fetching.live.account.answering { _ in nil }
    #expect(try credence("keygen", "reader", fetching.keys + "/other").code == 0)
    let files = fetching.all
    let other = try fetching.fetch("--recipients-file", fetching.keys + "/other/recipient.txt")
    #expect(
      other.code == 78 && other.words.contains("for other recipients was cut off here"), "\(other.words)")
    #expect(fetching.all == files)
    #expect(try fetching.fetch().code == 0)
    #expect(try fetching.audit().records("integration").count == 4)
  }

  @Test func `that aren't listed any more when a fetch goes on are taken out, and that is said`() throws {
    let fetching = try Fetching(5)
    let account = fetching.live.account
    let (gone, cut) = (account.ids[0], account.ids[3])
    account.answering { $0.path.hasSuffix(cut) ? .status(401) : nil }
    #expect(try fetching.fetch().code == 77)
    account.answering { [ids = account.ids] request in
      if request.path.hasSuffix("/cloud-providers/integrations") {
        return .json(account.page(from: 0, of: Array(ids.dropFirst())))
      }
      return request.path.hasSuffix(gone) ? .status(404) : nil
    }
    let second = try fetching.fetch()
    #expect(second.code == 0)
    #expect(second.words.contains("note: 1 that were saved before and aren't listed any more were taken out"))
    #expect(second.words.contains("were already, the oldest since 2"), "\(second.words)")
    let seen = Set(try fetching.audit().records("integration").compactMap { $0["integration"] as? String })
    #expect(seen == Set(account.ids.dropFirst()))
  }

  @Test func `come from one fetch at a time: another one into the same directory ends with 75`() throws {
    let fetching = try Fetching(3)
    let isAsked = NIOLockedValueBox(false)
    let mayGoOn = NIOLockedValueBox(false)
    fetching.live.account.answering { _ in
      isAsked.withLockedValue { $0 = true }
      // At most as long as a test may take.
      for _ in 0..<2000 where !mayGoOn.withLockedValue({ $0 }) { usleep(10_000) }
      return nil
    }
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments =
      ["fetch", "-o", fetching.target, "--fingerprint-key", fetching.keys + "/fingerprint.key"]
      + fetching.live.arguments([
        "--timeout", "60", "--single-recipient", "--recipients-file", fetching.keys + "/recipient.txt",
      ])
    let first = try finish(process, input: .nullDevice) { process in
      while process.isRunning, !isAsked.withLockedValue({ $0 }) { usleep(2000) }
      let second = try? fetching.fetch()
      #expect(
        second?.code == 75 && second?.words.contains("another fetch goes into this directory now") == true)
      mayGoOn.withLockedValue { $0 = true }
    }
    #expect(first.code == 0, "\(first.words)")
    #expect(fetching.files.count == 3)
  }
}
