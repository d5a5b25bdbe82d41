#!/usr/bin/env python3
"""Takes each check of the sealed files' readers away, one at a time, and asks the tests whether they notice.

Runs in a clone, since it changes sources: mutations.py CLONE [NUMBER…]. Those of the library are tried in a
package of the library alone, which builds faster. Ends in 1 if a check can be taken away and no test fails.
"""
import os, pathlib, signal, subprocess, sys, time

A, M, F, P = "Sources/Sealing/Age/", "Sources/Sealing/Minisign/", "Sources/Sealing/Files/", "Sources/Sealing/Primitives/"
R, C = "Sources/Reporting/", "Sources/credence/"
KINDS, REPORT, PRACTICE = "RecipientKindTests", "A sealed report", "Keys in practice"

# The tests that should notice, so that the others needn't run.
VECTORS, LIMITS, KEYS = "each vector of age", "AgeTests", "KeyFileTests|Base64Tests"
SIGNATURES, TRUST, FILES = "MinisignTests", "TrustTests", "KeyFileTests|SealedFileTests"
CHECKS, DURABILITY, ARGUMENTS = "ReaderCheckTests", "DurabilityTests", "A secret among the arguments"

# What is taken away: file, the check, what stands in its place, the tests that should notice.
MUTATIONS = [
    (A + "AgeReader.swift", "guard Sodium.isEqual(authentication.span, header.authentication.span)", "guard !authentication.isEmpty", VECTORS),
    (A + "X25519Stanza.swift", "stanza.arguments.count == 1", "stanza.arguments.count >= 1", VECTORS),
    (A + "X25519Stanza.swift", "stanza.body.count == 32", "stanza.body.count >= 32", VECTORS),
    (A + "ScryptStanza.swift", "stanza.arguments.count == 2", "stanza.arguments.count >= 2", VECTORS),
    (A + "ScryptStanza.swift", "stanza.body.count == 32", "stanza.body.count >= 32", VECTORS),
    (A + "ScryptStanza.swift", "guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !text", "guard !text", VECTORS),
    (A + "ScryptStanza.swift", ', !text.hasPrefix("0") else', " else", VECTORS),
    (A + "AgeIdentities.swift", "guard stanza.workFactor <= workFactorLimit", "guard stanza.workFactor <= 22", KINDS),
    (A + "AgeHeaderUnlocking.swift", "if stanzas.count > 1, stanzas.contains(where: { $0.type == ScryptStanza.type })", "if stanzas.isEmpty", VECTORS),
    (A + "AgeHeaderUnlocking.swift", "where stanza.type == X25519Stanza.type", "where stanza.type.lowercased() == X25519Stanza.type.lowercased()", VECTORS),
    (A + "AgeHeaderUnlocking.swift", "case .lowOrder, .noMemory: throw .damagedHeader(.x25519Stanza)", "case .lowOrder, .noMemory: continue", VECTORS),
    (A + "AgeReader.swift", "guard count > 0 || (count == 0 && index == 0)", "guard count >= 0", VECTORS),
    (A + "AgeReader.swift", "guard try read(upTo: 1) == 0 else { throw .trailingData }", "", VECTORS),
    (A + "AgeReader.swift", "guard open(sealedCount, isLast: true)", "guard open(sealedCount, isLast: true) || open(sealedCount, isLast: false)", VECTORS),
    (A + "AgeReader.swift", "guard count == AgeHeader.nonceByteCount else { throw .damagedHeader(.truncated) }", "", VECTORS),
    (A + "AgeHeaderParser.swift", "isLastLine = bytes.count < AgeStanza.bytesPerLine", "isLastLine = bytes.count <= AgeStanza.bytesPerLine", VECTORS),
    (A + "AgeHeaderParser.swift", "guard line == Array(AgeHeader.versionLine.utf8)", "guard starts(line, AgeHeader.versionLine)", VECTORS),
    (A + "AgeHeaderParser.swift", "guard !stanzas.isEmpty else { throw .damagedHeader(.noStanza) }", "", LIMITS),
    (A + "AgeHeaderParser.swift", "word.allSatisfy({ (0x21...0x7E).contains($0) })", "word.first != nil", VECTORS),
    (A + "AgeHeaderParser.swift", "omittingEmptySubsequences: false", "omittingEmptySubsequences: true", VECTORS),
    (A + "AgeHeaderParser.swift", "guard stanzas.count < AgeHeader.stanzaLimit else { throw .damagedHeader(.tooManyStanzas) }", "", LIMITS),
    (A + "AgeInput.swift", "if count < AgeArmor.bytesPerLine { armor = .beforeLastLine }", "", VECTORS),
    (A + "AgeInput.swift", "&decoded), count > 0", "&decoded), count >= 0", VECTORS),
    (A + "AgeInput.swift", "guard count <= AgeArmor.blankLimit, rest[..<count].allSatisfy(AgeArmor.isBlank)", "guard count <= AgeArmor.blankLimit", VECTORS),
    (A + "AgeInput.swift", "guard try nextLine() else { throw .damagedArmor(.noLastLine) }", "guard try nextLine() else { return false }", VECTORS),
    (A + "AgeInput.swift", "guard line.allSatisfy(AgeArmor.isBlank), skipped", "guard skipped", VECTORS),
    (P + "Base64.swift", "for index in text.indices where text[index] >= 0x80 { return nil }", "", KEYS),
    (P + "Bech32.swift", "guard hasOneCase(text) else { throw .mixedCase }", "", KEYS),
    (P + "Bech32.swift", "guard checksum.isValid else { throw .badChecksum }", "", KEYS),
    (P + "Bech32.swift", "guard accumulator & ((1 << bits) - 1) == 0 else { throw .badPadding }", "", KEYS),
    (P + "Sodium.swift", "return unsafe crypto_sign_ed25519_pk_to_curve25519(&result, edwardsPoint) == 0 ? result : nil", "return unsafe crypto_sign_ed25519_pk_to_curve25519(&result, edwardsPoint) > -9 ? result : nil", KINDS),
    (M + "VerificationKey.swift", "guard isSignature(signature.messageSignature, of: digest.bytes) else { throw .forgedMessage }", "", SIGNATURES),
    (M + "VerificationKey.swift", "guard isSignature(signature.globalSignature, of: globalMessage) else { throw .forgedComment }", "_ = globalMessage", SIGNATURES),
    (M + "VerificationKey.swift", "guard signature.keyID == keyID else { throw .unknownKey(signature.keyID) }", "", SIGNATURES),
    (M + "MinisignSignature.swift", "throw .legacy", "break", SIGNATURES),
    (M + "MinisignSignature.swift", 'case .control: scalar == "\\t"', "case .control: true", SIGNATURES),
    (M + "MinisignSignature.swift", "text.utf8.count <= limit", "text.utf8.count >= 0", SIGNATURES),
    (M + "SigningKeyRecord.swift", "guard operations <= operationLimit, memory <= memoryLimit else { throw .tooCostly }", "if operations == 0 { throw .tooCostly }", SIGNATURES),
    (M + "SigningKeyRecord.swift", "guard Sodium.isEqual(secret.bytes, bytes.extracting(Self.secret)) else { throw .inconsistent }", "", SIGNATURES),
    (M + "TrustedKeys.swift", "guard key.isValid(at: comment.timestamp) else", "guard key.key.keyID == comment.keyID else", TRUST),
    (M + "TrustedKeys.swift", "if status.st_mode & 0o022 != 0 {", "if status.st_mode == 0 {", TRUST),
    (M + "TrustedKeys.swift", "guard !keys.contains(where: { $0.key.keyID == key.key.keyID }) else", "guard keys.count < 1000 else", TRUST),
    (F + "KeyText.swift", "if secrecy == .secret, mode & 0o077 != 0 {", "if secrecy == .secret, mode == 0 {", FILES),
    (F + "SealedFile+Opening.swift", "guard opened == verified else { throw .changedWhileReading(path: path) }", "_ = opened", FILES),
    (F + "NewFile.swift", "    try Self.requireFree(path)\n", "", FILES),
    (C + "ReportOpening.swift", "guard last.comment.keyID == outer.keyID else", "guard !last.comment.text.isEmpty else", REPORT),
    (C + "ReportOpening.swift", "guard named == sealed else", "guard !named.isEmpty || sealed.isEmpty else", REPORT),
    (C + "ReportInside.swift", "guard pending.isEmpty else", "guard pending.count < 1000 else", REPORT),
    (R + "SignatureRecord.swift", "guard line.starts(with: written), line[written.count...].allSatisfy({ $0 == 0x20 }) else", "guard !line.isEmpty, !written.isEmpty else", REPORT),
    (R + "ReportCheck.swift", "guard stage != .signature else { throw failure(\"this record isn't signed\") }", "", REPORT),
    (R + "ReportCheck.swift", 'guard stage == .signature else { throw failure("the report ends before its signature record") }', "", REPORT),
    (R + "ReportCheck.swift", "guard expected == 0 else", "guard expected >= 0 else", REPORT),
    (R + "ReportCheck.swift", "guard value[\"schema\"]?.text == RunRecord.schema else", "guard value[\"schema\"] != nil else", REPORT),
    (R + "ReportCheck.swift", "guard signature.records == outline.records else", "guard signature.records >= 0 else", REPORT),
    (R + "ReportCheck.swift", "guard record.integrations == outline.integrations else", "guard record.integrations >= 0 else", REPORT),
    (R + "ReportCheck.swift", "guard record.findings == outline.findings else", "guard record.findings >= 0 else", REPORT),
    (R + "ReportCheck.swift", "where record.severities[severity] ?? 0 != severities[severity.rawValue] ?? 0", "where record.severities[severity] ?? 0 < 0", REPORT),
    (C + "ReportInside.swift", "guard signature.signedByteCount == hashed else", "guard signature.signedByteCount >= 0 else", REPORT),
    (C + "ReportOpening.swift", 'where comment.field("report") != outline.run {', 'where comment.field("report") == nil {', REPORT),
    (C + "RecipientOptions.swift", "if unique.count < 2 && !singleRecipient {", "if unique.isEmpty {", "refuses to overwrite keys"),
    (C + "Configuration.swift", "guard recipients.count > 1 else", "guard recipients.count > 0 else", PRACTICE),
    (A + "AgeHeaderParser.swift", "guard starts(line, name) else { throw .notAnAgeFile }", "", LIMITS),
    (A + "AgeHeaderParser.swift", "guard room >= 0 else { throw .damagedHeader(.tooLong) }", "", CHECKS),
    (A + "AgeHeaderParser.swift", 'guard starts(line, "-> ") else { throw .damagedHeader(.stanzaLine) }', "", VECTORS),
    (A + "AgeHeaderParser.swift", "guard !word.isEmpty, word", "guard word", VECTORS),
    (A + "AgeHeaderParser.swift", 'guard starts(line, "--- ") else { throw .damagedHeader(.authenticationLine) }', "", LIMITS),
    (A + "AgeHeaderParser.swift", "[UInt8](repeating: 0, count: AgeStanza.bytesPerLine)", "[UInt8](repeating: 0, count: 512)", VECTORS),
    (A + "AgeHeaderUnlocking.swift", "else { throw .damagedHeader(.passphraseStanza) }", "else { throw .noIdentityMatched(stanzaTypes: []) }", VECTORS),
    (A + "AgeHeaderUnlocking.swift", "guard let stanza = X25519Stanza(stanza) else { throw .damagedHeader(.x25519Stanza) }", "guard let stanza = X25519Stanza(stanza) else { continue }", VECTORS),
    (A + "AgeIdentities.swift", "min(workFactorLimit, ScryptStanza.highestWorkFactor)", "workFactorLimit", CHECKS),
    (A + "AgeIdentities.swift", "if let refusal = Self.refusal(of: key) { throw refusal }", "", KEYS),
    (A + "AgeIdentities.swift", "if !recipients.contains(recipient) { recipients.append(recipient) }", "recipients.append(recipient)", KEYS),
    (A + "AgeIdentities.swift", "guard lineCount > 0 else { throw text.error(.noKey) }", "", KEYS),
    (A + "AgeIdentities.swift", "KeyText(contentsOf: path, secrecy: .secret)", "KeyText(contentsOf: path, secrecy: .public)", KEYS),
    (A + "AgeIdentities.swift", "where !recipients.contains(other.recipients[index])", "", KINDS),
    (A + "AgeIdentities.swift", "      workFactorLimit = other.workFactorLimit\n", "      workFactorLimit = 22\n", KINDS),
    (A + "AgeReader.swift", "if isWhole, open(", "if open(", VECTORS),
    (A + "AgeReader.swift", "state = .failed(error)", "state = .reading", CHECKS),
    (A + "AgeReader.swift", "state = .delivered", "state = .ended", VECTORS),
    (A + "AgeInput.swift", "guard armor == .inside else { throw .damagedArmor(.noLastLine) }", "", VECTORS),
    (A + "AgeInput.swift", "if end == .tooLong { throw .damagedArmor(.line) }", "", CHECKS),
    (A + "AgeInput.swift", ", skipped <= AgeArmor.blankLimit else { break }", " else { break }", CHECKS),
    (A + "AgeInput.swift", "guard count <= AgeArmor.blankLimit, rest[..<count]", "guard rest[..<count]", CHECKS),
    (A + "AgeInspection.swift", "guard chunks > 0, plaintextByteCount >= 0 else { throw .truncatedPayload }", "", CHECKS),
    (A + "AgeInspection.swift", "counts.count < 16", "counts.count < 1600", CHECKS),
    (A + "AgeInspection.swift", "stanza.type.prefix(32)", "stanza.type.prefix(3200)", CHECKS),
    (A + "AgeKeySchedule.swift", "guard Sodium.multiply(scalar, stanza.share.span, into: &shared) else { return .lowOrder }", "_ = Sodium.multiply(scalar, stanza.share.span, into: &shared)", VECTORS),
    (A + "AgeKeySchedule.swift", "guard Sodium.multiply(ephemeral, recipient.point.span, into: &shared) else { return nil }", "_ = Sodium.multiply(ephemeral, recipient.point.span, into: &shared)", LIMITS),
    (A + "AgeWriter.swift", "guard !recipients.isEmpty else { throw .noRecipients }", "", LIMITS),
    (A + "AgeWriter.swift", "guard stanzas.count < AgeHeader.stanzaLimit else", "guard stanzas.count < 1_000_000 else", CHECKS),
    (A + "AgeWriter.swift", "where seen.insert(recipient).inserted", "where seen.insert(recipient).inserted || true", LIMITS),
    (A + "AgeWriter.swift", "guard (1...ScryptStanza.highestWorkFactor).contains(workFactor)", "guard (1...22).contains(max(1, min(workFactor, 2)))", KINDS),
    (A + "AgeRecipient.swift", "where Bech32.starts(text, with: Array(secret.utf8))", "where secret.isEmpty", KEYS),
    (A + "AgeRecipient.swift", "if let name = sshKeyType(of: text) { return .unsupported(kind: name) }", "", KEYS),
    (A + "AgeRecipient.swift", "guard separator > 4, Bech32", "guard separator > 400, Bech32", KEYS),
    (A + "AgeRecipient.swift", "guard text.count <= 48 else { return nil }", "", CHECKS),
    (A + "AgeRecipient.swift", "      default: return nil\n      }\n    }\n    return name", "      default: continue\n      }\n    }\n    return name", CHECKS),
    (A + "AgeRecipient.swift", "guard !recipients.isEmpty else { throw text.error(.noKey) }", "", CHECKS),
    (A + "AgeRecipient.swift", "if seen.insert(recipient).inserted { recipients", "if seen.insert(recipient).inserted || true { recipients", KEYS),
    (A + "SSHPublicKey.swift", "wire.starts(with: Self.wirePrefix)", "wire.count > 0", CHECKS),
    (P + "Base64.swift", "guard decode(text, padding: padding, into: &output) == count else", "guard decode(text, padding: padding, into: &output) != nil else", VECTORS),
    (P + "Bech32.swift", "guard starts(text, with: prefix), text.count > prefix.count", "guard text.count > prefix.count", KEYS),
    (P + "Bech32.swift", ', text[prefix.count] == UInt8(ascii: "1")', "", CHECKS),
    (P + "Bech32.swift", "guard text.count - dataStart >= checksumCount else { throw .wrongLength }", "", KEYS),
    (P + "Bech32.swift", "guard let value = value(of: text[index]) else { throw .invalidCharacter }", "guard let value = value(of: text[index]) else { continue }", KEYS),
    (P + "Bech32.swift", "guard fits, written", "guard written", KEYS),
    (P + "Bech32.swift", "written == output.count, bits < 5", "bits < 5", KEYS),
    (P + "Bech32.swift", ", bits < 5 else", " else", CHECKS),
    (P + "Sodium.swift", "return unsafe crypto_scalarmult(out, n, p) == 0", "return unsafe crypto_scalarmult(out, n, p) > -9", VECTORS),
    (P + "Sodium.swift", "return unsafe sodium_memcmp(a, b, left.count) == 0", "return unsafe sodium_memcmp(a, b, left.count) > -9", VECTORS),
    (M + "MinisignSignature.swift", "guard lines.count == 4,", "guard lines.count >= 4,", SIGNATURES),
    (M + "MinisignSignature.swift", "guard line.starts(with: prefix.utf8),\n      let", "guard let", SIGNATURES),
    (M + "MinisignSignature.swift", "default: throw .malformed", "default: break", CHECKS),
    (M + "MinisignSignature.swift", "case .format, .lineSeparator, .paragraphSeparator, .surrogate: false", "case .surrogate: false", SIGNATURES),
    (M + "MinisignSignature.swift", "String(validating: line.dropFirst(prefix.utf8.count), as: UTF8.self)", "Optional(String(decoding: line.dropFirst(prefix.utf8.count), as: UTF8.self))", CHECKS),
    (M + "VerificationKey.swift", 'record.starts(with: "Ed".utf8)', "record.count > 0", CHECKS),
    (M + "VerificationKey.swift", "guard line.count <= Base64.encodedCount(Self.recordByteCount, padding: .required)", "guard line.count > 0", SIGNATURES),
    (M + "VerificationKey.swift", 'guard Bech32.starts(bytes.extracting(comment), with: Array("untrusted comment: ".utf8))\n    else { throw error(.malformed, line: 1) }', "_ = comment", CHECKS),
    (M + "VerificationKey.swift", ", !record.isEmpty else", " else", CHECKS),
    (M + "VerificationKey.swift", "if lines.next(in: bytes) != nil { throw error(.trailingContent(line: lines.number)) }", "", CHECKS),
    (M + "SigningKeyRecord.swift", "guard Base64.decode(line, padding: .required, into: &room) == byteCount", "guard Base64.decode(line, padding: .required, into: &room) != nil", CHECKS),
    (M + "SigningKeyRecord.swift", 'guard Bech32.starts(record.bytes, with: Array("Ed".utf8)),\n      Bech32', "guard Bech32", CHECKS),
    (M + "SigningKeyRecord.swift", ',\n      Bech32.starts(record.bytes.extracting(4..<6), with: Array("B2".utf8))', "", CHECKS),
    (M + "SigningKeyRecord.swift", "guard record.bytes[2] == 0, record.bytes[3] == 0 else { throw .malformed }", "", CHECKS),
    (M + "SigningKeyRecord.swift", "guard operations <= operationLimit, memory", "guard memory", SIGNATURES),
    (M + "SigningKeyRecord.swift", "operations <= operationLimit, memory <= memoryLimit", "operations <= operationLimit", SIGNATURES),
    (M + "SigningKeyRecord.swift", "else { throw .wrongPassphrase }", "else { throw .inconsistent }", SIGNATURES),
    (M + "SigningKeyRecord.swift", "guard Sodium.isEqual(computed.span, stored) else { throw .inconsistent }", "_ = computed", CHECKS),
    (M + "SigningKey.swift", "KeyText(contentsOf: path, secrecy: .secret)", "KeyText(contentsOf: path, secrecy: .public)", KEYS),
    (M + "TrustedKeys.swift", "KeyText(contentsOf: path, secrecy: .trusted)", "KeyText(contentsOf: path, secrecy: .public)", TRUST),
    (M + "TrustedKeys.swift", 'name.hasSuffix(".pub"), !name.hasPrefix(".")', 'name.hasSuffix(".pub")', TRUST),
    (M + "TrustedKeys.swift", 'if name.hasSuffix(".pub"), !name', "if !name", TRUST),
    (M + "TrustedKeys.swift", "guard !keys.isEmpty else { throw KeyFileError(path: path, reason: .noKey) }", "", TRUST),
    (M + "TrustedKeys.swift", "guard words.count == 1, let time", "guard let time", TRUST),
    (M + "TrustedKeys.swift", "timestamp >= validFrom ?? .min", "timestamp > validFrom ?? .min", TRUST),
    (M + "TrustedKeys.swift", "timestamp < validUntil ?? .max", "timestamp <= validUntil ?? .max", TRUST),
    (M + "TrustedKeys.swift", "guard let timestamp else { return false }", "guard let timestamp else { return true }", TRUST),
    (M + "TrustedKeys.swift", "fields.count == 1 ?", "fields.count >= 1 ?", TRUST),
    (M + "TrustedKeys.swift", "try KeyFileError.requireOwner(of: status, path: path)", "", FILES),
    (F + "Timestamp.swift", "return Array(Self.text(seconds).utf8) == text ? seconds : nil", "return seconds", TRUST),
    (F + "KeyText.swift", "guard filled <= limit else", "guard filled <= limit + 1 else", KEYS),
    (F + "KeyText.swift", "if mode & 0o022 != 0 {", "if mode == 0 {", TRUST),
    (F + "KeyFileError.swift", "guard status.st_uid == 0 || status.st_uid == geteuid() else", "guard status.st_mode != 0 else", FILES),
    (F + "FingerprintKeyFile.swift", "if lines.nextKey(in: text.bytes) != nil { throw", "if lines.number > 1000 { throw", KEYS),
    (F + "FingerprintKeyFile.swift", "KeyText(contentsOf: path, secrecy: .secret)", "KeyText(contentsOf: path, secrecy: .public)", KEYS),
    (F + "Passphrase.swift", "KeyText(contentsOf: path, secrecy: .secret)", "KeyText(contentsOf: path, secrecy: .public)", KINDS),
    (F + "Passphrase.swift", ", !line.isEmpty else", " else", KINDS),
    (F + "Passphrase.swift", "if lines.next(in: text.bytes) != nil { throw text.error(.trailingContent(line: 2)) }", "", KINDS),
    (F + "Passphrase.swift", "guard line.count <= Self.byteLimit else { throw text.error(.tooLarge(limit: Self.byteLimit)) }", "", KINDS),
    (F + "Passphrase.swift", "guard filled > 0 else", "guard filled >= 0 else", CHECKS),
    (F + "Passphrase.swift", "guard filled <= Self.byteLimit else", "guard filled <= buffer.count else", CHECKS),
    (F + "SealedFile+Opening.swift", "guard mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }", "_ = mode", CHECKS),
    (F + "SealedFile.swift", "try file.synchronize(with: signatureFile)", "try file.synchronize()", DURABILITY),
    (F + "SealedFile.swift", "      signatureFile.retract()\n", "", DURABILITY),
    (F + "SealedFile.swift", "      file.retract()\n", "", DURABILITY),
    (F + "SealedFile.swift", "      try file.publish()\n      try Self.synchronizeDirectory(of: &file)\n    } catch {\n      signatureFile", "      try file.publish()\n    } catch {\n      signatureFile", DURABILITY),
    (P + "Descriptor.swift", "for failure in unsafe [own, waiting.pointee] where failure != 0", "for failure in [own] where failure != 0", DURABILITY),
    (F + "NewFile.swift", "guard errno == EINVAL || errno == ENOSYS else { throw SystemError(number: errno) }", "throw SystemError(number: errno)", DURABILITY),
    (R + "ReportCheck.swift", 'guard stage == .start else { throw failure("a second run record") }', "", REPORT),
    (R + "ReportCheck.swift", "integration == current, expected > 0 else", "integration == current || !integration.isEmpty, expected > 0 else", REPORT),
    (R + "ReportCheck.swift", "integration == current, expected > 0 else", "integration == current else", REPORT),
    (R + "ReportCheck.swift", 'guard stage != .start else { throw failure("the first record isn\'t the run\'s") }\n      // Nothing', "// Nothing", REPORT),
    (R + "ReportCheck.swift", 'case nil: throw failure("the key `record` is missing")', "case nil: break", REPORT),
    (R + "ReportCheck.swift", ", stage != .summary || next == .signature", "", REPORT),
    (C + "ReportInside.swift", "guard signature.signedByteCount == hashed else", "guard signature.signedByteCount <= hashed + 100_000 else", REPORT),
    (C + "SecretArguments.swift", "guard let place = first() else { return }", "guard let place = first(), place > 100 else { return }", ARGUMENTS),
    (C + "Configuration.swift", "where !unique.contains(recipient) { unique.append(recipient) }", "{ unique.append(recipient) }", PRACTICE),
    (C + "RecipientOptions.swift", "where !unique.contains(recipient) {", "{", PRACTICE),
]


# The library and its tests, and nothing else of the package.
LIBRARY = """// swift-tools-version: 6.3
import PackageDescription
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
]
let package = Package(
  name: "credence",
  targets: [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium"), .target(name: "CProcess"),
    .target(name: "SecretMemory", dependencies: ["CSodium", "CProcess"], swiftSettings: strict),
    .target(name: "Sealing", dependencies: ["CProcess", "CSodium", "SecretMemory"], swiftSettings: strict),
    .executableTarget(
      name: "SealingExample", dependencies: ["Sealing", "SecretMemory"], path: "Tests/SealingExample"),
    .testTarget(
      name: "SealingTests", dependencies: ["Sealing", "CSodium", "SecretMemory", "SealingExample"],
      swiftSettings: strict),
  ], swiftLanguageModes: [.v6], cLanguageStandard: .c2x)
"""


def run(command, clone, limit):
    # A mutant may wait for ever; that is noticed as well, and none of its processes is left.
    with subprocess.Popen(
        command, cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None
    return subprocess.CompletedProcess(command, process.returncode, output)


def passes(tests, clone):
    tested = run(["swift", "test", "--skip-build", "--quiet", "--filter", tests, "--skip", "killed at a hundred"], clone, 300)
    return tested is not None and tested.returncode == 0


def main():
    clone = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:]
    survivors = []
    manifest = clone / "Package.swift"
    whole = manifest.read_text()
    # Tests that fail anyway would notice everything.
    built = run(["swift", "build", "--build-tests", "--quiet"], clone, 1800)
    asked = [mutation for number, mutation in enumerate(MUTATIONS, 1) if not wanted or str(number) in wanted]
    for tests in {mutation[3] for mutation in asked}:
        if built is None or built.returncode != 0 or not passes(tests, clone):
            sys.exit(f"error: without a change, these tests fail: {tests}")
    # Those of the library first, so that the manifest changes once.
    for number, (path, old, new, tests) in sorted(enumerate(MUTATIONS, 1), key=lambda m: not m[1][0].startswith("Sources/Sealing/")):
        if wanted and str(number) not in wanted:
            continue
        file = clone / path
        source = file.read_text()
        if source.count(old) != 1:
            sys.exit(f"error: {path} has this {source.count(old)} times: {old}\nhint: bring scripts/mutations.py up to date")
        start = time.time()
        file.write_text(source.replace(old, new))
        wanted_manifest = LIBRARY if path.startswith("Sources/Sealing/") else whole
        if manifest.read_text() != wanted_manifest:
            manifest.write_text(wanted_manifest)
        try:
            built = run(["swift", "build", "--build-tests", "--quiet"], clone, 900)
            if built is None or built.returncode != 0:
                outcome = "doesn't build: " + next((l for l in built.stdout.splitlines() if "error:" in l), "") if built else "build took too long"
            else:
                outcome = "survived" if passes(tests, clone) else "caught"
        finally:
            file.write_text(source)
        if outcome != "caught":
            survivors.append(number)
        print(f"{number:3} {outcome:9} {path.split('/')[-1]}: {old.strip()[:90]} ({time.time() - start:.0f} s)", flush=True)
    manifest.write_text(whole)
    print(f"{len(survivors)} of {len(wanted) or len(MUTATIONS)} not caught: {survivors}")
    sys.exit(1 if survivors else 0)


main()
