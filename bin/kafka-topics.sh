#!/usr/bin/env bash
# Lists, creates, describes, changes and deletes topics: Apache Kafka's own tool.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_tool org.apache.kafka.tools.TopicCommand "$@"
