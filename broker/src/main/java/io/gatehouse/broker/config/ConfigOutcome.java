package io.gatehouse.broker.config;

import java.util.function.Function;

/** What reading the settings led to. */
public sealed interface ConfigOutcome {
    <T> T fold(Function<? super Legal, ? extends T> onLegal, Function<? super Refused, ? extends T> onRefused);

    /** The broker may start with these settings; the report has warnings only. */
    record Legal(BrokerConfig config, ConfigReport report) implements ConfigOutcome {
        @Override
        public <T> T fold(
                Function<? super Legal, ? extends T> onLegal, Function<? super Refused, ? extends T> onRefused) {
            return onLegal.apply(this);
        }
    }

    /** The broker must not start. */
    record Refused(ConfigReport report) implements ConfigOutcome {
        @Override
        public <T> T fold(
                Function<? super Legal, ? extends T> onLegal, Function<? super Refused, ? extends T> onRefused) {
            return onRefused.apply(this);
        }
    }
}
