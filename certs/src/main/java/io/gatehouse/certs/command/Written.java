package io.gatehouse.certs.command;

import io.gatehouse.certs.folder.FolderUpdate;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files for one folder, each with a word on what it is for. */
final class Written {
    private final FolderUpdate update;
    private final Map<String, String> purposes = new LinkedHashMap<>();

    Written(FolderUpdate update) {
        this.update = update;
    }

    FolderUpdate update() {
        return update;
    }

    Written secret(String name, byte[] bytes, String what) {
        update.secret(name, bytes);
        return note(name, what);
    }

    Written open(String name, byte[] bytes, String what) {
        update.open(name, bytes);
        return note(name, what);
    }

    /** Tells of a file that somebody else put into the update. */
    Written note(String name, String what) {
        purposes.put(name, what);
        return this;
    }

    void tell(PrintWriter out) {
        purposes.forEach((name, what) -> out.println("wrote " + update.folder().resolve(name) + "  (" + what + ")"));
    }

    Map<String, Object> json() {
        Map<String, Object> files = new LinkedHashMap<>();
        purposes.forEach((name, what) -> files.put(update.folder().resolve(name).toString(), what));
        return files;
    }
}
