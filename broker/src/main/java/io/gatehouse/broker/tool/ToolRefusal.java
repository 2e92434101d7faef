package io.gatehouse.broker.tool;

/** What the operator asked for cannot be done as it stands; the message is all that they need. */
public final class ToolRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean showUsage;

    private ToolRefusal(String message, boolean showUsage) {
        super(message, null, false, false);
        this.showUsage = showUsage;
    }

    public ToolRefusal(String message) {
        this(message, false);
    }

    /** As a refusal, followed by the list of options. */
    public static ToolRefusal withUsage(String message) {
        return new ToolRefusal(message, true);
    }

    public boolean showUsage() {
        return showUsage;
    }
}
