package io.gatehouse.certs.check;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the one who asks trusts.
 *
 * @param name how it is called in sentences: a file, or Java's own store
 */
public record TrustSource(String name, List<X509Certificate> anchors) {
    public TrustSource {
        anchors = List.copyOf(anchors);
    }
}
