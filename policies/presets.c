#include "CPolicies.h"

// As policies.c, for what a job's configuration may name.

static const unsigned char open_days[] = {
#embed "presets/open-days.yaml"
};

const unsigned char *credence_open_days_presets(void) { return open_days; }

size_t credence_open_days_presets_size(void) { return sizeof open_days; }
