# To be sourced: `reports` are the paths of reports of all kinds in $work, each NAME.jsonl: a varied one that is
# partial and has hostile names, the examples with something waived, an audit of nothing, one without a finding, and
# one of an API, with a finding about its token.
shared=$(LC_ALL=C tr -dc a-zA-Z0-9 < /dev/urandom | head -c 40)
cat > "$work/varied.json" <<JSON
{"id":"one","createdAt":"2026-05-02T08:00:00Z","name":"=1+1 @everyone <!channel>","provider":"civo","credentials":{"apiKey":"$shared"}}
{"id":"t wo/%","createdAt":"2026-05-02T08:00:00Z","name":"<b>&\"it's\"</b> | \`x\` [a](javascript:alert(1))","provider":"coreweave","credentials":{"apiKey":"$shared"}}
{"name":"  https://example.com ]]> ","provider":"aws","aws":{"authenticationMode":"accessKey"},"credentials":{"accessKey":"AKIATNYWIHM56AEM3LXW"}}
{"name":"\\u0007a\\r\\n# b","provider":"new","credentials":{"k":"v"}}
{"id":"held","createdAt":"2026-05-02T08:00:00Z","name":"held","provider":"gcp"}
{broken
JSON
echo '[]' > "$work/nothing.json"
report() { # NAME INPUT
  "$bin" audit "$2" --format jsonl --now 2026-11-24T08:00:00Z --team platform > "$work/$1.jsonl" 2> /dev/null || [ $? -lt 128 ]
}
report varied "$work/varied.json"
report nothing "$work/nothing.json"
report clean "$root/examples/aws-role.json"
report examples "$root/examples"
sed '1,20s/"status":"open"/"status":"waived"/' "$work/examples.jsonl" > "$work/waived.jsonl"
rm "$work/examples.jsonl" "$work"/*.json
python3 "$root/scripts/interop/live.py" "$bin" > "$work/live.jsonl"
reports="$work/varied.jsonl $work/nothing.jsonl $work/clean.jsonl $work/waived.jsonl $work/live.jsonl"
# Each report in the format, as NAME.SUFFIX.
export_as() { # FORMAT SUFFIX OPTIONS…
  format=$1 suffix=$2
  shift 2
  for report in $reports; do
    "$bin" report export "$report" --format "$format" "$@" > "${report%jsonl}$suffix" 2> /dev/null
  done
}
