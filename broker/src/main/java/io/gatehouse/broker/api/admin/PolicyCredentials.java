package io.gatehouse.broker.api.admin;

import io.gatehouse.auth.identity.UserName;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.PasswordPolicy;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.zk.PolicyChange.Credential;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The credentials that a plan makes and deletes, as they were sent. */
record PolicyCredentials(List<Made> made, List<Owner> deleted) {
    /** Each costs some milliseconds of a thread that other administrators wait for. */
    static final int MADE_MAX = 500;

    private static final String USER = "user";
    private static final String MECHANISM = "mechanism";
    private static final String PASSWORD = "password";

    PolicyCredentials {
        made = List.copyOf(made);
        deleted = List.copyOf(deleted);
    }

    /** Whose, and for what. */
    record Owner(String user, ScramHash hash) {}

    /** One that there is none of yet. */
    record Made(Owner owner, Secret password) {}

    static PolicyCredentials read(JsonMembers body) {
        JsonMembers credentials = body.object("credentials", Set.of("add", "remove"));
        List<JsonMembers> adding = credentials.list("add", Set.of(USER, MECHANISM, PASSWORD));
        if (adding.size() > MADE_MAX) {
            throw AdminRefusal.bad("credentials.add has " + adding.size() + " (expected: at most " + MADE_MAX
                    + " in one plan; the rest can be made in another)");
        }
        Set<Owner> seen = new HashSet<>();
        List<Made> made = new ArrayList<>();
        for (JsonMembers each : adding) {
            Owner owner = owner(each, seen);
            refuse(each, UserName.mistake(owner.user()));
            Secret password = Secret.ofText(each.text(PASSWORD));
            refuse(each, PasswordPolicy.mistake(owner.user(), password));
            made.add(new Made(owner, password));
        }
        List<Owner> deleted = new ArrayList<>();
        credentials.list("remove", Set.of(USER, MECHANISM)).forEach(each -> deleted.add(owner(each, seen)));
        return new PolicyCredentials(made, deleted);
    }

    /** Works out the hashes of the new passwords, and wipes these. */
    List<Credential> changes(SecureRandom random) {
        List<Credential> changes = new ArrayList<>();
        for (Made each : made) {
            Owner owner = each.owner();
            try (Secret password = each.password()) {
                ScramCredential credential =
                        ScramCredential.ofPassword(owner.hash(), password, ScramCredential.ITERATIONS_DEFAULT, random);
                changes.add(new Credential(owner.user(), owner.hash(), Optional.of(credential)));
            }
        }
        deleted.forEach(owner -> changes.add(new Credential(owner.user(), owner.hash(), Optional.empty())));
        return changes;
    }

    private static Owner owner(JsonMembers each, Set<Owner> seen) {
        String user = each.text(USER);
        ScramHash hash = ScramHash.ofMechanism(each.text(MECHANISM))
                .orElseThrow(() -> AdminRefusal.bad(
                        each.where() + "." + MECHANISM + " (expected: SCRAM-SHA-256 or SCRAM-SHA-512)"));
        Owner owner = new Owner(user, hash);
        if (user.isEmpty()) {
            throw AdminRefusal.bad(each.where() + "." + USER + " (expected: a text that is not empty)");
        }
        if (!seen.add(owner)) {
            throw each.wrong("each user and mechanism once; a password is changed by POST /v1/credentials/rotate");
        }
        return owner;
    }

    private static void refuse(JsonMembers each, Optional<String> mistake) {
        mistake.ifPresent(sentence -> {
            throw AdminRefusal.bad(each.where() + ": " + sentence);
        });
    }
}
