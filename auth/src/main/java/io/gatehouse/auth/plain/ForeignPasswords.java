package io.gatehouse.auth.plain;

import io.gatehouse.auth.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Lets somebody else judge passwords, who wants them readable (CONFORMANCE PLN-08). What was believed once counts for as long as
 * the session does. That the work is the same for users who exist and who do not is the other's business.
 */
public final class ForeignPasswords implements PasswordCheck {
    private static final String REFUSED = "plug-in-refused";

    private final Judge judge;

    public ForeignPasswords(Judge judge) {
        this.judge = judge;
    }

    @Override
    public PasswordVerdict judge(String user, Secret password, Instant now) {
        byte[] bytes = password.reveal();
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        char[] chars = new char[text.length()];
        text.get(chars);
        try {
            return judge.right(user, chars) ? PasswordVerdict.right(() -> true) : PasswordVerdict.refused(REFUSED);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(text.array(), ' ');
            Arrays.fill(chars, ' ');
        }
    }

    /** Who knows. Thread: any that may wait. */
    public interface Judge {
        /** @param password readable until this returns */
        boolean right(String user, char[] password);
    }
}
