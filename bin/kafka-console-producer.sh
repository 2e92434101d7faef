#!/usr/bin/env bash
# Sends the lines of its input to a topic: Apache Kafka's own tool.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_tool org.apache.kafka.tools.ConsoleProducer "$@"
