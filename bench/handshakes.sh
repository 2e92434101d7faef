#!/usr/bin/env bash
# Processor time of a broker for each TLS handshake with a client certificate, full and with the session offered again.
#   bench/handshakes.sh [ROUNDS]                     3 rounds by default
#   KAFKA_PEER=SCRIPT bench/handshakes.sh [ROUNDS]   Apache Kafka 4.3.1 too, in turns
# KAFKA_PEER is called as SCRIPT 4.3.1 MAIN-CLASS ARGUMENT ... and runs that class of Apache Kafka. Needs openssl, whose
# s_time connects one after the other for SECONDS_EACH (10), after as long to warm up. ECDSA P-256 on both sides.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"
. "$here/servers.sh"

rounds=${1:-3}
seconds_each=${SECONDS_EACH:-10}
command -v openssl >/dev/null || fail "openssl is not there (expected: it shakes hands)."

# connections MODE: how many handshakes openssl made.
connections() {
  openssl s_time -connect "localhost:$port" -CAfile "$work/ca/ca.crt" -verify 3 -cert "$work/certs/admin.crt" \
    -key "$work/certs/admin.key" "-$1" -time "$seconds_each" 2>/dev/null | sed -nE 's/^([0-9]+) connections in .* real.*/\1/p'
}

# note SERVER MODE: milliseconds of the broker's processor time for each handshake.
note() {
  local before made
  before=$(cpu_seconds "$pid")
  made=$(connections "$2")
  [ "${made:-0}" -gt 0 ] || fail "no handshake with $1 succeeded."
  awk -v server="$1" -v mode="$2" -v a="$before" -v b="$(cpu_seconds "$pid")" -v n="$made" \
    'BEGIN { printf "%s|%s|%.3f|%d\n", server, mode, (b - a) * 1000 / n, n }' >>"$work/results"
}

round() {
  "start_$1"
  connections new >/dev/null
  note "$1" new
  note "$1" reuse
  stop "$pid"
}

all_servers
build_all
work=$(work_dir)
trap stop_all EXIT
make_secrets
start_zookeeper
for ((i = 1; i <= rounds; i++)); do
  say "Round $i of $rounds ..."
  for server in "${servers[@]}"; do
    round "$server"
  done
done
for server in "${servers[@]}"; do
  for mode in new reuse; do
    grep "^$server|$mode|" "$work/results" | cut -d'|' -f3 | median_and_range "$server, $mode: processor ms per handshake"
  done
done
