internal import ArgumentParser
internal import Audit
internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

struct KeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen", abstract: "Makes keys: a reader's, or a job's. Never overwrites one.",
    subcommands: [Reader.self, Job.self])

  struct Reader: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes identity.txt (secret) and recipient.txt (public), for whoever reads reports.",
      discussion: """
        Make it on the reader's own machine, and an escrow's on one that stays offline: never on the machine
        that writes reports.

        EXAMPLES
          credence keygen reader ~/credence-keys
          credence keygen reader ~/credence-keys --passphrase
        """)

    @Argument(help: "The directory for both files; made if it isn't there.", completion: .directory)
    var directory: String
    @Flag(help: "Put the identity under a passphrase, which age then asks for, too.") var passphrase = false
    @OptionGroup var passphrases: PassphraseOptions
    @Argument(help: .hidden) var more: [String] = []

    func validate() throws { try refuse(more) }

    func run() throws {
      try telling { () throws(Failure) in
        try makeDirectory(directory)
        let identityPath = directory + "/identity.txt"
        let recipientPath = directory + "/recipient.txt"
        try requireFree([identityPath, recipientPath])
        let identity: AgeIdentity
        do throws(SecretMemoryError) { identity = try .generate() } catch { throw Failure(error) }
        let words = passphrase ? try passphrases.newPassphrase(of: identityPath) : nil
        let created = Clock.system().seconds
        do throws(KeyFileError) {
          switch words {
          case .some(let words):
            try identity.createFile(at: identityPath, created: created, passphrase: words)
          case .none: try identity.createFile(at: identityPath, created: created)
          }
          try identity.recipient.createFile(at: recipientPath)
        } catch {
          throw Failure(error)
        }
        Terminal.tell(
          """
          \(identityPath)   secret: opens reports. Keep it on your own machine, and a copy offline.
          \(recipientPath)  public: whoever seals reports for you needs it, and nothing else of yours.
          If this machine writes reports, make them anew elsewhere: whoever took it could open them all.

          """)
      }
    }
  }

  struct Job: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes signing.key, signing.pub and fingerprint.key, for whoever writes reports.",
      discussion: """
        EXAMPLES
          credence keygen job /etc/credence
          credence keygen job keys --passphrase --passphrase-file words.txt
        """)

    @Argument(help: "The directory for the files; made if it isn't there.", completion: .directory)
    var directory: String
    @Flag(help: "Put the signing key under a passphrase; an unattended job needs --passphrase-file then.")
    var passphrase = false
    @OptionGroup var passphrases: PassphraseOptions
    @Argument(help: .hidden) var more: [String] = []

    func validate() throws { try refuse(more) }

    func run() throws {
      try telling { () throws(Failure) in
        try makeDirectory(directory)
        let names = ["signing.key", "signing.pub", "fingerprint.key"].map { directory + "/" + $0 }
        try requireFree(names)
        let key: SigningKey
        do throws(SecretMemoryError) { key = try .generate() } catch { throw Failure(error) }
        let words = passphrase ? try passphrases.newPassphrase(of: names[0]) : nil
        do throws(KeyFileError) {
          switch words {
          case .some(let words): try key.createFile(at: names[0], passphrase: words)
          case .none: try key.createFile(at: names[0])
          }
          try key.verificationKey.createFile(at: names[1])
          try FingerprintKeyFile.create(at: names[2])
        } catch {
          throw Failure(error)
        }
        Terminal.tell(
          """
          \(names[0])      secret: signs reports. Keep it where reports are written, and nowhere else.
          \(names[1])      public: readers verify with it. Give it to them by a way that you trust.
          \(names[2])  secret: makes fingerprints compare from run to run. Keep a copy offline.

          """)
      }
    }
  }
}

/// A passphrase may stand where the parser would call it an unexpected argument, and repeat it.
private func refuse(_ more: [String]) throws {
  if more.isEmpty { return }
  throw ValidationError("keygen takes one directory; a passphrase is asked for, and never an argument")
}

/// Makes a directory and those above it, for their owner alone.
func makeDirectory(_ path: String) throws(Failure) {
  for end in path.indices where path[end] == "/" && end != path.startIndex {
    _ = unsafe mkdir(String(path[..<end]), 0o700)
  }
  if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
  throw Failure(
    .inputOutput, "\(path): \(SystemError(number: errno).message)", hint: "check the path and its permissions"
  )
}

/// Asks first, so that no half of a pair is left behind.
private func requireFree(_ paths: [String]) throws(Failure) {
  for path in paths where unsafe access(path, F_OK) == 0 {
    throw Failure(
      .inputOutput, "\(path) exists already", hint: "keys are never overwritten; choose another directory")
  }
}
