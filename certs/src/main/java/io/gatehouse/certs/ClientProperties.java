package io.gatehouse.certs;

import java.io.StringWriter;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The file that a Java client, and every command line, takes to come with a certificate. */
final class ClientProperties {
    private ClientProperties() {}

    /** Paths are absolute, so that the file works from every folder. */
    static byte[] of(Path folder, String name, char[] password) {
        StringWriter text = new StringWriter();
        text.append("# Comes with the certificate CN=").append(name).append(". Holds a password: keep its mode.\n");
        line(text, "security.protocol", "SSL");
        store(text, "ssl.keystore.", folder.resolve(name + ".keystore.p12"), password);
        store(text, "ssl.truststore.", folder.resolve(name + ".truststore.p12"), password);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void store(StringWriter text, String prefix, Path file, char[] password) {
        line(text, prefix + "type", "PKCS12");
        line(text, prefix + "location", file.toAbsolutePath().normalize().toString());
        line(text, prefix + "password", CharBuffer.wrap(password));
    }

    /** A backslash is the only character of paths and of our passwords that a properties file reads as something else. */
    private static void line(StringWriter text, String key, CharSequence value) {
        text.append(key)
                .append('=')
                .append(value.toString().replace("\\", "\\\\"))
                .append('\n');
    }
}
