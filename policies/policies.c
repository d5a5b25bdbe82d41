#include "CPolicies.h"

// Swift doesn't import arrays, so each pack is reached through the functions below.

static const unsigned char aiven[] = {
#embed "aiven.yaml"
};
static const unsigned char akamai[] = {
#embed "akamai.yaml"
};
static const unsigned char aws[] = {
#embed "aws.yaml"
};
static const unsigned char azure[] = {
#embed "azure.yaml"
};
static const unsigned char backblaze[] = {
#embed "backblaze.yaml"
};
static const unsigned char civo[] = {
#embed "civo.yaml"
};
static const unsigned char cloudflare[] = {
#embed "cloudflare.yaml"
};
static const unsigned char controls[] = {
#embed "controls.yaml"
};
static const unsigned char coreweave[] = {
#embed "coreweave.yaml"
};
static const unsigned char dates[] = {
#embed "data/dates.yaml"
};
static const unsigned char limits[] = {
#embed "data/limits.yaml"
};
static const unsigned char lists[] = {
#embed "data/lists.yaml"
};
static const unsigned char documents[] = {
#embed "documents.yaml"
};
static const unsigned char features[] = {
#embed "features.yaml"
};
static const unsigned char fleet[] = {
#embed "fleet.yaml"
};
static const unsigned char gcp[] = {
#embed "gcp.yaml"
};
static const unsigned char generic[] = {
#embed "generic.yaml"
};
static const unsigned char kubernetes[] = {
#embed "kubernetes.yaml"
};
static const unsigned char nebius[] = {
#embed "nebius.yaml"
};
static const unsigned char oci[] = {
#embed "oci.yaml"
};
static const unsigned char token[] = {
#embed "token.yaml"
};

static const unsigned char oci_data[] = {
#embed "data/oci.yaml"
};

static const struct {
  const char *name;
  const unsigned char *bytes;
  size_t size;
} packs[] = {
    {"aiven.yaml", aiven, sizeof aiven},
    {"akamai.yaml", akamai, sizeof akamai},
    {"aws.yaml", aws, sizeof aws},
    {"azure.yaml", azure, sizeof azure},
    {"backblaze.yaml", backblaze, sizeof backblaze},
    {"civo.yaml", civo, sizeof civo},
    {"cloudflare.yaml", cloudflare, sizeof cloudflare},
    {"controls.yaml", controls, sizeof controls},
    {"coreweave.yaml", coreweave, sizeof coreweave},
    {"data/dates.yaml", dates, sizeof dates},
    {"data/limits.yaml", limits, sizeof limits},
    {"data/lists.yaml", lists, sizeof lists},
    {"data/oci.yaml", oci_data, sizeof oci_data},
    {"documents.yaml", documents, sizeof documents},
    {"features.yaml", features, sizeof features},
    {"fleet.yaml", fleet, sizeof fleet},
    {"gcp.yaml", gcp, sizeof gcp},
    {"generic.yaml", generic, sizeof generic},
    {"kubernetes.yaml", kubernetes, sizeof kubernetes},
    {"nebius.yaml", nebius, sizeof nebius},
    {"oci.yaml", oci, sizeof oci},
    {"token.yaml", token, sizeof token},
};

static const unsigned char frameworks[] = {
#embed "frameworks.jsonl"
};

static const unsigned char digests[] = {
#embed "B2SUMS"
};

const unsigned char *credence_policy_pack_digests(void) { return digests; }

size_t credence_policy_pack_digests_size(void) { return sizeof digests; }

const unsigned char *credence_framework_records(void) { return frameworks; }

size_t credence_framework_records_size(void) { return sizeof frameworks; }

size_t credence_policy_pack_count(void) { return sizeof packs / sizeof packs[0]; }

const char *credence_policy_pack_name(size_t pack) {
  return pack < credence_policy_pack_count() ? packs[pack].name : NULL;
}

const unsigned char *credence_policy_pack_bytes(size_t pack) {
  return pack < credence_policy_pack_count() ? packs[pack].bytes : NULL;
}

size_t credence_policy_pack_size(size_t pack) {
  return pack < credence_policy_pack_count() ? packs[pack].size : 0;
}
