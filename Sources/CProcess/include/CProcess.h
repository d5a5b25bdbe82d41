#pragma once
/// The number of arguments that the process was started with, its own name among them.
int credence_argument_count(void);
/// One of them.
const char *_Nonnull credence_argument(int index);
/// Puts something on each standard descriptor that is closed, so that no file of ours gets its number: reading
/// and writing there go on failing. Returns 0, or -1 when the system refuses.
int credence_occupy_standard_descriptors(void);
/// Gives a file of an open directory another name in it, and never replaces one: errno is EEXIST then, and EINVAL or
/// ENOSYS where the system can't do that. Returns 0, or -1.
int credence_rename_to_free_name(int directory, const char *_Nonnull name, const char *_Nonnull new_name);
/// Sets the core file limit to 0. Returns 0, or -1 when the system refuses.
int credence_forbid_core_dumps(void);
/// Makes the process not dumpable: no core file, no ptrace and no /proc/PID/mem for the same user's other
/// processes. Returns 0, or -1 when the system refuses.
int credence_forbid_tracing(void);
/// Gives the signals of a crash back to the system: the Swift runtime's handler would print registers and the
/// memory that they point to.
void credence_forbid_backtraces(void);
/// Raises the soft limit of lockable memory to the hard one. Returns 0, or -1 when the system refuses.
int credence_raise_lock_limit(void);
/// The width of the terminal behind a descriptor in columns; 0 if it isn't one.
int credence_terminal_width(int descriptor);
/// From now on the first SIGINT or SIGTERM only asks to stop; the second ends the process.
void credence_stop_on_signal(void);
/// Asks to stop, as a signal would.
void credence_request_stop(void);
/// Whether somebody asked to stop.
int credence_stop_requested(void);
/// The number of processors that this process may run on, at least 1.
int credence_processor_count(void);
/// Zeroes the registers that a call may change, vectors too: compilers copy whole ones where they fill padding.
void credence_wipe_registers(void);
