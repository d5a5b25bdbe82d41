#pragma once
/// Sets the core file limit to 0. Returns 0, or -1 when the system refuses.
int credence_forbid_core_dumps(void);
/// Makes the process not dumpable: no core file, no ptrace and no /proc/PID/mem for the same user's other
/// processes. Returns 0, or -1 when the system refuses.
int credence_forbid_tracing(void);
/// Raises the soft limit of lockable memory to the hard one. Returns 0, or -1 when the system refuses.
int credence_raise_lock_limit(void);
/// The width of the terminal behind a descriptor in columns; 0 if it isn't one.
int credence_terminal_width(int descriptor);
