internal import ArgumentParser
internal import Commands

/// The program `credence-job`, to which `credence job` hands over: it alone has a database in it.
public enum JobProgram {
  /// Runs it with the process's arguments.
  public static func main() { Credence.start(JobCommand.self) }
}
