package io.gatehouse.auth.gssapi;

/**
 * A text that may be looked at only so often: a regular expression that runs wild over what a peer sent ends in
 * {@link TooManySteps} instead of taking a thread for ever (attack 115). Counts instead of asking a clock, so the answer is
 * the same on every machine.
 */
final class BoundedText implements CharSequence {
    private final String text;
    private final Budget budget;

    BoundedText(String text, Budget budget) {
        this.text = text;
        this.budget = budget;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        budget.take();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    /** What all rules together may use on one name. */
    static final class Budget {
        private int left;

        Budget(int steps) {
            this.left = steps;
        }

        private void take() {
            if (left == 0) {
                throw new TooManySteps();
            }
            left--;
        }
    }

    /** A rule was given up. */
    static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("a rule of sasl.kerberos.principal.to.local.rules takes too long", null, false, false);
        }
    }
}
