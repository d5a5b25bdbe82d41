// Tracing needs fork, which Swift doesn't offer, and a scan that is fast in a debug build too.
#define _GNU_SOURCE
#include "CTraceProbe.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int probe_run(const char *const argv[], const char *output, void (*at_exit)(int pid, void *context),
              void *context) {
  pid_t pid = fork();
  if (pid < 0) return -1;
  if (pid == 0) {
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(file, 1);
    dup2(file, 2);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    execv(argv[0], (char *const *)argv);
    _exit(127);
  }
  int status;
  if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status)) return -1;
  if (ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) != 0) return -1;
  int seen = 0;
  int signal = 0;
  for (;;) {
    ptrace(PTRACE_CONT, pid, 0, signal);
    if (waitpid(pid, &status, 0) < 0) return -1;
    if (WIFEXITED(status)) return seen ? WEXITSTATUS(status) : -1;
    if (WIFSIGNALED(status)) return -1;
    signal = 0;
    if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXIT << 8))) {
      seen = 1;
      at_exit(pid, context);
    } else if (WSTOPSIG(status) != SIGTRAP) {
      signal = WSTOPSIG(status);
    }
  }
}

static int has(uint64_t window, const uint64_t *windows, size_t count) {
  size_t low = 0;
  size_t high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (windows[middle] < window) low = middle + 1;
    else high = middle;
  }
  return low < count && windows[low] == window;
}

static uint64_t window_at(const unsigned char *text) {
  uint64_t window = 0;
  for (int index = 0; index < 8; index++) window = window << 8 | text[index];
  return window;
}

long probe_find(const unsigned char *text, size_t length, const uint64_t *windows, size_t count, size_t gap) {
  static _Thread_local unsigned char filter[1 << 16];
  memset(filter, 0, sizeof filter);
  for (size_t index = 0; index < count; index++) filter[windows[index] & 0xFFFF] = 1;
  for (size_t index = 0; index + 8 + gap <= length; index++) {
    if (!filter[text[index + 6] << 8 | text[index + 7]]) continue;
    if (!has(window_at(text + index), windows, count)) continue;
    if (gap == 0 || has(window_at(text + index + gap), windows, count)) return (long)index;
  }
  return -1;
}
