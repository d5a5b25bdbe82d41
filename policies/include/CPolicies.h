#pragma once
#include <stddef.h>

/// The policy packs that the binary carries, and the data that they name. Packs are numbered from 0, in the
/// order of their names.

/// How many there are.
size_t credence_policy_pack_count(void);

/// A pack's file name, such as "aws.yaml", or "data/dates.yaml" for data; NULL where there is no pack of that number.
const char *credence_policy_pack_name(size_t pack);

/// A pack's text, UTF-8, not terminated; NULL where there is no pack of that number.
const unsigned char *credence_policy_pack_bytes(size_t pack);

/// The length of a pack's text; 0 where there is no pack of that number.
size_t credence_policy_pack_size(size_t pack);

/// The packs' digests as `b2sum -l 256` writes them, a line each, not terminated.
const unsigned char *credence_policy_pack_digests(void);

/// Their length.
size_t credence_policy_pack_digests_size(void);

/// The frameworks with the policies that bear on their controls, as a report has them: JSON Lines, not terminated.
const unsigned char *credence_framework_records(void);

/// Their length.
size_t credence_framework_records_size(void);

/// How many remedies there are: what can be pasted to mend a finding.
size_t credence_remedy_count(void);

/// A remedy's file name; NULL where there is no remedy of that number.
const char *credence_remedy_name(size_t remedy);

/// A remedy's text, UTF-8, not terminated; NULL where there is no remedy of that number.
const unsigned char *credence_remedy_bytes(size_t remedy);

/// The length of a remedy's text; 0 where there is no remedy of that number.
size_t credence_remedy_size(size_t remedy);

/// For how many days findings may stay open, by names that a job's configuration may give: YAML, UTF-8, not terminated.
const unsigned char *credence_open_days_presets(void);

/// Its length.
size_t credence_open_days_presets_size(void);
