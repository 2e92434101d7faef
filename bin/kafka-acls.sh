#!/usr/bin/env bash
# Lists, adds and removes access rules: our own, with the options and the output of Apache Kafka's tool.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_ours io.gatehouse.broker.tool.acls.KafkaAclsMain "$@"
