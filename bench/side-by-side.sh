#!/usr/bin/env bash
# Gatehouse and Apache Kafka 4.3.1 one after the other on this machine: same clients, same certificates, same settings.
#   KAFKA_PEER=SCRIPT bench/side-by-side.sh [ROUNDS]      3 rounds by default, 2 minutes each
# KAFKA_PEER is called as SCRIPT 4.3.1 MAIN-CLASS ARGUMENT ... and runs that class of Apache Kafka.
# RECORDS (2,000,000) of RECORD_BYTES (512) go in and out, to PARTITIONS (3); then 4,000 records a second for
# PACED_SECONDS (15). WARM_RECORDS (half as many) go in and out before; with 4,000,000 or more most of what the JIT compiler
# costs a young broker stays out of the figures. FILL_PAGE_CACHE=yes fills the operating system's page cache before each
# server's turn, with a file as large as the machine's memory. PROTOCOL: SSL (the clients have certificates), or PLAINTEXT.
# BENCH_WORK: where logs and keys stand for the run. HEAP: of each broker (1g).
# Prints each round, then median, least and most of all rounds, and the ratio of the medians.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"
. "$here/servers.sh"

rounds=${1:-3}
records=${RECORDS:-2000000}
record_bytes=${RECORD_BYTES:-512}
warm_records=${WARM_RECORDS:-$((records / 2))}
partitions=${PARTITIONS:-3}
paced_rate=4000
paced_seconds=${PACED_SECONDS:-15}

# number NAME LINE: the number before the name in the last line of the producer's report.
number() { sed -nE "s|.*[ (]([0-9.]+) $1.*|\1|p" <<<"$2"; }

produce() {
  client org.apache.kafka.tools.ProducerPerformance --topic bench --num-records "$1" --record-size "$record_bytes" \
    --throughput "$2" --command-config "$client_config" \
    --command-property "bootstrap.servers=localhost:$port" acks=all "${@:3}" | grep 99.9th
}

# consume COUNT
consume() {
  client org.apache.kafka.tools.ConsumerPerformance --topic bench --num-records "$1" --timeout 60000 \
    --bootstrap-server "localhost:$port" --command-config "$client_config" --group "bench-$RANDOM" | tail -n 1
}

per_gib() { awk -v cpu="$1" -v n="$records" -v size="$record_bytes" 'BEGIN { printf "%.2f", cpu / (n * size / 2^30) }'; }
per_10k() { awk -v cpu="$1" -v n=$((paced_rate * paced_seconds)) 'BEGIN { printf "%.2f", cpu / n * 10000 }'; }
minus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a - b }'; }

# note SERVER MEASURE VALUE
note() { echo "$1|$2|$3" >>"$work/results"; }

measure() {
  local server=$1 before line
  make_topic bench "$partitions"
  # What a broker does for its first seconds says nothing about its second hour.
  produce "$warm_records" -1 batch.size=65536 linger.ms=5 >/dev/null

  before=$(cpu_seconds "$pid")
  line=$(produce "$records" -1 batch.size=65536 linger.ms=5)
  note "$server" "produce MB/s" "$(number MB/sec "$line")"
  note "$server" "produce p99 ms, flat out" "$(number 'ms 99th' "$line")"
  note "$server" "produce broker CPU s/GiB" "$(per_gib "$(minus "$(cpu_seconds "$pid")" "$before")")"

  consume "$warm_records" >/dev/null
  before=$(cpu_seconds "$pid")
  line=$(consume "$records")
  note "$server" "consume MB/s" "$(cut -d, -f9 <<<"$line" | tr -d ' ')"
  note "$server" "consume broker CPU s/GiB" "$(per_gib "$(minus "$(cpu_seconds "$pid")" "$before")")"

  produce $((paced_rate * 5)) "$paced_rate" linger.ms=0 >/dev/null
  before=$(cpu_seconds "$pid")
  line=$(produce $((paced_rate * paced_seconds)) "$paced_rate" linger.ms=0)
  note "$server" "produce p50 ms, 4000/s" "$(number 'ms 50th' "$line")"
  note "$server" "produce p99 ms, 4000/s" "$(number 'ms 99th' "$line")"
  note "$server" "produce broker CPU s/10,000 records, 4000/s" "$(per_10k "$(minus "$(cpu_seconds "$pid")" "$before")")"
  note "$server" "resident MiB after all this" "$(resident_mib "$pid")"
}

round() {
  local server=$1 zookeeper
  rm -rf "$work/gatehouse" "$work/kafka" "$work/zookeeper"
  [ "${FILL_PAGE_CACHE:-no}" != yes ] || fill_page_cache
  if [ "$server" = gatehouse ]; then
    start_zookeeper
    zookeeper=$pid
    start_gatehouse
    measure gatehouse
    stop "$pid"
    stop "$zookeeper"
  else
    start_kafka
    measure kafka
    stop "$pid"
  fi
  say "  $server done"
}

report() {
  awk -F'|' '
    function sorted(list, n, i, j, t) {
      for (i = 2; i <= n; i++)
        for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
    }
    function middle(server, measure, n, i, list) {
      n = count[server, measure]
      if (n == 0) return ""
      for (i = 1; i <= n; i++) list[i] = value[server, measure, i]
      sorted(list, n)
      half = (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2
      shown = sprintf("%g (%g..%g)", half, list[1], list[n])
      return half
    }
    { value[$1, $2, ++count[$1, $2]] = $3; if (!seen[$2]++) order[++measures] = $2 }
    END {
      printf "%-46s %-28s %-28s %s\n", "measure", "gatehouse: median (range)", "kafka 4.3.1", "ratio"
      for (m = 1; m <= measures; m++) {
        ours = middle("gatehouse", order[m]); oursShown = shown
        theirs = middle("kafka", order[m]); theirsShown = shown
        printf "%-46s %-28s %-28s %.2f\n", order[m], oursShown, theirsShown, (theirs > 0 ? ours / theirs : 0)
      }
    }' "$work/results"
}

kafka_peer
build_all
work=$(work_dir)
trap stop_all EXIT
make_secrets
for ((i = 1; i <= rounds; i++)); do
  say "Round $i of $rounds ..."
  # Whoever comes second finds a warmer machine: take turns.
  if ((i % 2)); then
    round gatehouse
    round kafka
  else
    round kafka
    round gatehouse
  fi
done
report
