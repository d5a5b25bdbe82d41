import Foundation

/// Seconds of CPU that this process has used.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The least CPU time of several runs: what the work costs when nothing disturbs it.
func leastSeconds(of runs: Int = 3, _ body: () throws -> Void) rethrows -> Double {
  var least = Double.infinity
  for _ in 0..<runs {
    let start = cpuSeconds()
    try body()
    least = min(least, cpuSeconds() - start)
  }
  return least
}

/// How a program ran, by the system's own accounting.
struct Execution {
  let code: Int32
  /// Seconds from before the start to after the end.
  let wall: Double
  /// Seconds of CPU.
  let cpu: Double
  /// The greatest resident size in MiB.
  let memory: Double
}

struct SpawnError: Error {
  let program: String
}

/// Runs a program with its input from `input`, and its output into the file `output`, or thrown away.
func execute(
  _ program: String, _ arguments: [String], input: Int32? = nil, output: String = "/dev/null"
) throws -> Execution {
  var pointers = ([program] + arguments).map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  if let input {
    posix_spawn_file_actions_adddup2(&actions, input, 0)
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  }
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  var pid = pid_t()
  let start = DispatchTime.now().uptimeNanoseconds
  guard posix_spawn(&pid, program, &actions, nil, &pointers, environ) == 0 else {
    throw SpawnError(program: program)
  }
  var status: Int32 = 0
  var usage = rusage()
  var memory = 0.0
  // The accounting's own peak can't be used: it begins with this process's size, before exec.
  while wait4(pid, &status, WNOHANG, &usage) == 0 {
    memory = residentPeak(of: pid) ?? memory
    usleep(1000)
  }
  let wall = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return Execution(
    code: (status >> 8) & 255, wall: wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
    memory: memory)
}

private func residentPeak(of pid: pid_t) -> Double? {
  guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
}
