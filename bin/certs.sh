#!/usr/bin/env bash
# Makes a certificate authority, certificates and key stores.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
run_ours io.gatehouse.certs.CertsMain "$@"
