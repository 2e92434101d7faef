package io.gatehouse.tls;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.Pem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** openssl as the responder of an authority. */
record OpenSslResponder(Process process, URI address) implements AutoCloseable {
    private static final DateTimeFormatter INDEX_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    static boolean installed() {
        try {
            Process version = new ProcessBuilder("openssl", "version").start();
            return version.waitFor(20, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static OpenSslResponder start(
            Path folder, CertificateAuthority authority, List<X509Certificate> good, X509Certificate revoked)
            throws IOException {
        Files.write(folder.resolve("ca.pem"), Pem.certificates(List.of(authority.root())));
        Files.write(folder.resolve("ca.key"), Pem.key(authority.key()));
        List<String> index = new ArrayList<>();
        good.forEach(one -> index.add(line("V", "", one)));
        index.add(line("R", time(Instant.now()), revoked));
        Files.write(folder.resolve("index.txt"), index);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "openssl",
                        "ocsp",
                        "-index",
                        "index.txt",
                        "-port",
                        Integer.toString(port),
                        "-CA",
                        "ca.pem",
                        "-rsigner",
                        "ca.pem",
                        "-rkey",
                        "ca.key",
                        "-ndays",
                        "1")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (@Nullable String line = said.readLine(); line == null || !line.contains("aiting for"); ) {
            if (line == null) {
                throw new IOException("openssl ocsp has ended");
            }
            line = said.readLine();
        }
        return new OpenSslResponder(process, URI.create("http://127.0.0.1:" + port + "/"));
    }

    private static String line(String status, String revokedAt, X509Certificate certificate) {
        String serial = certificate.getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT);
        return String.join(
                "\t",
                status,
                time(certificate.getNotAfter().toInstant()),
                revokedAt,
                serial.length() % 2 == 0 ? serial : "0" + serial,
                "unknown",
                "/CN=app");
    }

    private static String time(Instant instant) {
        return INDEX_TIME.format(instant);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
