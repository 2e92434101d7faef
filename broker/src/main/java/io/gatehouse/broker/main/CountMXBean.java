package io.gatehouse.broker.main;

/** Something that only grows, for JMX. */
public interface CountMXBean {
    long getCount();
}
