#!/usr/bin/env bash
# Stops the brokers that kafka-server-start.sh of this folder has started: SIGTERM, then waits.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
stop_servers kafka "broker" "No kafka server to stop"
