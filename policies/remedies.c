#include "CPolicies.h"

// As policies.c, for what `credence remediate` prints.

static const unsigned char aws_role[] = {
#embed "remedies/aws-role.txt"
};
static const unsigned char azure_secret[] = {
#embed "remedies/azure-secret.txt"
};
static const unsigned char cloudflare_token[] = {
#embed "remedies/cloudflare-token.txt"
};
static const unsigned char gcp_service_account[] = {
#embed "remedies/gcp-service-account.txt"
};
static const unsigned char kubeconfig[] = {
#embed "remedies/kubeconfig.txt"
};
static const unsigned char oci_key[] = {
#embed "remedies/oci-key.txt"
};
static const unsigned char restrictions[] = {
#embed "remedies/restrictions.txt"
};
static const unsigned char rotation[] = {
#embed "remedies/rotation.txt"
};

static const struct {
  const char *name;
  const unsigned char *bytes;
  size_t size;
} remedies[] = {
    {"aws-role.txt", aws_role, sizeof aws_role},
    {"azure-secret.txt", azure_secret, sizeof azure_secret},
    {"cloudflare-token.txt", cloudflare_token, sizeof cloudflare_token},
    {"gcp-service-account.txt", gcp_service_account, sizeof gcp_service_account},
    {"kubeconfig.txt", kubeconfig, sizeof kubeconfig},
    {"oci-key.txt", oci_key, sizeof oci_key},
    {"restrictions.txt", restrictions, sizeof restrictions},
    {"rotation.txt", rotation, sizeof rotation},
};

size_t credence_remedy_count(void) { return sizeof remedies / sizeof remedies[0]; }

const char *credence_remedy_name(size_t remedy) {
  return remedy < credence_remedy_count() ? remedies[remedy].name : NULL;
}

const unsigned char *credence_remedy_bytes(size_t remedy) {
  return remedy < credence_remedy_count() ? remedies[remedy].bytes : NULL;
}

size_t credence_remedy_size(size_t remedy) {
  return remedy < credence_remedy_count() ? remedies[remedy].size : 0;
}
