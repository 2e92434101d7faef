#!/usr/bin/env bash
# Has Apache Kafka 3.9.2 write the golden logs of GoldenLogTest: batches of every codec, idempotent ones, transactions that
# were committed, aborted and left open, in several segments; once stopped in order, once killed. Not part of the build: it
# fetches Apache Kafka.
#   golden-log.sh PEER OUT      PEER: the script that runs a class of Apache Kafka, as "PEER 3.9.2 CLASS ARG ..."
#                               OUT:  broker/src/test/resources/golden/kafka-log
set -euo pipefail
peer=$1 out=$(realpath -m "$2") here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

# run NAME SIGNAL: one broker's life, ended by SIGNAL, and the copy of what it left.
run() {
  local data=$folder/$1
  cat >"$folder/$1.properties" <<P
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:19493
listeners=PLAINTEXT://localhost:19492,CONTROLLER://localhost:19493
controller.listener.names=CONTROLLER
log.dirs=$data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
P
  "$peer" 3.9.2 kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c "$folder/$1.properties" >/dev/null
  "$peer" 3.9.2 kafka.Kafka "$folder/$1.properties" >"$folder/$1.log" 2>&1 &
  server=$!
  java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$("$peer" 3.9.2 --classpath)" "$here/GoldenLog.java" localhost:19492 >"$folder/$1.txt" || {
    tail -20 "$folder/$1.log"
    exit 1
  }
  kill "-$2" "$server"
  wait "$server" || true
  server=
  rm -rf "${out:?}/$1"
  mkdir -p "$out/$1"
  cp -r "$data/golden-0" "$out/$1/"
  cp "$folder/$1.txt" "$out/$1/records.txt"
}

run clean TERM
run killed KILL
du -sh "$out"
