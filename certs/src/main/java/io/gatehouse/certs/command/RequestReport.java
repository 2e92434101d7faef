package io.gatehouse.certs.command;

import io.gatehouse.certs.Host;
import io.gatehouse.certs.KeyText;
import io.gatehouse.certs.SigningRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a signing request asks for. */
final class RequestReport {
    private RequestReport() {}

    static List<String> lines(SigningRequest request) {
        List<String> lines = new ArrayList<>();
        lines.add("subject:     " + request.subject());
        lines.add("key:         " + KeyText.of(request.key()) + ", and it holds that key");
        lines.add("hosts:       " + (request.hosts().isEmpty() ? "none" : String.join(", ", hosts(request))));
        if (!request.otherNames().isEmpty()) {
            lines.add("other names: " + String.join(", ", others(request)));
        }
        if (!request.ignored().isEmpty()) {
            lines.add("and, ignored: " + String.join(", ", request.ignored()));
        }
        return lines;
    }

    static Map<String, Object> json(SigningRequest request) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("subject", request.subject());
        all.put("key", KeyText.of(request.key()));
        all.put("hosts", hosts(request));
        all.put("otherNames", others(request));
        all.put("ignored", request.ignored());
        return all;
    }

    private static List<String> hosts(SigningRequest request) {
        return request.hosts().stream().map(Host::value).toList();
    }

    private static List<String> others(SigningRequest request) {
        return request.otherNames().stream()
                .map(name -> name.kind().name().toLowerCase(Locale.ROOT) + ":" + name.value())
                .toList();
    }
}
