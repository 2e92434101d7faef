package io.gatehouse.tls;

import java.util.List;

/**
 * Keys and trust of other settings, checked, and prepared for those who use them; one of {@link #use} and {@link #drop} is
 * called. Thread: as {@link LiveMaterial#look}.
 */
public final class Succession {
    private final LiveMaterial before;
    private final LiveMaterial next;
    private final List<LiveMaterial.User> heirs;
    private final List<LiveMaterial.Change> changes;

    Succession(
            LiveMaterial before, LiveMaterial next, List<LiveMaterial.User> heirs, List<LiveMaterial.Change> changes) {
        this.before = before;
        this.next = next;
        this.heirs = heirs;
        this.changes = changes;
    }

    /** New handshakes of the heirs are with it from now on, and they follow its files and not the others. */
    public LiveMaterial use() {
        before.leave(heirs);
        heirs.forEach(next::add);
        changes.forEach(LiveMaterial.Change::use);
        return next;
    }

    public void drop() {
        changes.forEach(LiveMaterial.Change::drop);
    }

    public TlsMaterial material() {
        return next.current();
    }

    /** Who we would be with it, in one line for the operator. */
    public String describe() {
        return next.current().describe();
    }
}
