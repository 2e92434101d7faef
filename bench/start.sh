#!/usr/bin/env bash
# From the start script to the first TLS handshake that a broker ends, and memory and processor time at rest.
#   bench/start.sh [ROUNDS]                          5 rounds by default
#   KAFKA_PEER=SCRIPT bench/start.sh [ROUNDS]        Apache Kafka 4.3.1 too, in turns
# KAFKA_PEER is called as SCRIPT 4.3.1 MAIN-CLASS ARGUMENT ... and runs that class of Apache Kafka. Needs openssl.
# The first start of each is not counted: it makes the folders, and Gatehouse its class archive.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"
. "$here/servers.sh"

rounds=${1:-5}
at_rest_seconds=8
command -v openssl >/dev/null || fail "openssl is not there (expected: it greets the broker)."

greeted() {
  openssl s_client -connect "localhost:$port" -CAfile "$work/ca/ca.crt" -verify_return_error \
    -cert "$work/certs/admin.crt" -key "$work/certs/admin.key" </dev/null >/dev/null 2>&1
}

# start_and_stop SERVER: one line with milliseconds, processor seconds at that moment, resident MiB at rest.
start_and_stop() {
  local server=$1 before milliseconds
  before=$(date +%s%N)
  "start_$server"
  until greeted; do sleep 0.01; done
  milliseconds=$((($(date +%s%N) - before) / 1000000))
  echo -n "$server|$milliseconds|$(cpu_seconds "$pid")|"
  sleep "$at_rest_seconds"
  resident_mib "$pid"
  stop "$pid"
}

all_servers
build_all
work=$(work_dir)
trap stop_all EXIT
make_secrets
start_zookeeper
for server in "${servers[@]}"; do
  start_and_stop "$server" >/dev/null
done
for ((round = 1; round <= rounds; round++)); do
  say "Round $round of $rounds ..."
  for server in "${servers[@]}"; do
    start_and_stop "$server" >>"$work/results"
  done
done
for server in "${servers[@]}"; do
  for column in 2:"ms to the first handshake" 3:"processor s until then" 4:"resident MiB at rest"; do
    grep "^$server|" "$work/results" | cut -d'|' -f"${column%%:*}" | median_and_range "$server: ${column#*:}"
  done
done
