#!/usr/bin/env bash
# What the scripts beside it share. Sourced, not run. Builds on bin/gatehouse-run.sh.
# Gives: build_all, build_benchmarks, bench_dir, work_dir, median_and_range.

. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../bin/gatehouse-run.sh"

bench_dir=$root_dir/bench

# Builds the product, the tools and the benchmarks as they stand. BENCH_BUILD=no measures what is built already.
build_all() {
  need_java
  [ "${BENCH_BUILD:-yes}" = no ] && return
  say "Building ..."
  (cd "$root_dir" && mvn -q -B -Dmaven.test.skip=true -pl bench,bin -am package) >&2 </dev/null ||
    fail "The build failed (BENCH_BUILD=no measures what is built already)."
}

# After build_all: sets class_path to the benchmarks with the classes that JMH writes around each; the build leaves those out
# because its checks are not for them.
build_benchmarks() {
  local classes=$bench_dir/target/jmh jars=("$bench_dir"/target/lib/*.jar) jmh
  jmh=$(IFS=:; echo "${jars[*]}")
  class_path=$(class_path_of broker):$jmh
  rm -rf "$classes"
  mkdir -p "$classes"
  find "$bench_dir/src/main/java" -name '*.java' -print0 |
    xargs -0 javac -nowarn -d "$classes" -cp "$class_path" -processorpath "$jmh"
  class_path=$classes:$class_path
}

# A folder for one run, in BENCH_WORK or where temporary files go; the caller removes it.
work_dir() { mktemp -d "${BENCH_WORK:-${TMPDIR:-/tmp}}/gatehouse-bench.XXXXXX"; }

# median_and_range WHAT: of the numbers on standard input, one a line.
median_and_range() {
  sort -n | awk -v what="$1" '
    { value[NR] = $1 }
    END { printf "%-50s %s (%s..%s)\n", what, value[int((NR + 1) / 2)], value[1], value[NR] }'
}
