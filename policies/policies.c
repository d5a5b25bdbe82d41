#include "CPolicies.h"
