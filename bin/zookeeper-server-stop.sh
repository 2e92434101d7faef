#!/usr/bin/env bash
# Stops the ZooKeeper servers that zookeeper-server-start.sh of this folder has started: SIGTERM, then waits.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
stop_servers zookeeper "ZooKeeper" "No zookeeper server to stop"
