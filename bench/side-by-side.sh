#!/usr/bin/env bash
# Gatehouse and Apache Kafka 4.3.1 at the same time on this machine, busy in turns: same clients, same certificates, same settings.
#   KAFKA_PEER=SCRIPT bench/side-by-side.sh [ROUNDS]      5 rounds by default, 1.5 minutes each
# KAFKA_PEER is called as SCRIPT 4.3.1 MAIN-CLASS ARGUMENT ... and runs that class of Apache Kafka.
# In each round RECORDS (2,000,000) of RECORD_BYTES (512) go into a new topic of PARTITIONS (3) and out again, flat out; then
# 4,000 records a second go in for PACED_SECONDS (15) after PACED_WARM_SECONDS (5). WARM_ROUNDS (3) before are not counted: what
# the JIT compiler costs a young broker stays out of the figures.
# CLIENT: java (the tools that come with Apache Kafka; BATCH_BYTES, 16384 as by default, and LINGER_MS, 5), or kcat (librdkafka,
# with its defaults); the paced producer is Java's. PROTOCOL: SSL (the clients have certificates), or PLAINTEXT.
# BENCH_WORK: where logs and keys stand for the run. HEAP: of each broker (1g).
# Prints each measure's median, least and most of all rounds, and the ratio of the medians.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/bench-run.sh"
. "$here/servers.sh"

rounds=${1:-5}
warm_rounds=${WARM_ROUNDS:-3}
records=${RECORDS:-2000000}
record_bytes=${RECORD_BYTES:-512}
partitions=${PARTITIONS:-3}
client_kind=${CLIENT:-java}
paced_rate=4000
paced_seconds=${PACED_SECONDS:-15}
paced_warm_seconds=${PACED_WARM_SECONDS:-5}
declare -A port_of=([gatehouse]=$port [kafka]=$((port + 5))) pid_of

# number NAME: the number before the name in the report of Java's producer.
number() { sed -nE "s|.*[ (]([0-9.]+) $1.*|\1|p" "$work/cost.out"; }

produce_java() {
  client org.apache.kafka.tools.ProducerPerformance --topic "$topic" --num-records "$records" --record-size "$record_bytes" \
    --throughput -1 --command-config "$client_config" --command-property "bootstrap.servers=localhost:$port" acks=all \
    batch.size="${BATCH_BYTES:-16384}" linger.ms="${LINGER_MS:-5}" | grep 99.9th
}

consume_java() {
  client org.apache.kafka.tools.ConsumerPerformance --topic "$topic" --num-records "$records" --timeout 60000 \
    --bootstrap-server "localhost:$port" --command-config "$client_config" --group "bench-$RANDOM" >/dev/null
}

# A quarter of the records four times, so that the file is small.
produce_kcat() {
  local i
  for i in 1 2 3 4; do
    run_kcat -P -X acks=all -X queue.buffering.max.messages=300000 -l "$work/records"
  done
}

consume_kcat() { run_kcat -C -o beginning -c "$records" -q -f '%p\n' | awk -v wanted="$records" 'END { exit NR < wanted }'; }

run_kcat() {
  kcat -b "localhost:$port" -F "$kcat_config" -t "$topic" "$@" 2>"$work/kcat.out" || { cat "$work/kcat.out" >&2; fail "kcat $1 failed."; }
}

make_records() {
  head -c $((records / 4 * record_bytes / 4 * 3)) /dev/urandom | base64 -w "$record_bytes" >"$work/records"
  kcat_config=$client_config
  [ "$protocol" = PLAINTEXT ] || kcat_config=$work/certs/admin.librdkafka
}

# Prints p50, p99 and most in microseconds.
paced() {
  "$java_command" -Xmx256m -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$bench_dir/target/classes:$(class_path_of tools)" \
    io.gatehouse.bench.broker.ProduceLatency "localhost:$port" "$client_config" "$topic" "$record_bytes" "$paced_rate" "$@"
}

per_gib() { awk -v cpu="$1" -v n="$records" -v size="$record_bytes" 'BEGIN { printf "%.2f", cpu / (n * size / 2^30) }'; }
per_10k() { awk -v cpu="$1" -v n=$((paced_rate * (paced_seconds + paced_warm_seconds))) 'BEGIN { printf "%.2f", cpu / n * 10000 }'; }
minus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a - b }'; }

# note MEASURE VALUE
note() { echo "$server|$1|$2" >>"$work/results"; }

# cost COMMAND...: puts its output into $work/cost.out and the broker's processor seconds meanwhile into spent.
cost() {
  local before
  before=$(cpu_seconds "$pid")
  "$@" >"$work/cost.out"
  spent=$(minus "$(cpu_seconds "$pid")" "$before")
}

# turn SERVER ROUND
turn() {
  server=$1 port=${port_of[$1]} pid=${pid_of[$1]} topic=round-$2
  local p50 p99
  make_topic "$topic" "$partitions"
  use_memory
  cost "produce_$client_kind"
  note "produce broker CPU s/GiB" "$(per_gib "$spent")"
  if [ "$client_kind" = java ]; then
    note "produce MB/s" "$(number MB/sec)"
    note "produce p99 ms, flat out" "$(number 'ms 99th')"
  fi
  cost "consume_$client_kind"
  note "consume broker CPU s/GiB" "$(per_gib "$spent")"
  cost paced "$paced_warm_seconds" "$paced_seconds"
  read -r p50 p99 _ <"$work/cost.out"
  note "produce p50 us, 4000/s" "$p50"
  note "produce p99 us, 4000/s" "$p99"
  note "produce broker CPU s/10,000 records, 4000/s" "$(per_10k "$spent")"
  note "resident MiB" "$(resident_mib "$pid")"
  delete_topic "$topic"
}

# round NUMBER FIRST SECOND
round() {
  turn "$2" "$1"
  turn "$3" "$1"
  [ "$1" -gt 0 ] || rm -f "$work/results"
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
[ "$client_kind" != kcat ] || command -v kcat >/dev/null || fail "kcat is not there (expected: Debian's package of that name, or CLIENT=java)."
build_all
work=$(work_dir)
trap stop_all EXIT
make_secrets
[ "$client_kind" != kcat ] || make_records
start_zookeeper
start_gatehouse
pid_of[gatehouse]=$pid
port=${port_of[kafka]}
start_kafka
pid_of[kafka]=$pid
for ((i = 1 - warm_rounds; i <= rounds; i++)); do
  say "Round $i of $rounds ..."
  # Whoever comes second finds a warmer machine: take turns.
  if ((i % 2)); then
    round "$i" gatehouse kafka
  else
    round "$i" kafka gatehouse
  fi
done
report
