#!/usr/bin/env bash
# Appends to and reads from a partition's log with batches of several sizes: time and allocated bytes per operation.
#   bench/log.sh                                   everything, 5 minutes
#   bench/log.sh Append -p batchBytes=16384 -f 1   one of them; arguments are JMH's (bench/log.sh -h)
# BENCH_DIR: where the files stand; /dev/shm by default, so that the disk is not what is measured.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/bench-run.sh"

build_all
build_benchmarks
dir=${BENCH_DIR:-/dev/shm}
[ -w "$dir" ] || dir=${TMPDIR:-/tmp}
exec "$java_command" -cp "$class_path" org.openjdk.jmh.Main \
  -jvmArgsAppend "-Xms512m -Xmx512m -XX:+UseG1GC -Dbench.dir=$dir -Dlogback.configurationFile=$bin_dir/logback-tools.xml" \
  -prof gc -to 60s -e 'bench[.]acl' "$@"
