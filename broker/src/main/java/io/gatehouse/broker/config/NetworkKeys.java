package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.CLUSTER_WIDE;
import static io.gatehouse.broker.config.ConfigKey.Update.PER_BROKER;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;
import static io.gatehouse.broker.config.ValueType.oneOf;

import java.util.List;

/** Listeners, sockets and connections (CONFORMANCE CFG-001..CFG-027). */
final class NetworkKeys {
    static final ConfigKey<String> LISTENERS = key(
            "listeners",
            TEXT,
            "PLAINTEXT://:9092",
            PER_BROKER,
            "Where to bind: NAME://host:port list; empty host = default interface, 0.0.0.0 = all.");

    static final ConfigKey<String> ADVERTISED_LISTENERS = key(
            "advertised.listeners",
            TEXT,
            PER_BROKER,
            "What goes to ZooKeeper and Metadata; null = listeners; never 0.0.0.0.");

    static final ConfigKey<String> LISTENER_SECURITY_PROTOCOL_MAP = key(
            "listener.security.protocol.map",
            TEXT,
            "PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL",
            PER_BROKER,
            "Listener name to PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.");

    static final ConfigKey<String> INTER_BROKER_LISTENER_NAME = key(
            "inter.broker.listener.name",
            TEXT,
            RESTART,
            "Listener used between brokers; excludes security.inter.broker.protocol.");

    static final ConfigKey<String> SECURITY_INTER_BROKER_PROTOCOL = key(
            "security.inter.broker.protocol",
            oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
            "PLAINTEXT",
            RESTART,
            "Protocol used between brokers when no listener name is given.");

    static final ConfigKey<Integer> NUM_NETWORK_THREADS =
            key("num.network.threads", intFrom(1), "3", CLUSTER_WIDE, "Event loop threads, shared by all listeners.");

    static final ConfigKey<Integer> SOCKET_SEND_BUFFER_BYTES = key(
            "socket.send.buffer.bytes",
            intFrom(Integer.MIN_VALUE),
            "102400",
            RESTART,
            "Size of the send buffer; -1 is the system's.");

    static final ConfigKey<Integer> SOCKET_RECEIVE_BUFFER_BYTES = key(
            "socket.receive.buffer.bytes",
            intFrom(Integer.MIN_VALUE),
            "102400",
            RESTART,
            "Size of the receive buffer; -1 is the system's.");

    static final ConfigKey<Integer> SOCKET_REQUEST_MAX_BYTES = key(
            "socket.request.max.bytes",
            intFrom(1),
            "104857600",
            RESTART,
            "Larger request size prefix closes the connection.");

    static final ConfigKey<Integer> SOCKET_LISTEN_BACKLOG_SIZE =
            key("socket.listen.backlog.size", intFrom(1), "50", RESTART, "Accept queue length.");

    static final ConfigKey<Long> CONNECTIONS_MAX_IDLE_MS = key(
            "connections.max.idle.ms",
            longFrom(Long.MIN_VALUE),
            "600000",
            RESTART,
            "Close idle connections after this.");

    static final ConfigKey<Integer> MAX_CONNECTIONS = key(
            "max.connections",
            intFrom(0),
            "2147483647",
            CLUSTER_WIDE,
            "Per broker or (with prefix) per listener; inter-broker listener may evict others.");

    static final ConfigKey<Integer> MAX_CONNECTIONS_PER_IP = key(
            "max.connections.per.ip",
            intFrom(0),
            "2147483647",
            CLUSTER_WIDE,
            "Refuse beyond this; 0 only with overrides.");

    static final ConfigKey<String> MAX_CONNECTIONS_PER_IP_OVERRIDES = key(
            "max.connections.per.ip.overrides",
            TEXT,
            "",
            CLUSTER_WIDE,
            "Exceptions to max.connections.per.ip: host:count,host:count.");

    static final ConfigKey<Long> SOCKET_CONNECTION_SETUP_TIMEOUT_MS = key(
            "socket.connection.setup.timeout.ms",
            longFrom(Long.MIN_VALUE),
            "10000",
            RESTART,
            "Outgoing connect timeout (brokers as clients).");

    static final ConfigKey<Integer> REQUEST_TIMEOUT_MS =
            key("request.timeout.ms", intFrom(Integer.MIN_VALUE), "30000", RESTART, "Inter-broker request timeout.");

    static final List<ConfigKey<?>> ALL = List.of(
            LISTENERS,
            ADVERTISED_LISTENERS,
            LISTENER_SECURITY_PROTOCOL_MAP,
            INTER_BROKER_LISTENER_NAME,
            SECURITY_INTER_BROKER_PROTOCOL,
            later("control.plane.listener.name", TEXT, RESTART, "Separate listener for controller to broker requests."),
            later("host.name", TEXT, "", RESTART, "Old form of listeners: bind host (ignored when listeners set)."),
            later("port", intFrom(Integer.MIN_VALUE), "9092", RESTART, "Old form: bind port."),
            later("advertised.host.name", TEXT, RESTART, "Old form of advertised host."),
            later("advertised.port", intFrom(Integer.MIN_VALUE), RESTART, "Old form of advertised port."),
            NUM_NETWORK_THREADS,
            later(
                    "num.io.threads",
                    intFrom(1),
                    "8",
                    CLUSTER_WIDE,
                    "Request handler threads; 100 % each in request quotas."),
            later(
                    "queued.max.requests",
                    intFrom(1),
                    "500",
                    RESTART,
                    "Requests waiting before network threads stop reading."),
            later(
                    "queued.max.request.bytes",
                    longFrom(Long.MIN_VALUE),
                    "-1",
                    RESTART,
                    "Bytes waiting before reading stops; -1 off."),
            SOCKET_SEND_BUFFER_BYTES,
            SOCKET_RECEIVE_BUFFER_BYTES,
            SOCKET_REQUEST_MAX_BYTES,
            SOCKET_LISTEN_BACKLOG_SIZE,
            CONNECTIONS_MAX_IDLE_MS,
            MAX_CONNECTIONS,
            MAX_CONNECTIONS_PER_IP,
            MAX_CONNECTIONS_PER_IP_OVERRIDES,
            later(
                    "max.connection.creation.rate",
                    intFrom(0),
                    "2147483647",
                    CLUSTER_WIDE,
                    "New connections per second, broker or listener; above it accepts are delayed."),
            SOCKET_CONNECTION_SETUP_TIMEOUT_MS,
            later(
                    "socket.connection.setup.timeout.max.ms",
                    longFrom(Long.MIN_VALUE),
                    "30000",
                    RESTART,
                    "Upper bound of the growing connect timeout."),
            REQUEST_TIMEOUT_MS,
            later(
                    "max.request.partition.size.limit",
                    intFrom(1),
                    "2000",
                    RESTART,
                    "Page size limit of DescribeTopicPartitions."));

    private NetworkKeys() {}
}
