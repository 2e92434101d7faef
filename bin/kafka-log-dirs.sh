#!/usr/bin/env bash
# Shows what lies in the log directories of brokers: Apache Kafka's own tool.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_tool org.apache.kafka.tools.LogDirsCommand "$@"
