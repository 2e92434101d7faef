package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * What a subject's name is made of, as it stands in the certificate (RFC 5280 4.1.2.4), before a reader has made one line
 * of text of it. The JVM has parsed the name before, so its lengths fit; Bouncy Castle could tell the same, at the price of
 * checking the signatures of its jar at every start.
 */
final class SubjectParts {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int LONG_LENGTH = 0x80;
    private static final int LENGTH_BYTES_MAX = 3;
    /** What a decoder puts in place of bytes that it cannot read. */
    private static final char REPLACEMENT = '\ufffd';

    /**
     * @param type the DER of the object identifier's content, in hexadecimal
     * @param text absent when the value is no string
     * @param asUtf8 what those read who take every string for UTF-8, as the JVM does
     */
    record Part(String type, Optional<String> text, String asUtf8) {
        /** Whether all readers find the same characters, and no byte was left that is none. */
        boolean plain() {
            return text.filter(asUtf8::equals).isPresent() && asUtf8.indexOf(REPLACEMENT) < 0;
        }
    }

    private SubjectParts() {}

    static List<Part> of(X500Principal name) throws CertificateException {
        List<Part> parts = new ArrayList<>();
        ByteBuffer distinguishedNames = inside(ByteBuffer.wrap(name.getEncoded()), SEQUENCE);
        while (distinguishedNames.hasRemaining()) {
            ByteBuffer set = inside(distinguishedNames, SET);
            while (set.hasRemaining()) {
                ByteBuffer pair = inside(set, SEQUENCE);
                String type = HexFormat.of().formatHex(bytes(inside(pair, OBJECT_IDENTIFIER)));
                int tag = pair.hasRemaining() ? Byte.toUnsignedInt(pair.get(pair.position())) : 0;
                ByteBuffer value = inside(pair, tag);
                parts.add(new Part(
                        type,
                        charset(tag)
                                .map(charset ->
                                        charset.decode(value.duplicate()).toString()),
                        StandardCharsets.UTF_8.decode(value).toString()));
            }
        }
        return parts;
    }

    /** The characters of the string types; whatever is no string has no text that a reader could misread. */
    private static Optional<Charset> charset(int tag) {
        return Optional.ofNullable(
                switch (tag) {
                    case 0x0C -> StandardCharsets.UTF_8;
                    case 0x12, 0x13, 0x14, 0x15, 0x16, 0x19, 0x1A, 0x1B -> StandardCharsets.ISO_8859_1;
                    case 0x1C -> Charset.forName("UTF-32BE");
                    case 0x1E -> StandardCharsets.UTF_16BE;
                    default -> null;
                });
    }

    /** The content of the element that begins here; {@code in} moves behind it. */
    private static ByteBuffer inside(ByteBuffer in, int tag) throws CertificateException {
        if (in.remaining() < 2 || Byte.toUnsignedInt(in.get()) != tag) {
            throw new CertificateException("the certificate's subject is not a name as X.501 writes it");
        }
        int length = Byte.toUnsignedInt(in.get());
        if (length > LONG_LENGTH) {
            int bytes = length - LONG_LENGTH;
            length = 0;
            for (int i = 0; i < Math.min(bytes, LENGTH_BYTES_MAX) && in.hasRemaining(); i++) {
                length = length << Byte.SIZE | Byte.toUnsignedInt(in.get());
            }
        }
        if (length > in.remaining()) {
            throw new CertificateException("the certificate's subject ends in the middle of a name");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
