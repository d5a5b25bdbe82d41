internal import ArgumentParser
internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Where passphrases come from: a file, a descriptor, or the terminal. Never an argument or the environment,
/// which others on the machine can read.
struct PassphraseOptions: ParsableArguments {
  @Option(
    help: "A file with the passphrase of keys that are under one; its owner's alone.", completion: .file())
  var passphraseFile: String?
  // A text, since the parser would repeat what isn't a number, and somebody may have typed a passphrase.
  @Option(
    name: .customLong("passphrase-fd"),
    help: "An open descriptor to read passphrases from, a line for each key that asks.")
  var passphraseDescriptorText: String?

  var passphraseDescriptor: Int32? { passphraseDescriptorText.flatMap { Int32($0) } }

  func validate() throws {
    if passphraseDescriptorText != nil, (passphraseDescriptor ?? -1) < 0 {
      throw ValidationError("--passphrase-fd takes the number of an open descriptor, never a passphrase")
    }
    if passphraseFile != nil && passphraseDescriptor != nil {
      throw ValidationError("--passphrase-file and --passphrase-fd exclude each other")
    }
  }

  /// The passphrase of what lies at `path`.
  func passphrase(of path: String) throws(Failure) -> Passphrase {
    let typed: Passphrase?
    do throws(KeyFileError) {
      if let passphraseFile { return try Passphrase(contentsOf: passphraseFile) }
      if let passphraseDescriptor { return try Passphrase(readingLineFrom: passphraseDescriptor) }
      typed = try Terminal.ask("Passphrase of \(path): ")
    } catch {
      throw Failure(error)
    }
    guard let typed else {
      throw Failure(
        .configuration, "\(path) is under a passphrase, and there is no terminal to ask for it",
        hint: "give --passphrase-file or --passphrase-fd")
    }
    return typed
  }

  /// A passphrase for what will lie at `path`; at a terminal it is asked for twice.
  func newPassphrase(of path: String) throws(Failure) -> Passphrase {
    let first = try passphrase(of: path)
    if passphraseFile != nil || passphraseDescriptor != nil { return first }
    let second: Passphrase?
    do throws(KeyFileError) { second = try Terminal.ask("The same again: ") } catch { throw Failure(error) }
    guard let second, first.isEqual(to: second) else {
      throw Failure(.configuration, "the two passphrases differ", hint: "nothing was written; try again")
    }
    return first
  }

  /// The identities of some files.
  func identities(_ paths: [String]) throws(Failure) -> AgeIdentities {
    var all = try identities(paths[0])
    for path in paths.dropFirst() {
      let more = try identities(path)
      do throws(SecretMemoryError) { try all.append(more) } catch { throw Failure(error) }
    }
    return all
  }

  private func identities(_ path: String) throws(Failure) -> AgeIdentities {
    var failure: Failure?
    do throws(KeyFileError) {
      return try AgeIdentities(contentsOf: path) { ask(path, &failure) }
    } catch {
      throw failure ?? Failure(error)
    }
  }

  /// A signing key.
  func signingKey(_ path: String) throws(Failure) -> SigningKey {
    var failure: Failure?
    do throws(KeyFileError) {
      return try SigningKey(contentsOf: path) { ask(path, &failure) }
    } catch {
      throw failure ?? Failure(error)
    }
  }

  private func ask(_ path: String, _ failure: inout Failure?) -> Passphrase? {
    do throws(Failure) { return try passphrase(of: path) } catch {
      failure = error
      return nil
    }
  }
}

extension Terminal {
  /// Asks for a line that isn't shown while it is typed; nil if there is no terminal.
  static func ask(_ question: String) throws(KeyFileError) -> Passphrase? {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var before = termios()
    guard unsafe tcgetattr(terminal, &before) == 0 else { return nil }
    // A signal takes effect only once the terminal shows again what is typed.
    var stopping = sigset_t()
    var blocked = sigset_t()
    unsafe sigemptyset(&stopping)
    for signal in stops { unsafe sigaddset(&stopping, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &stopping, &blocked)
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    silent.c_lflag |= tcflag_t(ICANON | ECHONL)
    let isSilent = unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0
    defer {
      unsafe tcsetattr(terminal, TCSANOW, &before)
      unsafe pthread_sigmask(SIG_SETMASK, &blocked, nil)
    }
    guard isSilent, write(Array(question.utf8), to: terminal), waitForLine(at: terminal)
    else { return nil }
    return try Passphrase(readingLineFrom: terminal)
  }

  /// What ends or suspends whoever sits at the terminal.
  private static var stops: [Int32] { [SIGINT, SIGTERM, SIGTSTP, SIGHUP, SIGQUIT] }

  /// False if one of these signals came before the line.
  private static func waitForLine(at terminal: Int32) -> Bool {
    var typed = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&typed, 1, 100) <= 0 {
      var waiting = sigset_t()
      guard unsafe sigpending(&waiting) == 0 else { return false }
      if stops.contains(where: { unsafe sigismember(&waiting, $0) == 1 }) { return false }
    }
    return true
  }
}
