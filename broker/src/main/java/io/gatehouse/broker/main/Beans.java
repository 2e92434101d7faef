package io.gatehouse.broker.main;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this broker shows to JMX tools, until it is closed. Thread: one at a time. */
final class Beans implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Beans.class);
    private static final String DOMAIN = "gatehouse.server";

    private final MBeanServer server;
    private final List<ObjectName> shown = new ArrayList<>();

    Beans(MBeanServer server) {
        this.server = server;
    }

    /** Shows {@code bean} as {@code gatehouse.server:type=TYPE,TAG=VALUE,...}, tags in their map's order; the broker runs on if it cannot be shown. */
    void show(String type, Map<String, String> tags, Object bean) {
        try {
            ObjectName name = name(type, tags);
            server.registerMBean(bean, name);
            shown.add(name);
        } catch (JMException e) {
            LOGGER.atWarn().addKeyValue("type", type).setCause(e).log("not shown to JMX tools");
        }
    }

    private static ObjectName name(String type, Map<String, String> tags) throws JMException {
        StringBuilder text = new StringBuilder(DOMAIN).append(":type=").append(type);
        tags.forEach((tag, value) -> text.append(',').append(tag).append('=').append(quoted(value)));
        return new ObjectName(text.toString());
    }

    /** JMX gives some characters a meaning of their own. */
    private static String quoted(String value) {
        return value.chars().anyMatch(each -> ",=:\"*?\n".indexOf(each) >= 0) ? ObjectName.quote(value) : value;
    }

    @Override
    public void close() {
        for (ObjectName name : shown) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                LOGGER.atWarn().addKeyValue("bean", name).setCause(e).log("not taken back from JMX tools");
            }
        }
        shown.clear();
    }
}
