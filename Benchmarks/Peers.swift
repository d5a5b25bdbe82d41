import Foundation

/// Other tools over the same corpus, where they are installed. They look for strings that look like keys;
/// Credence reads what it is given, so that this compares speeds, not merits.
enum Peers {
  static func measure(corpus: String, own: Execution) throws {
    let peers: [(name: String, arguments: [String])] = [
      ("gitleaks", ["detect", "--no-git", "--no-banner", "--exit-code", "0", "--source", corpus]),
      ("kingfisher", ["scan", "--no-validate", "--jobs", "1", corpus]),
    ]
    for peer in peers {
      guard let program = find(peer.name) else {
        print("  \(peer.name): not installed, so it wasn't run (PyPI has it)")
        continue
      }
      let execution = try execute(program, peer.arguments)
      let ratio = execution.cpu / own.cpu
      print(
        "  \(padded(peer.name, 12)) \(number(execution.cpu, 2)) s CPU, \(number(ratio, 1)) times ours, "
          + "exit \(execution.code)")
    }
  }

  private static func find(_ name: String) -> String? {
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return paths.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }
}
