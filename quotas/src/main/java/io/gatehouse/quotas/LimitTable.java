package io.gatehouse.quotas;

import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.quotas.BoundLimit.Sharing;
import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one kind, in the eight levels of CONFORMANCE QTZ-02. Filled while its snapshot is built, then only
 * read: by any thread.
 */
final class LimitTable {
    private final Map<String, UserLimits> users = new HashMap<>();
    private final UserLimits defaultUser = new UserLimits();
    private final ByName clients = new ByName(Sharing.CLIENT);
    private final ByName addresses = new ByName(Sharing.CLIENT);

    void put(QuotaEntity entity, double rate) {
        Optional<Part> user = entity.user();
        Optional<Part> client = entity.clientId();
        if (user.isPresent()) {
            UserLimits limits = user.get()
                    .name()
                    .map(name -> users.computeIfAbsent(name, any -> new UserLimits()))
                    .orElse(defaultUser);
            limits.put(client, rate);
        } else if (client.isPresent()) {
            clients.put(client.get(), rate);
        } else {
            Optional<String> address = entity.ip().orElseThrow().name();
            addresses.put(new Part(address.map(PeerAddress::canonical)), rate);
        }
    }

    /** The first of the eight levels that says something. */
    @Nullable
    BoundLimit find(String user, String clientId) {
        UserLimits ofUser = users.get(user);
        BoundLimit found = ofUser == null ? null : ofUser.find(clientId);
        if (found == null) {
            found = defaultUser.find(clientId);
        }
        return found != null ? found : clients.find(clientId);
    }

    OptionalDouble addressLimit(String address) {
        BoundLimit found = addresses.find(address);
        return found == null ? OptionalDouble.empty() : OptionalDouble.of(found.rate());
    }

    /** What is said of one user, or of the default user: with a client id, with the default one, or of the user alone. */
    private static final class UserLimits {
        private final ByName pairs = new ByName(Sharing.USER_AND_CLIENT);
        private @Nullable BoundLimit own;

        void put(Optional<Part> client, double rate) {
            if (client.isPresent()) {
                pairs.put(client.get(), rate);
            } else {
                own = new BoundLimit(rate, Sharing.USER);
            }
        }

        @Nullable
        BoundLimit find(String clientId) {
            BoundLimit pair = pairs.find(clientId);
            return pair != null ? pair : own;
        }
    }

    /** Limits by name, with one for all other names. */
    private static final class ByName {
        private final Map<String, BoundLimit> named = new HashMap<>();
        private final Sharing sharing;
        private @Nullable BoundLimit others;

        ByName(Sharing sharing) {
            this.sharing = sharing;
        }

        void put(Part part, double rate) {
            BoundLimit limit = new BoundLimit(rate, sharing);
            part.name().ifPresentOrElse(name -> named.put(name, limit), () -> others = limit);
        }

        @Nullable
        BoundLimit find(String name) {
            BoundLimit limit = named.get(name);
            return limit != null ? limit : others;
        }
    }
}
