#!/usr/bin/env bash
# How long a broker takes to come back after kill -9, with many partitions and with one long log, and how much memory
# many idle partitions hold. With KAFKA_PEER set (see bench/side-by-side.sh) Apache Kafka 4.3.1 does the same afterwards.
#   bench/recovery.sh [SERVER ...]    gatehouse, kafka; by default gatehouse, and kafka if KAFKA_PEER is set
# PARTITIONS (10000) in topics of 1000, each with a few records; LOG_GIB (4; 1 on small disks) in one partition, all of
# which is checked again, because its recovery point is taken away. RESTARTS (3) of each. BENCH_WORK: where it stands.
# "back" is from starting the process until every partition has told a client its end offset. Most of it is waiting until
# the dead broker's registration expires: 18 s in ZooKeeper (zookeeper.session.timeout.ms), 9 s in Kafka
# (broker.session.timeout.ms). "loading" is the part in which logs are checked and loaded, as the servers tell it.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"
. "$here/servers.sh"

topics=$(((${PARTITIONS:-10000} + 999) / 1000))
partitions=$((topics * 1000))
log_gib=${LOG_GIB:-4}
restarts=${RESTARTS:-3}
patience=${BENCH_START_SECONDS:-600}

seconds() { awk '{ print $1 / 1000 }'; }
now() { date +%s%3N; }

# await_partitions COUNT SINCE: milliseconds from SINCE until that many partitions tell their end.
await_partitions() {
  "$java_command" -Xmx512m -Dlogback.configurationFile="$bench_dir/logback-silent.xml" \
    -cp "$bench_dir/target/classes:$(class_path_of broker)" \
    io.gatehouse.bench.broker.AwaitPartitions "localhost:$port" "$client_config" "$1" "$2" "$patience"
}

# Milliseconds that loading the logs took, from the server's own log.
loading() {
  local bound loaded
  if [ "$1" = kafka ]; then
    sed -nE 's/.*Loaded [0-9]+ logs in ([0-9]+) ?ms.*/\1/p' "$work/kafka.out"
  else
    bound=$(sed -nE 's/^([^ ]+) .*listener bound.*/\1/p' "$work/gatehouse.out" | head -n 1)
    loaded=$(sed -nE 's/^([^ ]+) .*partitions loaded.*/\1/p' "$work/gatehouse.out" | tail -n 1)
    echo $(($(date -d "$loaded" +%s%3N) - $(date -d "$bound" +%s%3N)))
  fi
}

fill() {
  client org.apache.kafka.tools.ProducerPerformance --topic "$1" --num-records "$2" --record-size "$3" --throughput -1 \
    --command-config "$client_config" --command-property "bootstrap.servers=localhost:$port" acks=all "${@:4}" >/dev/null
}

# come_back SERVER COUNT MEASURE [--from-scratch]: kills, starts, measures, as often as asked for.
come_back() {
  local server=$1 count=$2 measure=$3 i since waiter
  for ((i = 1; i <= restarts; i++)); do
    stop "$pid" KILL
    [ "${4:-}" != --from-scratch ] || rm -f "$work/$server/recovery-point-offset-checkpoint"
    since=$(now)
    await_partitions "$count" "$since" >"$work/waited" &
    waiter=$!
    started+=("$waiter")
    "start_$server"
    while kill -0 "$waiter" 2>/dev/null; do
      kill -0 "$pid" 2>/dev/null || { tail -n 20 "$work/$server.out" >&2; fail "$server ended; its output is above."; }
      sleep 0.1
    done
    wait "$waiter" || fail "$server did not come back within $patience s."
    printf '%-10s %-50s %8.1f s, loading %.1f s\n' "$server" "$measure" "$(seconds <"$work/waited")" \
      "$(loading "$server" | seconds)"
  done
}

idle_memory() {
  sleep "${IDLE_SECONDS:-20}"
  printf '%-10s %-50s %8d MiB\n' "$1" "resident, $2 idle partitions" "$(resident_mib "$pid")"
}

many_partitions() {
  local server=$1 i since
  idle_memory "$server" 0
  since=$(now)
  for ((i = 0; i < topics; i++)); do
    make_topic "idle-$i" 1000
  done
  await_partitions "$partitions" "$since" >"$work/waited"
  printf '%-10s %-50s %8.1f s\n' "$server" "$partitions partitions made, in $topics calls" \
    "$(seconds <"$work/waited")"
  idle_memory "$server" "$partitions"
  for ((i = 0; i < topics; i++)); do
    fill "idle-$i" 3000 100 batch.size=1 # One batch for each record, and the next partition after each batch.
  done
  come_back "$server" "$partitions" "back after kill -9, $partitions partitions"
  idle_memory "$server" "$partitions"
}

long_log() {
  local server=$1
  make_topic long 1
  fill long $((log_gib * 1024 * 1024)) 1024 batch.size=131072 linger.ms=10
  come_back "$server" 1 "back after kill -9, one log of $log_gib GiB" --from-scratch
}

run() {
  local server=$1 part zookeeper=
  for part in many_partitions long_log; do
    rm -rf "$work/gatehouse" "$work/kafka" "$work/zookeeper"
    if [ "$server" = gatehouse ]; then
      start_zookeeper
      zookeeper=$pid
    fi
    "start_$server"
    "$part" "$server"
    stop "$pid" KILL
    [ -z "$zookeeper" ] || stop "$zookeeper" KILL
  done
}

all_servers
[ $# -eq 0 ] || servers=("$@")
build_all
work=$(work_dir)
trap stop_all EXIT
make_secrets
for server in "${servers[@]}"; do
  case $server in
    gatehouse | kafka) run "$server" ;;
    *) fail "$server (expected: gatehouse or kafka)." ;;
  esac
done
