// prctl and ioctl are variadic and the limits' names are macros: Swift imports neither.
#define _GNU_SOURCE
#include "CProcess.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static int argument_count;
static char **arguments;

// glibc hands constructors what it hands main.
__attribute__((constructor)) static void keep_arguments(int count, char **vector) {
  argument_count = count;
  arguments = vector;
}

int credence_argument_count(void) { return argument_count; }

const char *credence_argument(int index) {
  return index >= 0 && index < argument_count ? arguments[index] : "";
}

int credence_occupy_standard_descriptors(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // The lowest free number is given, and it is opened for the direction that nobody takes there.
    if (open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) != descriptor) return -1;
  }
  return 0;
}

int credence_rename_to_free_name(int directory, const char *name, const char *new_name) {
  return renameat2(directory, name, directory, new_name, RENAME_NOREPLACE);
}

int credence_forbid_core_dumps(void) {
  struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none);
}

int credence_forbid_tracing(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

void credence_forbid_backtraces(void) {
  // Those that the runtime takes (swift/stdlib/public/runtime/CrashHandlerLinux.cpp).
  const int crashes[] = {SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
  for (size_t index = 0; index < sizeof crashes / sizeof crashes[0]; index++) signal(crashes[index], SIG_DFL);
}

int credence_raise_lock_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return -1;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_MEMLOCK, &limit);
}

int credence_terminal_width(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// Set by a signal handler and read by all threads, so lock-free atomic.
static atomic_int stop_requested;

static void on_signal(int number) {
  (void)number;
  atomic_store(&stop_requested, 1);
}

void credence_stop_on_signal(void) {
  // Without SA_RESTART a read that waits comes back. With SA_RESETHAND the second signal ends the process.
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND};
  sigset_t set;
  sigemptyset(&action.sa_mask);
  sigemptyset(&set);
  const int signals[] = {SIGINT, SIGTERM};
  for (int index = 0; index < 2; index++) {
    struct sigaction before;
    sigaddset(&set, signals[index]);
    // Ignored is how a shell starts what Ctrl-C shall not reach.
    if (sigaction(signals[index], 0, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    sigaction(signals[index], &action, 0);
  }
  // Whoever starts programs from a thread that blocks signals hands that down.
  pthread_sigmask(SIG_UNBLOCK, &set, 0);
}

void credence_request_stop(void) { atomic_store(&stop_requested, 1); }

int credence_stop_requested(void) { return atomic_load(&stop_requested); }

int credence_processor_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int count = CPU_COUNT(&set);
  return count > 0 ? count : 1;
}

__attribute__((noinline, zero_call_used_regs("all"))) void credence_wipe_registers(void) {
  __asm__ volatile("" ::: "memory");
}
