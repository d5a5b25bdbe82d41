#include "CHeapCount.h"
#include <stdatomic.h>

typedef void (*malloc_hook)(const volatile void *, size_t);
typedef void (*free_hook)(const volatile void *);
extern int __sanitizer_install_malloc_and_free_hooks(malloc_hook, free_hook);
extern size_t __sanitizer_get_allocated_size(const volatile void *);

static atomic_long held, most, beginning;

static void took(const volatile void *block, size_t size) {
  (void)block;
  long now = atomic_fetch_add(&held, (long)size) + (long)size;
  long before = atomic_load(&most);
  while (before < now && !atomic_compare_exchange_weak(&most, &before, now)) {}
}

static void gave(const volatile void *block) {
  if (block) atomic_fetch_sub(&held, (long)__sanitizer_get_allocated_size(block));
}

void heap_count_install(void) { __sanitizer_install_malloc_and_free_hooks(took, gave); }

void heap_count_begin(void) {
  long now = atomic_load(&held);
  atomic_store(&beginning, now);
  atomic_store(&most, now);
}

size_t heap_count_peak(void) { return (size_t)(atomic_load(&most) - atomic_load(&beginning)); }
