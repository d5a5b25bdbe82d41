internal import Audit
internal import Commands
internal import Facts
internal import Glibc
internal import Ledger
internal import Reporting
internal import SecretMemory

/// What a job's ledger calls things: names under the fingerprint key, so that the file alone tells nobody what they are.
struct JobNames: ~Copyable {
  /// A channel, with what the outbox calls it.
  struct Addressee {
    let channel: Channel
    let name: [UInt8]
  }

  /// How a ledger knows the key that its names are made under.
  private let keyName: [UInt8]
  private let names: LedgerNames

  init(under key: borrowing FingerprintKey) throws(Failure) {
    keyName = Array(Fingerprint(key.name).description.utf8)
    do throws(SecretMemoryError) { names = try LedgerNames(under: key) } catch { throw Failure(error) }
  }

  /// Whom the job tells.
  func addressees(of configuration: JobConfiguration) -> [Addressee] {
    configuration.channels.map { Addressee(channel: $0, name: name(ofChannel: $0.name)) }
  }

  /// A run's id, by all that makes it what it is.
  func run(of identity: [String]) -> String {
    KeyedName.text(names.name(of: "run\0" + identity.joined(separator: "\0")))
  }

  /// The id of a failure: no other job's, nor that of the same job on another host.
  func failure(_ code: ExitCode, at clock: Clock, of configuration: JobConfiguration) -> String {
    run(of: ["failed", "\(code.rawValue)", clock.text, configuration.digest, configuration.ledger, Self.host])
  }

  /// The id of a failure that no key can name; nobody makes it twice.
  static func unkeyedFailure() -> String { KeyedName.text((0..<16).map { _ in UInt8.random(in: 0...255) }) }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    // The C boundary: the count goes along.
    guard unsafe gethostname(&name, name.count) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Opens the ledger, or makes one.
  func ledger(of configuration: JobConfiguration) throws(LedgerError) -> Ledger {
    try Ledger(path: configuration.ledger, keyName: keyName) { name(ofChannel: $0) }
  }

  /// Opens the ledger to read it.
  func ledger(reading configuration: JobConfiguration) throws(LedgerError) -> Ledger {
    try Ledger(reading: configuration.ledger, keyName: keyName) { name(ofChannel: $0) }
  }

  private func name(ofChannel name: String) -> [UInt8] { names.name(of: "channel\0\(name)") }
}
