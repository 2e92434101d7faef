package io.gatehouse.certs.command;

import io.gatehouse.certs.Printable;
import io.gatehouse.certs.check.Check;
import io.gatehouse.certs.check.Fault;
import io.gatehouse.certs.check.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outcome of a check in plain words. */
final class CheckReport {
    private final Check.Question question;
    private final Check.Answer answer;
    private final Instant now;

    CheckReport(Check.Question question, Check.Answer answer, Instant now) {
        this.question = question;
        this.answer = answer;
        this.now = now;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(question.endpoint().toString());
        if (!answer.protocols().isEmpty()) {
            lines.add("  TLS:                " + String.join(", ", answer.protocols()) + " (" + answer.suite() + ")");
        }
        for (int i = 0; i < answer.chain().size(); i++) {
            CertificateReport report = CertificateReport.of(answer.chain().get(i), now);
            lines.add((i == 0 ? "  certificate:        " : "  sent with it:       ") + report.subject() + ", "
                    + report.remaining() + ", by "
                    + Printable.of(answer.chain().get(i).getIssuerX500Principal()));
        }
        if (!answer.clientCertificate().isEmpty()) {
            lines.add("  client certificate: " + answer.clientCertificate());
        }
        if (!answer.chain().isEmpty()) {
            lines.add("  trusted by:         " + question.trust().name());
        }
        for (Finding finding : answer.findings()) {
            lines.add((finding.fault().exitCode() == 0 || finding.fault() == Fault.EXPIRES_SOON ? "NOTE: " : "WRONG: ")
                    + finding.found());
            lines.add("  do: " + finding.remedy());
        }
        if (answer.findings().isEmpty()) {
            lines.add("OK: a client that trusts " + question.trust().name() + " and asks for "
                    + question.name().value() + " can connect, and a Kafka broker answers");
        }
        return lines;
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", question.endpoint().toString());
        all.put("name", question.name().value());
        all.put("exitCode", answer.exitCode());
        all.put("protocols", answer.protocols());
        all.put("suite", answer.suite());
        all.put("clientCertificate", answer.clientCertificate());
        all.put("kafka", answer.kafka());
        all.put(
                "chain",
                answer.chain().stream()
                        .map(one -> CertificateReport.of(one, now).json())
                        .toList());
        all.put("findings", answer.findings().stream().map(CheckReport::json).toList());
        return all;
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("fault", CertsCommand.lower(finding.fault()));
        all.put("found", finding.found());
        all.put("remedy", finding.remedy());
        return all;
    }
}
