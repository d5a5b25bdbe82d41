internal import ArgumentParser
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Whether a report is sealed, to whom, and where it goes then.
struct SealingOptions: ParsableArguments {
  @Flag(help: "Seal the report to the recipients and sign it.") var seal = false
  @OptionGroup var recipientOptions: RecipientOptions
  @Option(help: "The signing key of `credence keygen job`.", completion: .file()) var signKey: String?
  @Option(name: .shortAndLong, help: "The sealed report's path; the signature is put beside it.") var output:
    String?
  @Flag(inversion: .prefixedNo, help: "Pad the sealed report, so that its size tells little.")
  var padding = true
  @Flag(help: "Seal to text, which can be pasted, and is a third longer.") var armor = false

  func validate() throws {
    if seal {
      if output == nil { throw ValidationError("--seal needs -o FILE") }
      if signKey == nil && recipientOptions.config == nil {
        throw ValidationError("--seal needs --sign-key FILE; make one with: credence keygen job DIR")
      }
      if recipientOptions.isEmpty {
        throw ValidationError("--seal needs --recipient or --recipients-file")
      }
    } else if output != nil || signKey != nil || !recipientOptions.recipient.isEmpty
      || !recipientOptions.recipientsFile.isEmpty
    {
      throw ValidationError("-o, --sign-key, --recipient and --recipients-file go with --seal")
    }
  }

  /// Whom to seal to; nobody, where the report isn't sealed.
  func recipients(and settings: Configuration?) throws(Failure) -> [AgeRecipient] {
    seal ? try recipientOptions.read(and: settings) : []
  }

  func signingKey(
    _ settings: Configuration?, _ passphrases: PassphraseOptions
  ) throws(Failure) -> SigningKey? {
    guard seal else { return nil }
    guard let path = signKey ?? settings?.signKey else {
      throw Failure(
        .configuration, "no signing key is named", hint: "give --sign-key, or signKey in the configuration")
    }
    return try passphrases.signingKey(path)
  }

  /// The sealed file, which has no name until it is whole.
  func open(for recipients: [AgeRecipient]) throws(Failure) -> SealedFile? {
    guard seal, let output else { return nil }
    do throws(SealedFileError) {
      return try SealedFile(path: output, recipients: recipients, isArmored: armor)
    } catch {
      throw Failure(error)
    }
  }
}
