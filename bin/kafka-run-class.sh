#!/usr/bin/env bash
# Runs a class of the tools' class path: kafka-run-class.sh org.apache.kafka.tools.LogDirsCommand --help
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
[ $# -gt 0 ] || fail "usage: kafka-run-class.sh CLASS [ARGUMENT ...]"
run_tool "$@"
