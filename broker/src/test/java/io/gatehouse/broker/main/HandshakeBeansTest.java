package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.net.HandshakeCounts;
import io.gatehouse.tls.Negotiated;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class HandshakeBeansTest {
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final HandshakeCounts handshakes = new HandshakeCounts();
    private final Beans beans = new Beans(server);
    private final HandshakeBeans shown = new HandshakeBeans("CLIENTS", handshakes, beans);

    private long count(String tags) throws Exception {
        return (long) server.getAttribute(
                new ObjectName("gatehouse.server:type=tls-handshakes,listener=CLIENTS," + tags), "Count");
    }

    private Set<ObjectName> all() throws Exception {
        return server.queryNames(new ObjectName("gatehouse.server:*"), null);
    }

    @Test
    void everyKindOfHandshakeIsCountedByItself() throws Exception {
        Negotiated full = new Negotiated("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", "no");
        Negotiated resumed = new Negotiated("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", "yes");
        handshakes.succeeded(full);
        shown.refresh();
        List.of(full, resumed, resumed).forEach(handshakes::succeeded);
        shown.refresh();

        String agreed = "protocol=TLSv1.3,suite=TLS_AES_128_GCM_SHA256,group=x25519,";
        assertThat(count(agreed + "resumed=no,result=success")).isEqualTo(2);
        assertThat(count(agreed + "resumed=yes,result=success")).isEqualTo(2);
        assertThat(all()).hasSize(2);
    }

    @Test
    void aFailureSaysOfWhichKindItWas() throws Exception {
        handshakes.failed(new NotSslRecordException("GET /"));
        handshakes.failed(new SSLHandshakeException("no").initCause(new CertificateException("revoked")));
        handshakes.failed(new SSLHandshakeException("no common suite"));
        shown.refresh();

        String nothing = "protocol=none,suite=none,group=none,resumed=no,result=";
        assertThat(count(nothing + "not_tls")).isEqualTo(1);
        assertThat(count(nothing + "certificate")).isEqualTo(1);
        assertThat(count(nothing + "failed")).isEqualTo(1);
    }

    @Test
    void whatIsClosedIsShownNoMore() throws Exception {
        handshakes.failed(new NotSslRecordException("GET /"));
        shown.refresh();

        beans.close();

        assertThat(all()).isEmpty();
    }
}
