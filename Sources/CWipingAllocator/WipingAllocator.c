// The second line of defence: memory that the executable, or any library in it, gives back to the allocator
// is wiped first. Secrets aren't kept on the heap; what a library copies there in passing ends here.
// glibc's M_PERTURB doesn't do this: freed chunks up to 1,032 bytes skip it on their way to the tcache.
#define _GNU_SOURCE
#include "CWipingAllocator.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED
int credence_allocator_wipes(void) { return 0; }
#else
extern void __libc_free(void *);

int credence_allocator_wipes(void) { return 1; }

void free(void *block) {
  if (!block) return;
  explicit_bzero(block, malloc_usable_size(block));
  __libc_free(block);
}

void *realloc(void *block, size_t size) {
  if (!block) return malloc(size);
  if (size == 0) {
    free(block);
    return NULL;
  }
  size_t old = malloc_usable_size(block);
  if (size <= old && size >= old / 2) return block;
  void *fresh = malloc(size);
  if (!fresh) return NULL;
  memcpy(fresh, block, old < size ? old : size);
  free(block);
  return fresh;
}
#endif
