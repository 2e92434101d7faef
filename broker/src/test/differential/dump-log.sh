#!/usr/bin/env bash
# Lets Apache Kafka 3.9.2 read segments, indexes and snapshots that our log wrote (COMPAT A3 to A6), and fails on any
# complaint. Not part of the build: it fetches Apache Kafka.
#   dump-log.sh PEER CLASSPATH      PEER: the script that runs a class of Apache Kafka, as "PEER 3.9.2 CLASS ARG ..."
#                                   CLASSPATH: broker's test class path (mvn dependency:build-classpath, test-classes)
set -euo pipefail
peer=$1 classpath=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
java -cp "$classpath" io.gatehouse.broker.log.SampleLog "$folder"
files=$(find "$folder" \( -name '*.log' -o -name '*.index' -o -name '*.timeindex' -o -name '*.snapshot' -o -name '*.txnindex' \) | sort | paste -sd,)
"$peer" 3.9.2 kafka.tools.DumpLogSegments --deep-iteration --print-data-log --files "$files" >"$folder/dump" 2>&1
complaints=$(grep -ainE 'mismatch|not found|out of order|error|exception|invalid|corrupt|isvalid: false' "$folder/dump" || true)
records=$(grep -ac 'offset: .* keySize' "$folder/dump" || true)
if [ -n "$complaints" ] || [ "$records" -eq 0 ]; then
  echo "$complaints" | head -40
  exit 1
fi
echo "Apache Kafka read $records records from $(tr ',' '\n' <<<"$files" | wc -l) files without a complaint"
