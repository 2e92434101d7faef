#!/usr/bin/env bash
# Makes, renews, ends and lists delegation tokens: Apache Kafka's own tool.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_tool org.apache.kafka.tools.DelegationTokenCommand "$@"
