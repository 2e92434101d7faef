package io.gatehouse.broker.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A small OpenID Connect provider over https: a token endpoint for client credentials, and the keys. */
final class IdentityProvider implements AutoCloseable {
    static final String AUDIENCE = "gatehouse";

    private static final String CLIENT = "orders";
    private static final String CLIENT_SECRET = "orders-client-secret";

    private final int port;
    private final SSLContext tls;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> issued = new ConcurrentLinkedQueue<>();
    private final AtomicInteger keysAsked = new AtomicInteger();

    private volatile List<RSAKey> keys = List.of(key("key-1"));
    private volatile Duration lifetime = Duration.ofMinutes(5);
    private volatile CountDownLatch held = new CountDownLatch(0);
    private HttpsServer server;

    IdentityProvider(int port, io.gatehouse.certs.CertificateAuthority signer) throws Exception {
        this.port = port;
        this.tls = context(
                signer.issue(CertificateRequest.server("idp", List.of(Host.parse("localhost"))), Instant.now()));
        this.server = begin();
    }

    private static SSLContext context(Issued certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "idp", certificate.key(), new char[0], certificate.chain().toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private HttpsServer begin() throws IOException {
        HttpsServer next = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), port), 0);
        next.setHttpsConfigurator(new HttpsConfigurator(tls));
        next.setExecutor(threads);
        next.createContext("/keys", this::answerKeys);
        next.createContext("/token", this::answerToken);
        next.start();
        return next;
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String issuer() {
        return "https://localhost:" + port;
    }

    String keysUrl() {
        return issuer() + "/keys";
    }

    String tokenUrl() {
        return issuer() + "/token";
    }

    /** As in JAAS options. */
    String credentials() {
        return "clientId=\"" + CLIENT + "\" clientSecret=\"" + CLIENT_SECRET + "\"";
    }

    String client() {
        return CLIENT;
    }

    /** Every token that it ever made. */
    List<String> issued() {
        return List.copyOf(issued);
    }

    int keysAsked() {
        return keysAsked.get();
    }

    void lifetime(Duration next) {
        lifetime = next;
    }

    /** From now on tokens are signed with a new key, and the set has only that. */
    void rotate() {
        keys = List.of(key("key-" + (issued.size() + 2)));
    }

    void stop() {
        server.stop(0);
    }

    void resume() throws IOException {
        server = begin();
    }

    /** Answers nobody who asks for keys. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    String token(String subject, String audience) {
        return token(keys.get(0), subject, audience, List.of());
    }

    String tokenOfMember(String subject, String... groups) {
        return token(keys.get(0), subject, AUDIENCE, List.of(groups));
    }

    /** Signed with a key that is in no set. */
    String forged(String subject, String keyId) {
        return token(key(keyId), subject, AUDIENCE, List.of());
    }

    private String token(RSAKey key, String subject, String audience, List<String> groups) {
        try {
            Instant now = Instant.now();
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer())
                            .subject(subject)
                            .audience(audience)
                            .claim("groups", groups)
                            .issueTime(Date.from(now))
                            .expirationTime(Date.from(now.plus(lifetime)))
                            .build());
            token.sign(new RSASSASigner(key));
            issued.add(token.serialize());
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answerKeys(HttpExchange exchange) throws IOException {
        keysAsked.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, 200, new JWKSet(List.<JWK>copyOf(keys)).toString(true));
    }

    /** RFC 6749 section 4.4, with HTTP Basic as CONFORMANCE OAU-18 has it. */
    private void answerToken(HttpExchange exchange) throws IOException {
        String expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString((CLIENT + ":" + CLIENT_SECRET).getBytes(StandardCharsets.US_ASCII));
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || !form.contains("grant_type=client_credentials")) {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"access_token\":\"" + token(CLIENT, AUDIENCE) + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                        + lifetime.toSeconds() + "}");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
