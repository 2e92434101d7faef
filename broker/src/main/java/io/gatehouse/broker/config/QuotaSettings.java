package io.gatehouse.broker.config;

import java.time.Duration;

/** Over how many windows of which length rates are measured (CONFORMANCE CFG-112, CFG-113). */
public record QuotaSettings(int windows, Duration window) {}
