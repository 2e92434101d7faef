#!/usr/bin/env bash
# What the scripts beside it share. Sourced, not run:
#   . "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
# Gives: say, fail, need_java, need_class_path, use_heap, use_broker_jvm, use_class_archive, run_tool, run_ours, start_server,
# stop_servers, version.
# Honours Kafka's variables: KAFKA_HEAP_OPTS, KAFKA_OPTS, KAFKA_JVM_PERFORMANCE_OPTS, KAFKA_JMX_OPTS, CLASSPATH.

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  echo "gatehouse-run.sh is part of the other scripts; run bin/gatehouse help instead." >&2
  exit 1
fi

bin_dir=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root_dir=$(dirname "$bin_dir")
lib_dir=$bin_dir/target/lib
java_command=java
jvm_options=()

say() { echo "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Where process ids and class archives are kept: beside the jars, or in the user's cache if those are read-only.
state_dir() {
  local dir=${GATEHOUSE_STATE_DIR:-$bin_dir/target/state}
  if [ -z "${GATEHOUSE_STATE_DIR:-}" ] && [ ! -w "$bin_dir" ]; then
    dir=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse
  fi
  if ! mkdir -p "$dir" || ! chmod 700 "$dir"; then
    fail "Cannot write to $dir; set GATEHOUSE_STATE_DIR to a folder of yours."
  fi
  echo "$dir"
}

# Reads the version from the JDK's own release file: asking java itself would cost a start of the JVM each time.
need_java() {
  local home version
  if [ -n "${JAVA_HOME:-}" ]; then
    java_command=$JAVA_HOME/bin/java
  fi
  command -v "$java_command" >/dev/null ||
    fail "Gatehouse needs Java 17 or newer, and $java_command is not there: install a JDK 17 or set JAVA_HOME."
  home=$(dirname "$(dirname "$(readlink -f "$(command -v "$java_command")")")")
  if [ -r "$home/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$home/release")
  else
    version=$("$java_command" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p')
  fi
  if [ "${version:-0}" -lt 17 ]; then
    fail "Gatehouse needs Java 17 or newer, and $java_command is Java ${version:-unknown}: install a JDK 17 or set JAVA_HOME."
  fi
}

# What the build copies last is there.
built() { compgen -G "$lib_dir/tools/slf4j-simple-*.jar" >/dev/null; }

# The version that the jars were built as.
version() {
  need_class_path broker
  local jar
  jar=$(basename "$lib_dir"/broker/broker-*.jar .jar)
  echo "${jar#broker-}"
}

# On a fresh clone: builds, once, with a line that says so.
build() {
  local log builder started=$SECONDS
  command -v mvn >/dev/null ||
    fail "Gatehouse is not built yet, and Maven is not there to build it: install Maven 3.8 or newer and run again."
  [ -t 2 ] || say "Building Gatehouse (once) ..."
  mkdir -p "$bin_dir/target"
  log=$bin_dir/target/build.log
  (cd "$root_dir" && exec mvn -q -B -Dmaven.test.skip=true -pl bin -am package) >"$log" 2>&1 </dev/null &
  builder=$!
  trap 'kill "$builder" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$builder" 2>/dev/null; do
    [ ! -t 2 ] || printf '\rBuilding Gatehouse (once) ... %d s' "$((SECONDS - started))" >&2
    sleep 1
  done
  trap - INT TERM
  if ! wait "$builder"; then
    [ ! -t 2 ] || echo >&2
    tail -n 15 "$log" >&2
    fail "The build failed; all of its output is in $log."
  fi
  [ ! -t 2 ] || printf '\r' >&2
  say "Building Gatehouse (once) ... done in $((SECONDS - started)) s"
}

# Prints the class path of lib/<name>, in one order, so that a class archive stays good.
class_path_of() {
  local jars=("$lib_dir/$1"/*.jar)
  local IFS=:
  echo "${jars[*]}"
}

# need_class_path NAME...: builds what is missing and sets class_path.
need_class_path() {
  local name
  need_java
  built || build
  class_path=${CLASSPATH:-}
  for name in "$@"; do
    class_path=${class_path:+$class_path:}$(class_path_of "$name")
  done
}

# Splits a variable that holds several options, as Kafka's scripts do.
add_options() {
  local options=()
  read -r -a options <<<"$1"
  jvm_options+=(${options[@]+"${options[@]}"})
}

use_heap() { add_options "${KAFKA_HEAP_OPTS:-$1}"; }

use_common_options() {
  add_options "${KAFKA_OPTS:-}"
  [ -z "${JMX_PORT:-}" ] || [ -n "${KAFKA_JMX_OPTS:-}" ] ||
    fail "JMX_PORT alone would open JMX to everybody: set KAFKA_JMX_OPTS with authentication and TLS as well."
  add_options "${KAFKA_JMX_OPTS:-}"
  [ -z "${JMX_PORT:-}" ] || jvm_options+=("-Dcom.sun.management.jmxremote.port=$JMX_PORT")
}

# Up to a heap of 2 GiB, the collector that costs the code between collections least; its pauses are no longer there. Of a
# larger one, or one of unknown size, a whole collection would be felt: there the one that bounds its pauses. Regions of 4 MiB:
# in smaller ones what is read for a consumer, 1 MiB for a partition, counts as humongous and costs two regions and whole
# marking cycles.
collector() {
  local heap_mib
  heap_mib=$(mib_of "$(printf '%s\n' ${jvm_options[@]+"${jvm_options[@]}"} | sed -n 's/^-Xmx//p' | tail -n 1)")
  if [ "$heap_mib" -gt 0 ] && [ "$heap_mib" -le 2048 ]; then
    echo "-XX:+UseParallelGC"
  else
    echo "-XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:G1HeapRegionSize=4m -XX:+ExplicitGCInvokesConcurrent"
  fi
}

# mib_of SIZE: as the JVM writes sizes; 0 of what is none.
mib_of() {
  case $1 in
    *[!0-9]*[!0-9]* | [!0-9]* | '') echo 0 ;;
    *[gG]) echo $((${1%?} * 1024)) ;;
    *[mM]) echo "${1%?}" ;;
    *[kK]) echo $((${1%?} / 1024)) ;;
    *[0-9]) echo $(($1 >> 20)) ;;
    *) echo 0 ;;
  esac
}

# What a server runs with: no life after an out-of-memory error. Called after use_heap.
use_broker_jvm() {
  add_options "${KAFKA_JVM_PERFORMANCE_OPTS:-$(collector)}"
  jvm_options+=(-XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true -Dio.netty.leakDetection.level=disabled)
  local logging=${GATEHOUSE_LOG_CONFIG:-$root_dir/config/logback.xml}
  [ ! -r "$logging" ] || jvm_options+=("-Dlogback.configurationFile=$logging")
}

# use_class_archive NAME: maps classes that an earlier run has loaded instead of reading them from jars again. The first
# run that ends in order writes the archive; one older than the jars is thrown away.
use_class_archive() {
  local archive
  archive=$(state_dir)/$1.jsa
  if [ ! -f "$archive" ] || [ -n "$(find "$lib_dir/broker" -newer "$archive" -print -quit)" ]; then
    rm -f "$archive"
    jvm_options+=("-XX:ArchiveClassesAtExit=$archive")
  else
    jvm_options+=(-Xshare:auto "-XX:SharedArchiveFile=$archive")
  fi
  jvm_options+=(-Xlog:disable "-Xlog:all=error:stderr")
}

# run_ours MAIN ARG...: one of Gatehouse's own command lines.
run_ours() {
  need_class_path broker
  use_heap "-Xmx256m"
  use_common_options
  exec "$java_command" "${jvm_options[@]}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    "-Dlogback.configurationFile=$bin_dir/logback-tools.xml" -cp "$class_path" "$@"
}

# run_tool MAIN ARG...: one of Apache's command lines, on a class path of its own.
run_tool() {
  need_class_path tools
  use_heap "-Xmx256m"
  use_common_options
  exec "$java_command" "${jvm_options[@]}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$class_path" "$@"
}

# A process of ours: alive, and running the class that its file names.
is_server() {
  local pid=$1 main=$2
  ps -ww -o args= -p "$pid" 2>/dev/null | grep -qF -- "$main"
}

# start_server KIND DAEMON MAIN ARG...: leaves a file with the process id and the class for stop_servers.
start_server() {
  local kind=$1 daemon=$2 main=$3 run_dir log_dir
  shift 3
  run_dir=$(state_dir)
  if [ "$daemon" = no ]; then
    echo "$$ $main" >"$run_dir/$kind-$$.pid"
    exec "$java_command" "${jvm_options[@]}" -cp "$class_path" "$main" "$@"
  fi
  log_dir=${LOG_DIR:-$root_dir/logs}
  mkdir -p "$log_dir" || fail "Cannot write to $log_dir; set LOG_DIR to a folder of yours."
  nohup "$java_command" "${jvm_options[@]}" -cp "$class_path" "$main" "$@" \
    >"$log_dir/$kind-server.out" 2>&1 </dev/null &
  echo "$! $main" >"$run_dir/$kind-$!.pid"
  say "Started in the background as process $!; its output is in $log_dir/$kind-server.out"
}

# stop_servers KIND NAME NONE: signals each server whose file is there, and waits for it.
stop_servers() {
  local kind=$1 name=$2 none=$3 run_dir file pid main stopped=no
  run_dir=$(state_dir)
  for file in "$run_dir/$kind"-*.pid; do
    [ -r "$file" ] || continue
    read -r pid main <"$file"
    if is_server "$pid" "$main"; then
      stop_one "$pid" "$main" "$name"
      stopped=yes
    fi
    rm -f "$file"
  done
  [ "$stopped" = yes ] || fail "$none"
}

stop_one() {
  local pid=$1 main=$2 name=$3 started=$SECONDS
  printf 'Stopping %s (process %s) ' "$name" "$pid" >&2
  kill -s "${SIGNAL:-TERM}" "$pid" || fail "Process $pid cannot be signalled."
  while is_server "$pid" "$main"; do
    if [ $((SECONDS - started)) -ge "${GATEHOUSE_STOP_SECONDS:-120}" ]; then
      fail " it has not ended after $((SECONDS - started)) s; it may still be working."
    fi
    printf . >&2
    sleep 0.5
  done
  say " stopped"
}
