#!/usr/bin/env bash
# Access decisions by 10 to 100,000 rules, ours and Apache Kafka's in the same run, and what new rules cost: time and
# allocated bytes per operation.
#   bench/acl.sh turns [RULES ...]                 a decision, processor time, both in turns; 10 to 100,000 rules
#   bench/acl.sh                                   all of JMH's, 6 minutes
#   bench/acl.sh Decide -p rules=100000 -f 1       one of them; arguments are JMH's (bench/acl.sh -h)
#   bench/acl.sh memory [RULES]                    what a rule takes of the heap; 100,000 of them by default
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/bench-run.sh"

build_all
build_benchmarks
quiet=-Dlogback.configurationFile=$bench_dir/logback-silent.xml
if [ "${1:-}" = memory ]; then
  exec "$java_command" -Xmx2g "$quiet" -cp "$class_path" io.gatehouse.bench.acl.RulesMemory "${2:-100000}"
fi
if [ "${1:-}" = turns ]; then
  shift
  [ $# -gt 0 ] || set -- 10 1000 10000 100000
  exec "$java_command" -Xmx1g "$quiet" -cp "$class_path" io.gatehouse.bench.acl.DecideInTurns "$@"
fi
exec "$java_command" -cp "$class_path" org.openjdk.jmh.Main \
  -jvmArgsAppend "-Xms1g -Xmx1g -XX:+UseG1GC $quiet" -prof gc -to 60s -e 'bench[.]log' "$@"
