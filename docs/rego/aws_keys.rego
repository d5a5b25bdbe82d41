# The policy CRD-AWS-01 in Rego: a long-lived AWS key where a cross-account role would do.
#
# Facts that aren't known are absent from `input.facts`, and what is absent is undefined: `not` on it would be true.
# So their paths are looked up in `input.unknown` first, and unknown never passes.
package credence

import rego.v1

default outcome := "pass"

outcome := "notApplicable" if not is_aws

outcome := "notEvaluable" if {
	is_aws
	not is_excused
	is_unknown
}

outcome := "fail" if {
	is_aws
	not is_excused
	not is_unknown
	input.facts["auth.mode"] == "accessKey"
}

is_aws if input.facts.provider == "aws"

# OpenTofu's nodes can't assume roles, so a key for OpenTofu alone is right; and so is every other mode.
is_excused if input.facts.features == ["opentofu"]

is_excused if {
	not "auth.mode" in input.unknown
	input.facts["auth.mode"] != "accessKey"
}

is_unknown if "auth.mode" in input.unknown

is_unknown if {
	"features" in input.unknown
	input.facts.form == "response"
}
