#!/usr/bin/env bash
# Processor time of a broker for each log-in: by a client certificate, and by SCRAM-SHA-512 behind TLS, each with a full
# handshake and one request.
#   bench/logins.sh [ROUNDS]                     3 rounds by default
#   KAFKA_PEER=SCRIPT bench/logins.sh [ROUNDS]   Apache Kafka 4.3.1 too, in turns
# KAFKA_PEER is called as SCRIPT 4.3.1 MAIN-CLASS ARGUMENT ... and runs that class of Apache Kafka. The client logs in one
# time after the other for SECONDS_EACH (10), after WARM_SECONDS (20) to warm up. TLS 1.3, ECDSA P-256, 4096 iterations.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"
. "$here/servers.sh"

rounds=${1:-3}
seconds_each=${SECONDS_EACH:-10}
warm_seconds=${WARM_SECONDS:-20}
log_in_port=$((port + 3))

# log_ins MODE SECONDS: how many there were.
log_ins() {
  case $1 in
    certificate) bench_class Handshakes "$port" "$client_config" new "$2" | cut -d' ' -f1 ;;
    scram) bench_class LogIns "$log_in_port" "$client_config" "$work/password" "$2" ;;
  esac
}

bench_class() {
  "$java_command" -Xmx256m -cp "$bench_dir/target/classes" "io.gatehouse.bench.broker.$1" "${@:2}"
}

# note SERVER MODE: milliseconds of the broker's processor time for each log-in.
note() {
  local before made
  before=$(cpu_seconds "$pid")
  made=$(log_ins "$2" "$seconds_each")
  [ "${made:-0}" -gt 0 ] || fail "no log-in to $1 succeeded."
  awk -v server="$1" -v mode="$2" -v a="$before" -v b="$(cpu_seconds "$pid")" -v n="$made" \
    'BEGIN { printf "%s|%s|%.3f\n", server, mode, (b - a) * 1000 / n }' >>"$work/results"
}

make_user() {
  "$bin_dir/kafka-configs.sh" --bootstrap-server "localhost:$port" --command-config "$client_config" --alter \
    --entity-type users --entity-name bench --add-config "SCRAM-SHA-512=[password=$(cat "$work/password")]" >/dev/null
}

round() {
  "start_$1"
  make_user
  for mode in certificate scram; do
    log_ins "$mode" "$warm_seconds" >/dev/null
  done
  for mode in certificate scram; do
    note "$1" "$mode"
  done
  stop "$pid"
}

all_servers
build_all
work=$(work_dir)
trap stop_all EXIT
make_secrets
(umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$work/password")
start_zookeeper
for ((i = 1; i <= rounds; i++)); do
  say "Round $i of $rounds ..."
  for server in "${servers[@]}"; do
    round "$server"
  done
done
for mode in certificate scram; do
  for server in "${servers[@]}"; do
    grep "^$server|$mode|" "$work/results" | cut -d'|' -f3 | median_and_range "$server, $mode: processor ms per log-in"
  done
done
