# Ten of the policies in Rego, for its speed beside Credence's own: `make bench`, and `make test-interop` holds them
# against each other. A fact that isn't known is undefined, so none of these rules holds by it.
package credence

import rego.v1

f := input.facts

fails contains "CRD-AWS-02" if {
	is_role
	f["credentials.accessKey.isSet"]
}

fails contains "CRD-AWS-02" if {
	is_role
	f["credentials.secretKey.isSet"]
}

fails contains "CRD-AWS-14" if {
	is_role
	f["credentials.externalId.isSet"] == false
}

is_role if {
	f.provider == "aws"
	f["auth.mode"] == "crossAccountRole"
}

fails contains "CRD-CF-01" if {
	f.provider == "cloudflare"
	f["auth.mode"] == "globalApiKey"
}

fails contains "CRD-CF-01" if {
	f.provider == "cloudflare"
	f["credentials.apiKey.kind"] == "cloudflare.globalAPIKey"
}

fails contains "CRD-CIVO-01" if {
	f.provider == "civo"
	f["credentials.apiKey.isSet"]
}

fails contains "CRD-FEA-06" if f.features == []

fails contains "CRD-GEN-02" if f["credentials.unknownKeys"] > 0

fails contains "CRD-GEN-05" if f["credentials.placeholders"] > 0

fails contains "CRD-GEN-19" if {
	f.form == "response"
	f["credentials.liveSecrets"] > 0
}

fails contains "CRD-X-02" if f["credentials.foreignSecrets"] > 0

fails contains "CRD-X-03" if f["blocks.foreign"] > 0
