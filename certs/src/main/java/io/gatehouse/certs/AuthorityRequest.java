package io.gatehouse.certs;

import java.time.Duration;
import java.util.Optional;

/**
 * What a new authority shall be.
 *
 * @param name its common name
 * @param organization added to the subject when not empty
 * @param limits which hosts it may vouch for; all when empty
 */
public record AuthorityRequest(
        String name, String organization, KeyType keyType, Duration validity, Optional<NameLimits> limits) {
    public AuthorityRequest {
        CertificateRequest.requireName("name", name);
        if (!organization.isEmpty()) {
            CertificateRequest.requireName("organization", organization);
        }
    }

    public AuthorityRequest(String name, KeyType keyType, Duration validity) {
        this(name, "", keyType, validity, Optional.empty());
    }
}
