internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting
internal import SecretMemory

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Lists the policies, or runs the examples that they carry.",
    subcommands: [List.self, Test.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists all policies with their severity.")

    func run() throws {
      try telling { () throws(Failure) in
        var text = ""
        for policy in try loadPolicies().policies {
          text += policy.id + "  " + policy.severity.rawValue
          text += String(repeating: " ", count: 10 - policy.severity.rawValue.count) + policy.title + "\n"
        }
        try printData(text)
      }
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Runs every policy's own examples through the whole way that payloads go.")

    @Flag(name: .shortAndLong, help: "Say only what failed.") var quiet = false

    func run() throws {
      try telling { () throws(Failure) in
        let policies = try loadPolicies()
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
        if !quiet { try printData("\(results.count - failed) passed, \(failed) failed\n") }
        if failed > 0 {
          throw Failure(
            .configuration, "\(failed) examples don't come out as their policies say",
            hint: "mend the condition or the example in policies/")
        }
      }
    }
  }
}

/// The built-in policies, compiled.
func loadPolicies() throws(Failure) -> PolicySet {
  do throws(PolicyLoadError) {
    return try PolicySet.load(packs: BuiltInPolicies.packs)
  } catch {
    throw Failure(.configuration, "\(error)", hint: "mend the policies named above")
  }
}

/// Writes data to standard output.
func printData(_ text: String) throws(Failure) {
  guard Terminal.print(Array(text.utf8)) else {
    throw Failure(.inputOutput, "writing to standard output failed", hint: "check where the output goes")
  }
}
