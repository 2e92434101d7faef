#!/usr/bin/env bash
# Measures consuming: Apache Kafka's own tool.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_tool org.apache.kafka.tools.ConsumerPerformance "$@"
