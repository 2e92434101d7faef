#!/usr/bin/env bash
# Starts a broker: kafka-server-start.sh [-daemon] server.properties [--override key=value ...]
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"

daemon=no
if [ "${1:-}" = -daemon ]; then
  daemon=yes
  shift
fi
if [ $# -eq 0 ]; then
  fail "usage: kafka-server-start.sh [-daemon] server.properties [--override key=value ...]"
fi
if [ "$1" = --version ]; then
  version
  exit
fi
need_class_path broker
case $1 in
  -*) ;; # BrokerMain explains its options.
  *) [ -r "$1" ] || fail "$1: no such file, or not readable (expected: the broker's properties)." ;;
esac
use_heap "-Xmx1g"
use_broker_jvm
use_class_archive broker
use_common_options
start_server kafka "$daemon" io.gatehouse.broker.main.BrokerMain "$@"
