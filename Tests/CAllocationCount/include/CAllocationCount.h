#pragma once

/// How many blocks of memory were asked for since the program began; 0 where that isn't counted.
unsigned long allocation_count(void);
