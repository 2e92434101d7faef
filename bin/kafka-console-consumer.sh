#!/usr/bin/env bash
# Prints the records of a topic: Apache Kafka's own tool.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_tool org.apache.kafka.tools.consumer.ConsoleConsumer "$@"
