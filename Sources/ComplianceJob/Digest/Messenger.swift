internal import Commands
internal import HTTPTransport
internal import Ledger
internal import Sealing
internal import TransparencyLog
internal import Webhooks

/// Tells people and watchdogs of a run. What can't be told waits in the ledger for the next run, and is said here; it
/// never changes what a run ends with.
struct Messenger: ~Copyable {
  let configuration: JobConfiguration
  let transport: HTTPTransport?

  init(_ configuration: JobConfiguration) {
    self.configuration = configuration
    let isNeeded = !configuration.channels.isEmpty || configuration.ping != nil
    transport = isNeeded ? HTTPTransport(connections: 1) : nil
  }

  deinit { transport?.shutDown() }

  /// Refuses a configuration whose webhooks' secrets can't be read. A run goes on without them.
  static func requireSecrets(of configuration: JobConfiguration) throws(Failure) {
    do throws(KeyFileError) {
      for channel in configuration.channels { _ = try Sender(channel) }
      if let ping = configuration.ping { _ = try SecretAddress(contentsOf: ping) }
    } catch {
      throw Failure(error)
    }
  }

  /// How often a message may be refused before it is given up, where another one was taken.
  private static let patience = 5

  /// Delivers what waits, oldest first. A channel that fails is left alone until the next run. Without words, what has
  /// something to be called by name waits for a run that has them.
  func deliver(
    from ledger: Ledger, to addressees: [JobNames.Addressee], words: JobWords?
  ) throws(LedgerError) {
    let waiting = try ledger.waiting()
    for addressee in addressees {
      let digests = waiting.filter { $0.channel == addressee.name }.compactMap { message in
        JobDigest.read(message).map { (message: message, digest: $0) }
      }.filter { words != nil || !$0.digest.hasNames }
      if !digests.isEmpty { try deliver(digests, from: ledger, to: addressee.channel, words) }
    }
    // Nobody knows what they were called.
    let known = Set(addressees.map(\.name))
    let lost = waiting.filter { !known.contains($0.channel) }
    for message in lost { try ledger.noteDelivered(message) }
    if !lost.isEmpty {
      Terminal.tell(
        "warning: \(lost.count) messages were dropped, to notifications that the configuration no longer has\n"
      )
    }
  }

  private func deliver(
    _ digests: [(message: OutboxMessage, digest: JobDigest)], from ledger: Ledger, to channel: Channel,
    _ words: JobWords?
  ) throws(LedgerError) {
    var left = digests[...]
    var refused: [(message: OutboxMessage, why: Undelivered)] = []
    var isTaken = false
    do throws(Undelivered) {
      let sender = try Undelivered.reading { () throws(KeyFileError) in try Sender(channel) }
      while let (message, digest) = left.first {
        do throws(Undelivered) {
          try send(digest, from: ledger, by: sender, words)
          do throws(LedgerError) { try ledger.noteDelivered(message) } catch { throw .ledger }
          isTaken = true
        } catch {
          // What one message is refused for is no fault of the others.
          guard error.isRefusal else { throw error }
          refused.append((message, error))
        }
        left = left.dropFirst()
      }
    } catch {
      for (message, _) in left { try ledger.noteFailed(message) }
      warn(channel.name, error, "it is tried again at the next run")
    }
    var why: Undelivered?
    for (message, error) in refused {
      if isTaken && message.attempts + 1 >= Self.patience {
        try ledger.giveUp(message)
        warn(channel.name, error, "the message is given up, since others are taken")
      } else {
        try ledger.noteFailed(message)
        why = why ?? error
      }
    }
    if let why { warn(channel.name, why, "what was refused is tried again at the next run") }
  }

  /// Sends a digest; one that is refused goes without its names.
  private func send(
    _ digest: JobDigest, from ledger: Ledger, by sender: borrowing Sender, _ words: JobWords?
  ) throws(Undelivered) {
    do throws(Undelivered) {
      try sender.send(told(digest, words, ledger), with: transport)
    } catch {
      guard error.isRefusal && digest.hasNames else { throw error }
      try sender.send(told(digest.short, nil, nil), with: transport)
    }
  }

  private func told(_ digest: JobDigest, _ words: JobWords?, _ ledger: Ledger?) -> ToldDigest {
    ToldDigest(digest, team: configuration.team, words: words, ledger: ledger, checkpoint: checkpoint)
  }

  /// Tells at once what no ledger can keep.
  func tell(_ digest: JobDigest) {
    for channel in configuration.channels {
      do throws(Undelivered) {
        let sender = try Undelivered.reading { () throws(KeyFileError) in try Sender(channel) }
        try sender.send(told(digest, nil, nil), with: transport)
      } catch {
        warn(channel.name, error, "it can't be kept for the next run")
      }
    }
  }

  /// What the log was after the last run, as its signed note.
  var checkpoint: String? {
    guard !configuration.state.isEmpty,
      let bytes = try? DurableFile.read(configuration.checkpoint, limit: 1 << 16)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  func warn(_ name: String, _ reason: Undelivered, _ next: String) {
    Terminal.tell("warning: \(name) couldn't be told: \(reason.words); \(next)\n")
  }
}
