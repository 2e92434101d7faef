package io.gatehouse.broker.controller.znode;

import java.util.List;

/** The persistent paths without a value that every broker makes sure of at start-up (COMPAT C2). */
public final class KnownPaths {
    public static final String ISR_CHANGES = "/isr_change_notification";
    public static final String LOG_DIR_EVENTS = "/log_dir_event_notification";
    public static final String BROKER_SEQUENCE = "/brokers/seqid";

    public static final List<String> AT_START = List.of(
            "/consumers",
            BrokerZnode.PARENT,
            TopicZnode.PARENT,
            ConfigChangeZnode.PARENT,
            DeletedTopicZnode.PARENT,
            BROKER_SEQUENCE,
            ISR_CHANGES,
            "/latest_producer_id_block",
            LOG_DIR_EVENTS,
            TopicConfigZnode.PARENT,
            "/config/clients",
            "/config/users",
            "/config/brokers",
            "/config/ips");

    private KnownPaths() {}
}
