#!/usr/bin/env bash
# Makes a certificate authority, certificates and key stores.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
if [ "${1:-}" = principal-map ]; then # The broker's own code answers that.
  shift
  run_ours io.gatehouse.broker.tool.PrincipalMapMain "$@"
fi
run_ours io.gatehouse.certs.CertsMain "$@"
