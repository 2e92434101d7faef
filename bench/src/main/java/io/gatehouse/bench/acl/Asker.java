package io.gatehouse.bench.acl;

import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;

/**
 * Who asks, as either authorizer wants it said.
 *
 * @param subject for ours
 * @param principal for Apache's
 * @param clientAddress for Apache's
 */
record Asker(Subject subject, KafkaPrincipal principal, InetAddress clientAddress)
        implements AuthorizableRequestContext {
    static Asker of(VerifiedPrincipal principal, InetAddress address) {
        return new Asker(
                new Subject(principal, address.getHostAddress()),
                new KafkaPrincipal(principal.type(), principal.name()),
                address);
    }

    /** @param address the bytes of an address, which no name service is asked for */
    static InetAddress address(int... address) {
        byte[] bytes = new byte[address.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) address[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address.length + " bytes (expected: 4 or 16)", e);
        }
    }

    @Override
    public String listenerName() {
        return "BENCH";
    }

    @Override
    public SecurityProtocol securityProtocol() {
        return SecurityProtocol.SASL_SSL;
    }

    @Override
    public int requestType() {
        return ApiKeys.METADATA.id;
    }

    @Override
    public int requestVersion() {
        return ApiKeys.METADATA.latestVersion();
    }

    @Override
    public String clientId() {
        return "bench";
    }

    @Override
    public int correlationId() {
        return 0;
    }
}
