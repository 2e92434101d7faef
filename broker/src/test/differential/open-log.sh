#!/usr/bin/env bash
# Has Apache Kafka 3.9.2's own log open the directories that our log wrote, as after an orderly stop and as after a kill, and
# compares every record, the log's start, end and stable offset, and what a reader of committed records sees (COMPAT A3 to
# A8). Fails on any difference. Not part of the build: it fetches Apache Kafka.
#   open-log.sh PEER CLASSPATH      PEER: the script that runs a class of Apache Kafka, as "PEER 3.9.2 CLASS ARG ..."
#                                   CLASSPATH: broker's test class path (mvn dependency:build-classpath, test-classes)
set -euo pipefail
peer=$1 classpath=$2 here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
java -cp "$classpath" io.gatehouse.broker.log.SampleLog "$folder" >/dev/null
kafka=$("$peer" 3.9.2 --classpath)
javac -nowarn -d "$folder/classes" -cp "$kafka" "$here/OpenLog.java" 2>/dev/null
records=0
for seed in "$folder"/seed-*; do
  for clean in true false; do
    copy=$folder/copy-$clean/events-0
    rm -rf "$folder/copy-$clean"
    mkdir -p "$folder/copy-$clean"
    cp -rp "$seed/events-0" "$copy"
    java -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$folder/classes:$kafka" OpenLog "$copy" $clean >"$folder/found"
    diff "$seed/expected" "$folder/found" >"$folder/diff" || {
      echo "${seed##*/}, stopped in order: $clean: < ours, > Apache Kafka's"
      head -40 "$folder/diff"
      exit 1
    }
    records=$((records + $(grep -c '^all ' "$folder/found")))
  done
done
echo "Apache Kafka opened every log and read $records records as they were written"
