#pragma once
#include <stddef.h>
#include <stdint.h>

/// Runs a program with its standard output and error going to a file, stops it just before it exits, calls
/// `at_exit` with its process id, and lets it go. Returns its exit code, or -1 if it could not be traced.
int probe_run(const char *const argv[], const char *output, void (*at_exit)(int pid, void *context),
              void *context);

/// Where one of `count` sorted windows of eight bytes (big-endian numbers) stands in the text, with another
/// of them `gap` bytes later if `gap` isn't 0. -1 if none does.
long probe_find(const unsigned char *text, size_t length, const uint64_t *windows, size_t count, size_t gap);

/// A terminal's descriptor that gives `text` to readers and then fails, since its other side has hung up; -1
/// where there is none to be had.
int probe_hung_up_terminal(const char *text);
