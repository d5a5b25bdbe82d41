#pragma once
#include <stddef.h>

/// Counts what is on the heap from now on, by hooks of the sanitizer.
void heap_count_install(void);
/// Begins anew: the most that was held is what is held now.
void heap_count_begin(void);
/// How many bytes more than at the beginning were held at once, at most.
size_t heap_count_peak(void);
