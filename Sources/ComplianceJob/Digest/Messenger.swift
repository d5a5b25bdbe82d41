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

  /// Delivers what waits, oldest first. A channel that fails is left alone until the next run.
  func deliver(
    from ledger: Ledger, to addressees: [JobNames.Addressee], words: JobWords?
  ) throws(LedgerError) {
    let waiting = try ledger.waiting()
    for addressee in addressees {
      let channel = addressee.channel
      let messages = waiting.filter { $0.channel == addressee.name }
      if messages.isEmpty { continue }
      do throws(Undelivered) {
        let sender = try Undelivered.reading { () throws(KeyFileError) in try Sender(channel) }
        for message in messages {
          guard let digest = JobDigest.read(message) else { continue }
          let told = ToldDigest(digest, words: words, ledger: ledger, checkpoint: checkpoint)
          try sender.send(told, with: transport)
          do throws(LedgerError) { try ledger.noteDelivered(message) } catch { throw .ledger }
        }
      } catch {
        for message in messages { try ledger.noteFailed(message) }
        warn(channel.name, error, "it is tried again at the next run")
      }
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

  /// Tells at once what no ledger can keep.
  func tell(_ digest: JobDigest) {
    for channel in configuration.channels {
      let told = ToldDigest(digest, words: nil, ledger: nil, checkpoint: checkpoint)
      do throws(Undelivered) {
        let sender = try Undelivered.reading { () throws(KeyFileError) in try Sender(channel) }
        try sender.send(told, with: transport)
      } catch {
        warn(channel.name, error, "it can't be kept for the next run")
      }
    }
  }

  /// What the log was after the last run, as its signed note.
  var checkpoint: String? {
    guard let bytes = try? DurableFile.read(configuration.checkpoint, limit: 1 << 16) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  func warn(_ name: String, _ reason: Undelivered, _ next: String) {
    Terminal.tell("warning: \(name) couldn't be told: \(reason.words); \(next)\n")
  }
}
