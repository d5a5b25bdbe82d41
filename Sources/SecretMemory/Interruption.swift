internal import CProcess

/// Whether somebody asked this process to stop: a signal, or an output that takes nothing more.
///
/// Reading ends then as if the system had refused; what was read before stands.
public enum Interruption {
  /// From now on the first SIGINT or SIGTERM asks to stop, and the second ends the process.
  public static func stopOnSignal() { credence_stop_on_signal() }

  /// Asks to stop.
  public static func request() { credence_request_stop() }

  /// Whether somebody asked.
  public static var isRequested: Bool { credence_stop_requested() != 0 }
}
