#!/usr/bin/env bash
# Starts a Kerberos KDC for development: kdc-dev.sh --help
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/gatehouse-run.sh"
compgen -G "$lib_dir/kdc/*.jar" >/dev/null || { need_java; build; } # A build from before this script was there.
need_class_path broker kdc
use_heap "-Xmx256m"
use_common_options
exec "$java_command" "${jvm_options[@]}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  "-Dlogback.configurationFile=$bin_dir/logback-tools.xml" -cp "$class_path" io.gatehouse.broker.tool.kdc.KdcMain "$@"
