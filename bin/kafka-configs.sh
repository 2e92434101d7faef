#!/usr/bin/env bash
# Describes and changes configs, quotas and SCRAM credentials: our own, with the options of Apache Kafka's tool, which
# needs Scala.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_ours io.gatehouse.broker.tool.ConfigsMain "$@"
