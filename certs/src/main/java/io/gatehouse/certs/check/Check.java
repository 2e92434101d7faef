package io.gatehouse.certs.check;

import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at a port in the order in which a client meets it, and stops where a client would. */
public final class Check {
    private static final Set<String> PROTOCOL_ALERTS = Set.of("protocol_version", "insufficient_security");

    private final Question question;
    private final SecureRandom random;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What is asked.
     *
     * @param name which host the certificate must be for
     * @param client what the client shows when it is asked
     * @param patience for each connection, of which there are at most six
     */
    public record Question(
            Endpoint endpoint,
            Host name,
            TrustSource trust,
            Optional<Issued> client,
            List<X509CRL> revocationLists,
            Duration patience) {}

    /** What was seen; empty texts where it did not come to that. */
    public record Answer(
            List<Finding> findings,
            List<X509Certificate> chain,
            List<String> protocols,
            String suite,
            String clientCertificate,
            boolean kafka) {
        /** 0 when nothing is wrong; else that of the first thing that a client stumbles over. */
        public int exitCode() {
            return findings.stream()
                    .mapToInt(finding -> finding.fault().exitCode())
                    .filter(code -> code != 0)
                    .reduce((first, second) -> first == Fault.EXPIRES_SOON.exitCode() ? second : first)
                    .orElse(0);
        }
    }

    public Check(Question question, SecureRandom random) {
        this.question = question;
        this.random = random;
    }

    public Answer run(Instant now) {
        Optional<Looking> looking = connect();
        if (looking.isEmpty()) {
            return nothingSeen();
        }
        Look look = looking.get().tls(Looking.PROTOCOLS);
        if (look.chain().isEmpty() && !look.handshaken()) {
            noHandshake(look, looking.get());
            return nothingSeen();
        }
        findings.addAll(
                new ChainJudge(look.chain(), question.trust(), now).judge(question.name(), question.revocationLists()));
        afterwards(look);
        return new Answer(
                List.copyOf(findings),
                look.chain(),
                look.handshaken() ? protocols(look, looking.get()) : List.of(),
                look.suite(),
                demand(look),
                look.kafka());
    }

    private Answer nothingSeen() {
        return new Answer(List.copyOf(findings), List.of(), List.of(), "", "", false);
    }

    private Optional<Looking> connect() {
        Endpoint endpoint = question.endpoint();
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(endpoint.host().value());
        } catch (UnknownHostException e) {
            add(
                    Fault.UNKNOWN_HOST,
                    "no address is known for " + endpoint.host().value(),
                    "look at the name's spelling, and at DNS or the hosts file of this machine");
            return Optional.empty();
        }
        Optional<Finding> failure = Optional.empty();
        for (InetAddress address : addresses) {
            Looking looking = new Looking(
                    new InetSocketAddress(address, endpoint.port()),
                    question.name(),
                    question.client(),
                    question.patience(),
                    random);
            try {
                looking.connect();
                return Optional.of(looking);
            } catch (IOException e) {
                failure = Optional.of(unreachable(address, e));
            }
        }
        failure.ifPresent(findings::add);
        return Optional.empty();
    }

    private Finding unreachable(InetAddress address, IOException e) {
        String where = address.getHostAddress() + " port " + question.endpoint().port();
        return e instanceof ConnectException
                ? new Finding(
                        Fault.NOBODY_LISTENS,
                        "nobody listens at " + where,
                        "start the server, or look which port its listener has")
                : new Finding(
                        Fault.NO_ANSWER,
                        where + " does not answer (" + e.getMessage() + ")",
                        "look at firewalls and routes between here and there");
    }

    private void noHandshake(Look look, Looking looking) {
        String failure = look.failure().orElse("");
        if (PROTOCOL_ALERTS.contains(look.alert())) {
            add(
                    Fault.PROTOCOL,
                    "the server takes neither TLS 1.3 nor TLS 1.2 (alert " + look.alert() + ")",
                    "let it offer one of them (ssl.enabled.protocols); what is older is not safe");
            return;
        }
        if (!look.alert().isEmpty()) {
            add(
                    Fault.HANDSHAKE,
                    "the server refuses the handshake (alert " + Printable.of(look.alert()) + ")",
                    "handshake_failure means no cipher suite in common, or no usable key in the server's key store;"
                            + " unrecognized_name means another host name is expected (--name); its log says more");
            return;
        }
        byte[] plain = looking.plaintext();
        if (KafkaGreeting.isKafka(plain)) {
            add(
                    Fault.PLAINTEXT_KAFKA,
                    "a Kafka broker listens here without TLS (PLAINTEXT or SASL_PLAINTEXT)",
                    "connect to its TLS listener, or give this listener the protocol SSL or SASL_SSL");
        } else if (plain.length > 0) {
            add(
                    Fault.NOT_TLS,
                    "what listens here does not speak TLS: " + firstBytes(plain),
                    "look which port the broker's TLS listener has");
        } else {
            add(
                    failure.startsWith("no answer") ? Fault.NO_ANSWER : Fault.NOT_TLS,
                    "no TLS handshake comes about: " + Printable.of(failure),
                    "look whether a TLS listener has this port, and whether something between here and there cuts it");
        }
    }

    private static String firstBytes(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/")) {
            return "it is a web server";
        }
        if (text.startsWith("SSH-")) {
            return "it is an SSH server";
        }
        return "its first bytes are \"" + Printable.of(text) + "\"";
    }

    /** What a server does with a client's certificate it says at the end of the handshake, or after it in TLS 1.3. */
    private void afterwards(Look look) {
        if (look.kafka()) {
            return;
        }
        String why = look.alert().isEmpty() ? look.failure().orElse("no answer") : "alert " + look.alert();
        String takes = look.acceptedIssuers().isEmpty()
                ? ""
                : "; it takes certificates of " + Printable.of(String.join("; ", look.acceptedIssuers()));
        boolean refused = !look.alert().isEmpty() || !look.handshaken();
        if (look.askedForCertificate() && refused) {
            if (question.client().isEmpty()) {
                add(
                        Fault.CLIENT_CERTIFICATE_DEMANDED,
                        "the server demands a client certificate (" + why + ")" + takes,
                        "show one with --cert and --key, or --keystore; make one with certs.sh issue-client");
            } else {
                add(
                        Fault.CLIENT_CERTIFICATE_REFUSED,
                        "the server refuses the client certificate "
                                + question.client().get().certificate().getSubjectX500Principal()
                                + " of the authority "
                                + question.client().get().certificate().getIssuerX500Principal() + " (" + why + ")"
                                + takes,
                        "look at its dates, its authority and whether it is revoked; the server's trust store must hold"
                                + " its authority");
            }
        } else if (refused) {
            add(Fault.HANDSHAKE, "the server ends the handshake (" + why + ")", "its log says why");
        } else {
            add(
                    Fault.NOT_KAFKA,
                    "TLS works, but no Kafka broker answers behind it (" + why + ")",
                    "that is right for ZooKeeper or a web server; for a broker look at its log");
        }
    }

    private String demand(Look look) {
        if (!look.askedForCertificate()) {
            return "not asked for";
        }
        boolean demanded = findings.stream().anyMatch(one -> one.fault() == Fault.CLIENT_CERTIFICATE_DEMANDED);
        return demanded ? "demanded" : "asked for";
    }

    private List<String> protocols(Look look, Looking looking) {
        List<String> spoken = new ArrayList<>();
        for (String protocol : Looking.PROTOCOLS) {
            if (protocol.equals(look.protocol())
                    || looking.tls(List.of(protocol)).handshaken()) {
                spoken.add(protocol);
            }
        }
        return spoken;
    }

    private void add(Fault fault, String found, String remedy) {
        findings.add(new Finding(fault, found, remedy));
    }
}
