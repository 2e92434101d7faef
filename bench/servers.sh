#!/usr/bin/env bash
# Brokers for one run, in the folder $work, on loopback behind mutual TLS, or with PROTOCOL=PLAINTEXT without. Sourced, not
# run, after bench-run.sh.
# Gives: make_secrets, start_zookeeper, start_gatehouse, start_kafka, stop, client, make_topic, cpu_seconds, resident_mib,
# stop_all (for a trap), kafka_peer, all_servers, delete_topic, use_memory.
# Sets: pid of the server that was started last. With log_in_port set, brokers have one more listener, LOGIN, for SCRAM-SHA-512.

port=${BENCH_PORT:-19092}
zookeeper_port=$((port + 1))
controller_port=$((port + 2))
protocol=${PROTOCOL:-SSL}
between_brokers=BENCH
between_brokers_port=
if [ "$protocol" = PLAINTEXT ]; then # Who a broker is, its certificate says, so that Gatehouse needs one more door.
  between_brokers=BROKERS
  between_brokers_port=$((port + 4)) # 3 is for log-ins.
fi
started=()

# Apache Kafka is no part of this product: whoever wants to compare names a script that runs a class of version 4.3.1.
kafka_peer() {
  [ -x "${KAFKA_PEER:-}" ] ||
    fail "KAFKA_PEER=${KAFKA_PEER:-} (expected: a script that is called as SCRIPT 4.3.1 MAIN-CLASS ARGUMENT ... and runs that class of Apache Kafka with \$HEAP as -Xmx)."
}

# Sets servers: both where KAFKA_PEER says how, otherwise Gatehouse alone.
all_servers() {
  servers=(gatehouse)
  [ -z "${KAFKA_PEER:-}" ] || servers+=(kafka)
}

# One authority and the same key stores for everybody.
make_secrets() {
  local certs=$bin_dir/certs.sh
  {
    "$certs" create-ca --dir "$work/ca"
    "$certs" issue-server --ca "$work/ca" --out "$work/certs" --name broker --host localhost
    "$certs" issue-server --ca "$work/ca" --out "$work/certs" --name zookeeper --host localhost
    "$certs" issue-client --ca "$work/ca" --out "$work/certs" --name admin
    "$bin_dir/gatehouse" keyring create "$work/keyring"
  } >"$work/secrets.out" 2>&1 || { cat "$work/secrets.out" >&2; fail "The certificates could not be made."; }
  cat >"$work/tls.properties" <<P
ssl.keystore.type=PKCS12
ssl.keystore.location=$work/certs/broker.keystore.p12
ssl.keystore.password=$(cat "$work/certs/broker.password")
ssl.truststore.type=PKCS12
ssl.truststore.location=$work/certs/broker.truststore.p12
ssl.truststore.password=$(cat "$work/certs/broker.password")
ssl.client.auth=required
P
  chmod 600 "$work/tls.properties"
  client_config=$work/certs/admin.properties
  if [ "$protocol" = PLAINTEXT ]; then
    client_config=$work/plaintext.properties
    echo security.protocol=PLAINTEXT >"$client_config"
  fi
}

# launch NAME COMMAND...: in the background; the command becomes the server.
launch() {
  local name=$1
  shift
  "$@" >"$work/$name.out" 2>&1 </dev/null &
  pid=$!
  started+=("$pid")
}

start_zookeeper() {
  cat >"$work/zookeeper.properties" <<P
dataDir=$work/zookeeper
tickTime=2000
secureClientPort=$zookeeper_port
secureClientPortAddress=localhost
maxClientCnxns=60
ssl.clientAuth=need
ssl.keyStore.location=$work/certs/zookeeper.keystore.p12
ssl.keyStore.passwordPath=$work/certs/zookeeper.password
ssl.trustStore.location=$work/certs/zookeeper.truststore.p12
ssl.trustStore.passwordPath=$work/certs/zookeeper.password
P
  GATEHOUSE_STATE_DIR=$work/state KAFKA_HEAP_OPTS= launch zookeeper \
    "$bin_dir/zookeeper-server-start.sh" "$work/zookeeper.properties"
  await_port "$zookeeper_port" "$work/zookeeper.out"
}

# start_gatehouse [key=value ...]
start_gatehouse() {
  {
    cat "$work/tls.properties"
    cat <<P
broker.id=0
listeners=BENCH://localhost:$port${between_brokers_port:+,BROKERS://localhost:$between_brokers_port}${log_in_port:+,LOGIN://localhost:$log_in_port}
listener.security.protocol.map=BENCH:$protocol${between_brokers_port:+,BROKERS:SSL}${log_in_port:+,LOGIN:SASL_SSL}
inter.broker.listener.name=$between_brokers
authorizer.class.name=kafka.security.authorizer.AclAuthorizer
super.users=User:CN=broker;User:CN=admin
zookeeper.connect=localhost:$zookeeper_port
zookeeper.ssl.client.enable=true
zookeeper.ssl.keystore.location=$work/certs/broker.keystore.p12
zookeeper.ssl.keystore.password=$(cat "$work/certs/broker.password")
zookeeper.ssl.truststore.location=$work/certs/broker.truststore.p12
zookeeper.ssl.truststore.password=$(cat "$work/certs/broker.password")
zookeeper.sealing.keyring.location=$work/keyring
log.dirs=$work/gatehouse
num.recovery.threads.per.data.dir=2
P
    [ "$protocol" != PLAINTEXT ] ||
      printf '%s=true\n' allow.plaintext.listeners allow.open.access allow.everyone.if.no.acl.found
    common_settings "$@"
  } >"$work/gatehouse.properties"
  chmod 600 "$work/gatehouse.properties"
  GATEHOUSE_STATE_DIR=$work/state KAFKA_HEAP_OPTS="-Xmx${HEAP:-1g}" launch gatehouse \
    "$bin_dir/kafka-server-start.sh" "$work/gatehouse.properties"
  await_port "$port" "$work/gatehouse.out"
}

# start_kafka [key=value ...]: one process that is broker and controller.
start_kafka() {
  kafka_peer
  {
    cat "$work/tls.properties"
    cat <<P
process.roles=broker,controller
node.id=0
controller.quorum.voters=0@localhost:$controller_port
listeners=BENCH://localhost:$port,CONTROLLER://localhost:$controller_port${log_in_port:+,LOGIN://localhost:$log_in_port}
advertised.listeners=BENCH://localhost:$port${log_in_port:+,LOGIN://localhost:$log_in_port}
listener.security.protocol.map=BENCH:$protocol,CONTROLLER:PLAINTEXT${log_in_port:+,LOGIN:SASL_SSL}
controller.listener.names=CONTROLLER
inter.broker.listener.name=BENCH
log.dirs=$work/kafka
P
    common_settings "$@"
  } >"$work/kafka.properties"
  chmod 600 "$work/kafka.properties"
  if [ ! -e "$work/kafka/meta.properties" ]; then
    "$KAFKA_PEER" 4.3.1 kafka.tools.StorageTool format -t Z2F0ZWhvdXNlLWJlbmNoMQ -c "$work/kafka.properties" \
      >"$work/kafka-format.out" 2>&1 || { cat "$work/kafka-format.out" >&2; fail "Kafka's folder could not be made."; }
  fi
  HEAP=${HEAP:-1g} JVM_OPTS="-XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+ExplicitGCInvokesConcurrent -Dorg.slf4j.simpleLogger.log.kafka.log.LogManager=info" \
    launch kafka "$KAFKA_PEER" 4.3.1 kafka.Kafka "$work/kafka.properties"
  await_port "$port" "$work/kafka.out"
}

# What both get, in one wording.
common_settings() {
  cat <<P
num.network.threads=3
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.segment.bytes=1073741824
log.retention.hours=24
P
  [ -z "${log_in_port:-}" ] || cat <<P
listener.name.login.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.login.ssl.client.auth=none
listener.name.login.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
P
  printf '%s\n' "$@"
}

await_port() {
  local deadline=$((SECONDS + ${BENCH_START_SECONDS:-300}))
  until (exec 3<>"/dev/tcp/localhost/$1") 2>/dev/null; do
    if ! kill -0 "$pid" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
      tail -n 20 "$2" >&2
      fail "The server does not listen on port $1; its output is above."
    fi
    sleep 0.05
  done
}

# stop PID [SIGNAL]: and waits for its end.
stop() {
  kill -s "${2:-TERM}" "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

stop_all() {
  local each
  for each in ${started[@]+"${started[@]}"}; do
    stop "$each" KILL
  done
  [ "${BENCH_KEEP:-no}" = yes ] || rm -rf "$work"
}

# client MAIN ARG...: one of Apache's command lines as a long-running client would run, not as the short-lived scripts do.
client() {
  "$java_command" -Xmx1g -XX:+UseG1GC -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
    -cp "$(class_path_of tools)" "$@"
}

topics() {
  client org.apache.kafka.tools.TopicCommand --bootstrap-server "localhost:$port" --command-config "$client_config" "$@" >/dev/null
}

# make_topic NAME PARTITIONS [--config ...]: also waits until the broker answers.
make_topic() { topics --create --topic "$1" --partitions "$2" --replication-factor 1 "${@:3}"; }

# delete_topic NAME: its files go soon afterwards.
delete_topic() { topics --delete --topic "$1"; }

# Uses 2 GiB of memory and gives them back to the operating system: what is written next comes into memory that the machine has,
# as on one that runs for a day. The first use of a page that a virtual machine has not had for a while costs a fault of its host.
use_memory() {
  head -c 2G /dev/zero >"$work/used"
  rm "$work/used"
}

# Seconds of processor time that a process has used.
cpu_seconds() {
  awk -v hertz="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); printf "%.2f\n", ($12 + $13) / hertz }' "/proc/$1/stat"
}

resident_mib() { awk '/^VmRSS:/ { printf "%.0f\n", $2 / 1024 }' "/proc/$1/status"; }
