#!/usr/bin/env bash
# What testssl.sh (https://testssl.sh, package testssl.sh) says of the clients' listener of a quick start.
#   bench/testssl.sh [PORT]        19192 by default; the two ports after it are used too
# Prints every finding that is neither OK nor INFO and ends with 1 if one is left that docs/TESTSSL.md does not explain.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"

port=${1:-19192}
command -v testssl >/dev/null || fail "testssl is not there (expected: the package testssl.sh)."
work=$(work_dir)
server=
end() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$work"
}
trap end EXIT

"$bin_dir/gatehouse" quickstart --dir "$work/quickstart" --port "$port" >"$work/out" 2>&1 </dev/null &
server=$!
until grep -q 'Ctrl-C stops' "$work/out"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/out" >&2; fail "The quick start did not come up."; }
  sleep 0.2
done

testssl --quiet --color 0 --warnings batch --add-ca "$work/quickstart/ca/ca.crt" \
  --jsonfile "$work/findings.json" "localhost:$port" >"$work/report" 2>&1 || true
[ -s "$work/findings.json" ] || { cat "$work/report" >&2; fail "testssl found nothing to say."; }

# One finding is one object over several lines: id, severity and finding on a line each.
findings=$(awk -F'"' '
  $2 == "id" { id = $4 }
  $2 == "severity" { severity = $4 }
  $2 == "finding" && severity != "OK" && severity != "INFO" { print severity, id ": " $4 }
' "$work/findings.json")
echo "${findings:-nothing}"
unexplained=$(while read -r severity id _; do
  [ -z "$severity" ] || grep -qF "\`${id%:}\`" "$root_dir/docs/TESTSSL.md" || echo "$severity $id"
done <<<"$findings")
[ -z "$unexplained" ] || fail "Not explained in docs/TESTSSL.md: $unexplained"
