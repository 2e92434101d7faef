package io.gatehouse.broker.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the settings may send this process for keys and tokens: what whoever starts it names with {@code -D}, and nothing
 * else (CONFORMANCE OAU-21, CVE-2025-27817). Who may write the settings cannot write that.
 *
 * @param urls to the letter
 * @param files paths of files
 */
record AllowedPlaces(Set<String> urls, Set<String> files) {
    static final String URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    static final String FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";

    static AllowedPlaces ofThisProcess() {
        return new AllowedPlaces(listed(URLS), listed(FILES));
    }

    private static Set<String> listed(String property) {
        return Arrays.stream(Optional.ofNullable(System.getProperty(property))
                        .orElse("")
                        .split(",", -1))
                .map(String::trim)
                .filter(place -> !place.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean allows(URI place) {
        return urls.contains(place.toString())
                || (place.getScheme().equals("file")
                        && files.contains(Path.of(place.getPath()).toString()));
    }

    /** What to write where, for the one who starts the process. */
    static String expected(URI place) {
        return place.getScheme().equals("file")
                ? "KAFKA_OPTS with -D" + FILES + "=" + place.getPath()
                : "KAFKA_OPTS with -D" + URLS + "=" + place;
    }
}
