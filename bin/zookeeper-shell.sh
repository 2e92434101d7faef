#!/usr/bin/env bash
# Looks into ZooKeeper: zookeeper-shell.sh host:port[/chroot] [-zk-tls-config-file file] [command ...]
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
need_class_path broker shell
use_heap "-Xmx256m"
use_common_options
exec "$java_command" "${jvm_options[@]}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  "-Dlogback.configurationFile=$bin_dir/logback-tools.xml" -cp "$class_path" io.gatehouse.broker.tool.ZooKeeperShellMain "$@"
