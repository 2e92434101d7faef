#!/usr/bin/env bash
# Starts a ZooKeeper server: zookeeper-server-start.sh [-daemon] zookeeper.properties
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"

daemon=no
if [ "${1:-}" = -daemon ]; then
  daemon=yes
  shift
fi
if [ $# -ne 1 ]; then
  fail "usage: zookeeper-server-start.sh [-daemon] zookeeper.properties"
fi
[ -r "$1" ] || fail "$1: no such file, or not readable (expected: ZooKeeper's properties)."
need_class_path broker
use_heap "-Xmx512m"
use_broker_jvm
use_class_archive zookeeper
use_common_options
start_server zookeeper "$daemon" io.gatehouse.zk.ZooKeeperServerMain "$@"
