internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting
internal import SecretMemory
internal import YAMLReader

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Lists, checks and begins policies, and runs the examples that they carry.",
    discussion: """
      EXAMPLES
        credence policy list --policies our-policies
        credence policy list --framework nist-800-53
        credence policy new ACME-01 --provider aws > our-policies/acme.yaml
        credence policy check --policies our-policies
        credence audit payloads/ --policies our-policies
      """,
    subcommands: [List.self, Test.self, Check.self, New.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists all policies with their severity.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, jsonl }

    @OptionGroup var options: PolicyOptions
    @Option(help: "text, markdown, or jsonl: the frameworks as a report has them.") var format = Format.text
    @Option(help: "The framework whose controls are listed, with the policies that bear on each.")
    var framework: String?

    func run() throws {
      try telling { () throws(Failure) in
        let set = try options.load()
        if format == .jsonl {
          let wanted = try framework.map { name throws(Failure) in try PolicyOptions.framework(name).id }
          for record in try set.frameworks() where wanted == nil || record.id == wanted {
            try printBytes(record.line)
          }
          return
        }
        if let framework {
          let framework = try PolicyOptions.framework(framework)
          return try printData(
            format == .markdown
              ? ControlText.markdownList(of: framework, by: set) : ControlText.list(of: framework, by: set))
        }
        if format == .markdown { return try printData(set.markdownTable) }
        var text = ""
        for policy in set.policies {
          text += policy.id + String(repeating: " ", count: max(2, 13 - policy.id.count))
          text += policy.severity.rawValue
          text += String(repeating: " ", count: 10 - policy.severity.rawValue.count) + policy.title + "\n"
        }
        try printData(text)
        for id in set.overridden { Terminal.tell("note: \(id) is overridden\n") }
        for policy in set.switchedOff {
          Terminal.tell("note: \(policy.id) is switched off: \(policy.reason)\n")
        }
      }
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Runs every policy's own examples through the whole way that payloads go.")

    @OptionGroup var options: PolicyOptions
    @Option(help: "text, or junit for the test reports of CI.") var format = TestFormat.text
    @Flag(name: .shortAndLong, help: "Say only what failed.") var quiet = false

    func run() throws {
      try telling { () throws(Failure) in
        let policies = try PolicyOptions.load(try options.userPacks(), isForExamples: true)
        let results: [PolicyExamples.Result]
        do throws(SecretMemoryError) {
          var examples = try PolicyExamples(of: policies)
          results = try examples.run()
        } catch {
          throw Failure(error)
        }
        for result in results where !result.isAsExpected {
          Terminal.tell(
            "error: \(result.pack):\(result.line): \(result.policy) \"\(result.test)\" should be "
              + "\(result.expected.rawValue) and is \(result.actual?.rawValue ?? "no payload")\n")
        }
        let failed = results.count { !$0.isAsExpected }
        if format == .junit {
          try printBytes(PolicyTestReport(results.map(Self.testCase)).junit)
        } else if !quiet {
          try printData("\(results.count - failed) passed, \(failed) failed\n")
        }
        if failed > 0 {
          throw Failure(
            .configuration, "\(failed) examples don't come out as their policies say",
            hint: "mend the condition or the example in policies/")
        }
      }
    }

    private static func testCase(_ result: PolicyExamples.Result) -> PolicyTestReport.Case {
      let outcome = result.actual?.rawValue ?? "no payload"
      return PolicyTestReport.Case(
        suite: result.policy, name: result.test,
        failure: result.isAsExpected
          ? nil
          : "\(result.pack):\(result.line): should be \(result.expected.rawValue) and is \(outcome)")
    }
  }

  /// What `test` and `check` print.
  enum TestFormat: String, ExpressibleByArgument, CaseIterable { case text, junit }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says all that is wrong with policies, and with how they are tested.",
      discussion: """
        Compiles the policies, runs their examples, and looks whether the examples test them: on every statement
        of a condition an example must hang where it is so, and one where it isn't; and every passing example must
        pass for one reason. With --policies the policies of that directory are checked, else the built-in ones.
        """)

    @OptionGroup var options: PolicyOptions
    @Option(help: "text, or junit for the test reports of CI.") var format = TestFormat.text

    func run() throws {
      try telling { () throws(Failure) in
        let own = try options.userPacks()
        let set = try PolicyOptions.load(own, isForExamples: true)
        let names = Set(own.map(\.name))
        let isAsked = { (policy: Policy) in names.isEmpty || names.contains(policy.pack) }
        let problems: [PolicyProblem]
        do throws(SecretMemoryError) {
          var examples = try PolicyExamples(of: set)
          problems = try examples.problems(of: isAsked)
        } catch {
          throw Failure(error)
        }
        let checked = set.policies.filter(isAsked)
        if format == .junit { try printBytes(Self.report(checked, problems).junit) }
        guard problems.isEmpty else { throw Failure(problems) }
        if format == .junit { return }
        let tests = checked.reduce(0) { $0 + $1.tests.count }
        let noun = checked.count == 1 ? "policy" : "policies"
        try printData("\(checked.count) \(noun) and \(tests) examples are in order\n")
      }
    }

    /// A case for each policy, and one for each problem at the policy that it stands in.
    private static func report(_ policies: [Policy], _ problems: [PolicyProblem]) -> PolicyTestReport {
      var cases: [PolicyTestReport.Case] = []
      for policy in policies {
        let next = policies.filter { $0.pack == policy.pack && $0.line > policy.line }.map(\.line).min()
        let own = problems.filter {
          $0.pack == policy.pack && $0.position.line >= policy.line && $0.position.line < next ?? .max
        }
        if own.isEmpty {
          cases.append(PolicyTestReport.Case(suite: policy.id, name: "is in order", failure: nil))
        }
        cases += own.map {
          PolicyTestReport.Case(
            suite: policy.id, name: "\($0.position.line): \($0.reason)", failure: $0.description)
        }
      }
      return PolicyTestReport(cases)
    }
  }

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes the beginning of a policy, with tests, to standard output.",
      discussion: """
        Put it into a .yaml file of a directory for --policies, put your own words in place of each TODO, and make
        condition and tests say what you mean. `credence policy check` then tells what is still missing.
        """)

    @Argument(help: "The policy's id: letters, digits and hyphens.") var id: String
    @Option(help: "The provider that it is for; without one, it is for all.") var provider: String?

    func validate() throws {
      if let provider, Provider(rawValue: provider) == nil {
        let words = Provider.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--provider takes one of \(words)")
      }
    }

    func run() throws {
      try telling { () throws(Failure) in
        if let taken = try PolicyOptions.load([])[id: id] {
          throw Failure(
            .configuration, "\(id) is the id of a built-in policy",
            hint: "choose another; or override it: see `overrides` in policies/README.md, and "
              + "`credence explain \(taken.id)`")
        }
        guard let text = PolicyScaffold.text(id: id, provider: provider.flatMap { Provider(rawValue: $0) })
        else {
          throw Failure(
            .configuration, "`\(id)` can't be an id", hint: "use letters, digits and hyphens, such as ACME-01"
          )
        }
        try printData(text)
      }
    }
  }
}

/// Writes data to standard output.
func printData(_ text: String) throws(Failure) {
  guard Terminal.print(Array(text.utf8)) else {
    throw Failure(.inputOutput, "writing to standard output failed", hint: "check where the output goes")
  }
}
