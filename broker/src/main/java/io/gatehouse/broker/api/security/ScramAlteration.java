package io.gatehouse.broker.api.security;

import io.gatehouse.auth.identity.UserName;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.PasswordPolicy;
import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialDeletion;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialUpsertion;
import org.jspecify.annotations.Nullable;

/** One line of an AlterUserScramCredentials request, whichever of the two kinds it is. */
final class ScramAlteration {
    private final String user;
    private final byte mechanism;
    private final @Nullable ScramCredentialUpsertion upsertion;

    private ScramAlteration(String user, byte mechanism, @Nullable ScramCredentialUpsertion upsertion) {
        this.user = user;
        this.mechanism = mechanism;
        this.upsertion = upsertion;
    }

    static ScramAlteration of(ScramCredentialDeletion deletion) {
        return new ScramAlteration(deletion.name(), deletion.mechanism(), null);
    }

    static ScramAlteration of(ScramCredentialUpsertion upsertion) {
        return new ScramAlteration(upsertion.name(), upsertion.mechanism(), upsertion);
    }

    String user() {
        return user;
    }

    byte mechanism() {
        return mechanism;
    }

    boolean deletes() {
        return upsertion == null;
    }

    /** Empty for a mechanism that there is none of. */
    Optional<ScramHash> hash() {
        return ScramHash.ofCode(mechanism);
    }

    /** What is wrong with the line itself (CONFORMANCE SCR-18); names are only judged where they are given anew. */
    Optional<Refusal> mistake() {
        if (user.isEmpty()) {
            return unacceptable("Username must not be empty");
        }
        Optional<ScramHash> hash = hash();
        if (hash.isEmpty()) {
            return Optional.of(new Refusal(ErrorCode.UNSUPPORTED_SASL_MECHANISM, "Unknown SCRAM mechanism"));
        }
        return upsertion == null ? Optional.empty() : mistake(upsertion, hash.get());
    }

    /** Refused if its password is one of the first that somebody who guesses tries; takes some hashes. */
    Optional<Refusal> guessable() {
        return hash().filter(hash -> !deletes() && credential(hash).guessable(hash, user))
                .flatMap(hash -> unacceptable("Refused: " + PasswordPolicy.TRIED_FIRST));
    }

    /** The credential that this line asks for; only of an upsertion without a mistake. */
    ScramCredential credential(ScramHash hash) {
        if (upsertion == null) {
            throw new IllegalStateException("a deletion has no credential");
        }
        return ScramCredential.derive(hash, upsertion.saltedPassword(), upsertion.salt(), upsertion.iterations());
    }

    private static Optional<Refusal> mistake(ScramCredentialUpsertion line, ScramHash hash) {
        Optional<String> name = UserName.mistake(line.name());
        if (name.isPresent()) {
            return unacceptable(name.get());
        }
        if (line.iterations() < ScramCredential.ITERATIONS_MIN) {
            return unacceptable("Too few iterations");
        }
        if (line.iterations() > ScramCredential.ITERATIONS_MAX) {
            return unacceptable("Too many iterations");
        }
        if (line.salt().length == 0 || line.salt().length > ScramCredential.SALT_BYTES_MAX) {
            return unacceptable(
                    "Salt of " + line.salt().length + " bytes (expected: 1.." + ScramCredential.SALT_BYTES_MAX + ")");
        }
        if (line.saltedPassword().length != hash.length()) {
            return unacceptable("Salted password of " + line.saltedPassword().length + " bytes (expected: "
                    + hash.length() + " for " + hash.mechanismName() + ")");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> unacceptable(String sentence) {
        return Optional.of(new Refusal(ErrorCode.UNACCEPTABLE_CREDENTIAL, sentence));
    }

    /** Why a line, and with it all lines of its user, is not applied. */
    record Refusal(ErrorCode error, String sentence) {}
}
