package io.gatehouse.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RFC 7468 text cut into its blocks, as lenient as Kafka is (CONFORMANCE TLS-24): text around blocks, header lines and
 * white space inside a block do not matter.
 */
final class PemText {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern HEADER_LINE = Pattern.compile("(?m)^[^\\r\\n:]*:[^\\r\\n]*$");

    private PemText() {}

    /** One block: its label and the bytes inside. */
    static final class Block {
        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der.clone();
        }
    }

    static List<Block> blocks(String text, String key) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String body = HEADER_LINE.matcher(matcher.group(2)).replaceAll("").replaceAll("\\s", "");
            try {
                blocks.add(new Block(matcher.group(1), Base64.getDecoder().decode(body)));
            } catch (IllegalArgumentException e) {
                // No cause: its message quotes characters of what may be a private key.
                throw new TlsConfigurationException(
                        key + " has a block " + matcher.group(1) + " that is not base64 (expected: PEM text)");
            }
        }
        return blocks;
    }
}
