internal import CProcess

/// What a process that handles secrets gives up before it reads the first one.
public enum ProcessHardening {
  /// Switches core dumps, backtraces and tracing by other processes off, and asks for as much lockable memory as the
  /// system allows. Returns what the system refused, in words; empty when all went well.
  public static func apply() -> [String] {
    var refused: [String] = []
    credence_forbid_backtraces()
    if credence_forbid_core_dumps() != 0 { refused.append("core dumps could not be switched off") }
    if credence_forbid_tracing() != 0 {
      refused.append("tracing by other processes could not be switched off")
    }
    // Refusal changes nothing: each arena says itself whether it was locked.
    _ = credence_raise_lock_limit()
    return refused
  }
}
