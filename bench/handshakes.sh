#!/usr/bin/env bash
# Processor time of a broker for each connection with a client certificate that asks for its versions: with a full handshake,
# and with the session of the connection before.
#   bench/handshakes.sh [ROUNDS]                     3 rounds by default
#   KAFKA_PEER=SCRIPT bench/handshakes.sh [ROUNDS]   Apache Kafka 4.3.1 too, in turns
# KAFKA_PEER is called as SCRIPT 4.3.1 MAIN-CLASS ARGUMENT ... and runs that class of Apache Kafka. The client connects one
# after the other for SECONDS_EACH (10), after WARM_SECONDS (20) to warm up. TLS 1.3, ECDSA P-256 on both sides.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"
. "$here/servers.sh"

rounds=${1:-3}
seconds_each=${SECONDS_EACH:-10}
warm_seconds=${WARM_SECONDS:-20}

# connections MODE SECONDS: how many connections there were, and how many resumed a session.
connections() {
  "$java_command" -Xmx256m -cp "$bench_dir/target/classes" io.gatehouse.bench.broker.Handshakes \
    "$port" "$client_config" "$1" "$2"
}

# note SERVER MODE: milliseconds of the broker's processor time for each handshake.
note() {
  local before made resumed
  before=$(cpu_seconds "$pid")
  read -r made resumed < <(connections "$2" "$seconds_each")
  [ "${made:-0}" -gt 0 ] || fail "no handshake with $1 succeeded."
  awk -v server="$1" -v mode="$2" -v a="$before" -v b="$(cpu_seconds "$pid")" -v n="$made" -v resumed="$resumed" \
    'BEGIN { printf "%s|%s|%.3f|%d|%d\n", server, mode, (b - a) * 1000 / n, n, resumed }' >>"$work/results"
}

round() {
  "start_$1"
  connections new "$warm_seconds" >/dev/null
  connections resumed "$warm_seconds" >/dev/null
  note "$1" new
  note "$1" resumed
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
  for mode in new resumed; do
    grep "^$server|$mode|" "$work/results" | cut -d'|' -f3 | median_and_range "$server, $mode: processor ms per connection"
  done
done
say "Connections that resumed a session, of all:"
awk -F'|' '{ made[$1 ", " $2] += $4; resumed[$1 ", " $2] += $5 } END { for (k in made) print k ": " resumed[k] " of " made[k] }' \
  "$work/results" | sort
