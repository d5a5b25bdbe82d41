#pragma once
/// 1 when this executable's free and realloc wipe what they give back, 0 in sanitizer builds.
int credence_allocator_wipes(void);
