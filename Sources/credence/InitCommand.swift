internal import ArgumentParser
internal import Glibc
internal import Reporting
internal import SecretMemory

/// `credence init`
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Writes a first configuration, and says which keys to make on which machine.",
    discussion: """
      EXAMPLE
        credence init /etc/credence
      """)

  @Argument(help: "The directory for credence.yaml; made if it isn't there.", completion: .directory)
  var directory = "."

  func run() throws {
    try telling { () throws(Failure) in
      try makeDirectory(directory)
      let path = directory + "/credence.yaml"
      let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
      guard file >= 0 else {
        throw Failure(
          .inputOutput, "\(path): \(SystemError(number: errno).message)",
          hint: "a configuration is never overwritten; choose another directory")
      }
      defer { close(file) }
      guard Terminal.write(Array(Self.text.utf8), to: file), fsync(file) == 0 else {
        throw Failure(.inputOutput, "\(path) couldn't be written", hint: "check the disk")
      }
      Terminal.tell(Self.steps(path: path, directory: directory))
    }
  }

  private static let text = """
    # What `credence audit --seal --config credence.yaml` goes by. Paths are relative to this file.

    # Whom reports are sealed to, one age or ssh-ed25519 recipient each: the line of a reader's recipient.txt.
    # A reader makes it on the reader's own machine, never on the one that writes reports.
    recipients:
    #  - age1…    # who

    # Or a file of them, one a line.
    # recipientsFile: readers.txt

    # The escrow opens every report when all readers' identities are lost. Make its identity on a machine that
    # stays offline, keep it there or on paper, and put its recipient here.
    # escrow: age1…

    # Made here by `credence keygen job`. Whoever takes this machine takes these two, and still can't open a report.
    signKey: signing.key
    fingerprintKey: fingerprint.key

    # Findings that somebody accepts for a time: docs/waivers.md.
    # waivers: waivers.yaml

    # Limits that policies go by, in place of the usual ones, which policies/data/limits.yaml has with their sources.
    # limits:
    #   rotation: 90      # days after which a stored credential has to be replaced
    #   allowedAccounts: ["271828182845"]   # AWS accounts; while nobody names any, all are
    #   approvedTeams: [platform, data]     # ids of teams that may have access; likewise

    """

  private static func steps(path: String, directory: String) -> String {
    """
    \(path) is written. Before it works:

    1. On each reader's own machine, not on this one:
         credence keygen reader ~/credence-keys
       and bring recipient.txt here, nothing else. Its line goes under recipients.
    2. On a machine that stays offline, not on this one, for the escrow:
         credence keygen reader escrow
       Keep identity.txt there or on paper. The line of recipient.txt goes behind escrow.
    3. On this machine, which will write reports and can't read them:
         credence keygen job \(directory)
       Give signing.pub to the readers by a way that you trust.

    Then: credence audit payloads/ --seal --config \(path) -o report.jsonl.age

    """
  }
}
