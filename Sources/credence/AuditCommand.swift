internal import ArgumentParser
internal import Reporting

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audits integrations: what each credential is, and what is wrong with it.",
    discussion: """
      Reads what the Northflank API or its command line answers, one document or many, bodies of create and
      update requests, GitOps templates and saved results of the JavaScript client, as JSON or YAML. Directories
      are searched for .json, .jsonl, .ndjson, .yaml and .yml files, and with --identity for .age files, which
      credence fetch saves. With --northflank the API itself is asked, by the program credence-job.

      EXAMPLES
        northflank get cloud integration --integrationId ID -o json | credence audit -
        credence audit payloads/ --fail-on critical
        credence audit payloads/ --group-by policy --only high+ --only aws
        credence audit payloads/ --format jsonl | jq 'select(.record == "finding")'
        credence audit payloads/ --seal --recipient age1… --recipient age1… --sign-key signing.key -o r.age
        credence audit fetched/ --identity identity.txt
        credence audit --northflank --token-file northflank.token
      """)

  @OptionGroup var options: AuditOptions
  @Flag(help: "Ask the Northflank API.") var northflank = false
  @OptionGroup(title: "The Northflank API") var api: APIOptions

  func validate() throws {
    if options.paths.isEmpty && !northflank {
      throw ValidationError("name a file, a directory, - for standard input, or --northflank")
    }
    try api.validate(isAsked: northflank)
  }

  func run() throws {
    let code = try telling { () throws(Failure) in
      // This program has no network in it.
      northflank ? try JobProgramHandover.handOver() : try options.audit()
    }
    if code != .clean { throw ArgumentParser.ExitCode(code.rawValue) }
  }
}
