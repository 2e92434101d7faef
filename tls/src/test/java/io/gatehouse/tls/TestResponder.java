package io.gatehouse.tls;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.certs.CertificateAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority's responder on loopback, which answers what the test wants. */
final class TestResponder implements AutoCloseable {
    /** What is sent back for a question. */
    interface Answer {
        byte[] to(OCSPReq question) throws Exception;
    }

    private volatile Answer answer = question -> new byte[0];
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    TestResponder() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                byte[] bytes = answer.to(new OCSPReq(exchange.getRequestBody().readAllBytes()));
                exchange.sendResponseHeaders(200, bytes.length);
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(bytes);
                }
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    int asked() {
        return asked.get();
    }

    TestResponder says(Answer next) {
        answer = next;
        return this;
    }

    /** Signs what it says as {@code signer}, for a day from now on. */
    TestResponder says(CertificateStatus status, CertificateAuthority signer) {
        return says(status, signer, Instant.now());
    }

    TestResponder says(CertificateStatus status, CertificateAuthority signer, Instant made) {
        return says(question -> signed(question.getRequestList()[0].getCertID(), status, signer, made));
    }

    static byte[] signed(CertificateID about, CertificateStatus status, CertificateAuthority signer, Instant made)
            throws OCSPException, OperatorCreationException, GeneralSecurityException, IOException {
        BasicOCSPRespBuilder builder = new JcaBasicOCSPRespBuilder(
                signer.certificate().getPublicKey(), new BcDigestCalculatorProvider().get(RespID.HASH_SHA1));
        builder.addResponse(about, status, Date.from(made), Date.from(made.plus(Duration.ofDays(1))));
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.key()),
                                new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())},
                                Date.from(made)))
                .getEncoded();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
