package io.gatehouse.broker.main.quickstart;

import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.StorePassword;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Somebody who logs in with a password.
 *
 * @param fresh the password was made just now, so the broker cannot know it
 */
record User(String name, String password, boolean fresh) {
    /** May do everything. */
    static final String ADMIN = "admin";
    /** May write and read one topic. */
    static final String APP = "app";
    /** May do nothing; shown by the demo. */
    static final String GUEST = "guest";

    /** The password from its file, or a new one in a new file. */
    static User of(String name, Workspace workspace, SecureRandom random) {
        Path file = workspace.userPassword(name);
        if (Files.exists(file)) {
            return new User(name, new String(StorePassword.read(file)), false);
        }
        User user = inMemory(name, random);
        new NewFiles()
                .secret(file, StorePassword.file(user.password().toCharArray()))
                .write();
        return user;
    }

    /** For a user who lives no longer than this process. */
    static User inMemory(String name, SecureRandom random) {
        return new User(name, new String(StorePassword.random(random)), true);
    }

    /** The same person with a password that is not theirs. */
    User mistyped() {
        return new User(name, password + "x", false);
    }

    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}
