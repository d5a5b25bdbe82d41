internal import ArgumentParser
internal import Reporting
package import Sealing

/// Whom to seal to.
package struct RecipientOptions: ParsableArguments {
  @Option(help: "Whom to seal to: an age or ssh-ed25519 recipient. May be repeated.")
  var recipient: [String] = []
  @Option(help: "A file of recipients, one a line. May be repeated.", completion: .file())
  var recipientsFile: [String] = []
  @Flag(help: "Allow one recipient alone: if that identity is lost, so is the report.")
  var singleRecipient = false

  @Option(help: "A configuration of `credence init`: recipients, escrow, keys.", completion: .file())
  var config: String?

  /// No option given.
  package init() {}

  /// Whether none was named.
  var isEmpty: Bool { recipient.isEmpty && recipientsFile.isEmpty && config == nil }

  /// What the configuration says, if there is one.
  package func settings() throws(Failure) -> Configuration? {
    guard let config else { return nil }
    return try Configuration(contentsOf: config)
  }

  /// The recipients, and those of the configuration, each once; at least two unless one is allowed.
  package func read(and settings: Configuration?) throws(Failure) -> [AgeRecipient] {
    var recipients: [AgeRecipient] = []
    for text in recipient {
      do throws(KeyTextError) { recipients.append(try AgeRecipient(text)) } catch {
        throw Failure(
          .configuration, "--recipient: \(error)", hint: "give the line that starts with age1 or ssh-ed25519")
      }
    }
    for path in recipientsFile {
      do throws(KeyFileError) { recipients += try AgeRecipient.list(contentsOf: path) } catch {
        throw Failure(error)
      }
    }
    var unique: [AgeRecipient] = []
    for recipient in recipients + (settings?.recipients ?? []) where !unique.contains(recipient) {
      unique.append(recipient)
    }
    if unique.count < 2 && !singleRecipient {
      throw Failure(
        .configuration, "a report for one recipient alone is lost with that identity",
        hint: "add a second recipient, such as one kept offline, or say --single-recipient")
    }
    return unique
  }
}
