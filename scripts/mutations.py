#!/usr/bin/env python3
"""Takes each check of the sealed files' readers away, one at a time, and asks the tests whether they notice.

Runs in a clone, since it changes sources: mutations.py CLONE [NUMBER…]. Those of the library are tried in a
package of the library alone, which builds faster. Ends in 1 if a check can be taken away and no test fails.
"""
import pathlib, subprocess, sys, time

A, M, F, P = "Sources/Sealing/Age/", "Sources/Sealing/Minisign/", "Sources/Sealing/Files/", "Sources/Sealing/Primitives/"
R, C = "Sources/Reporting/", "Sources/credence/"
KINDS, REPORT, PRACTICE = "RecipientKindTests", "A sealed report", "Keys in practice"

# The tests that should notice, so that the others needn't run.
VECTORS, LIMITS, KEYS = "each vector of age", "AgeTests", "KeyFileTests|Base64Tests"
SIGNATURES, TRUST, FILES = "MinisignTests", "TrustTests", "KeyFileTests|SealedFileTests"

# What is taken away: file, the check, what stands in its place, the tests that should notice.
MUTATIONS = [
    (A + "AgeReader.swift", "guard Sodium.isEqual(authentication.span, header.authentication.span)", "guard !authentication.isEmpty", VECTORS),
    (A + "X25519Stanza.swift", "stanza.arguments.count == 1", "stanza.arguments.count >= 1", VECTORS),
    (A + "X25519Stanza.swift", "stanza.body.count == 32", "stanza.body.count >= 32", VECTORS),
    (A + "ScryptStanza.swift", "stanza.arguments.count == 2", "stanza.arguments.count >= 2", VECTORS),
    (A + "ScryptStanza.swift", "stanza.body.count == 32", "stanza.body.count >= 32", VECTORS),
    (A + "ScryptStanza.swift", "guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !text", "guard !text", VECTORS),
    (A + "ScryptStanza.swift", '!text.hasPrefix("0"), ', "", VECTORS),
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
    # A mutant may wait for ever; that is noticed as well.
    try:
        return subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None


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
    for tests in {mutation[3] for mutation in MUTATIONS}:
        if built is None or built.returncode != 0 or not passes(tests, clone):
            sys.exit(f"error: without a change, these tests fail: {tests}")
    for number, (path, old, new, tests) in enumerate(MUTATIONS, 1):
        if wanted and str(number) not in wanted:
            continue
        file = clone / path
        source = file.read_text()
        if source.count(old) != 1:
            sys.exit(f"error: {path} has this {source.count(old)} times: {old}\nhint: bring scripts/mutations.py up to date")
        start = time.time()
        file.write_text(source.replace(old, new))
        manifest.write_text(LIBRARY if path.startswith("Sources/Sealing/") else whole)
        try:
            built = run(["swift", "build", "--build-tests", "--quiet"], clone, 900)
            if built is None or built.returncode != 0:
                outcome = "doesn't build: " + next((l for l in built.stdout.splitlines() if "error:" in l), "") if built else "build took too long"
            else:
                outcome = "survived" if passes(tests, clone) else "caught"
        finally:
            file.write_text(source)
            manifest.write_text(whole)
        if outcome != "caught":
            survivors.append(number)
        print(f"{number:3} {outcome:9} {path.split('/')[-1]}: {old.strip()[:90]} ({time.time() - start:.0f} s)", flush=True)
    print(f"{len(survivors)} of {len(wanted) or len(MUTATIONS)} not caught: {survivors}")
    sys.exit(1 if survivors else 0)


main()
