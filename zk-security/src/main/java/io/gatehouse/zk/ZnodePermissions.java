package io.gatehouse.zk;

import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/**
 * Who may do what with a new znode (COMPAT C12): the identity that creates it, which with mutual TLS is its
 * certificate's subject, may do everything; the world may read, save what is below the sensitive roots. All brokers
 * must therefore show the same identity. Who has a Kerberos principal too creates znodes for both, and either is enough
 * (CONFORMANCE ZKS-09). Immutable.
 */
public final class ZnodePermissions {
    private static final List<String> SENSITIVE_ROOTS = List.of(
            "/config/users",
            "/config/brokers",
            "/delegation_token/tokens",
            "/gatehouse/blocks",
            "/gatehouse/timed-rules");

    /** Clients of before 0.9 wrote here themselves. */
    private static final String OPEN_ROOT = "/consumers";

    private static final List<ACL> CREATOR_AND_READERS = List.of(
            new ACL(ZooDefs.Perms.ALL, ZooDefs.Ids.AUTH_IDS),
            new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE));
    private static final List<ACL> CREATOR = List.of(new ACL(ZooDefs.Perms.ALL, ZooDefs.Ids.AUTH_IDS));
    private static final List<ACL> EVERYBODY = List.of(new ACL(ZooDefs.Perms.ALL, ZooDefs.Ids.ANYONE_ID_UNSAFE));

    private final boolean on;

    /** @param on {@code zookeeper.set.acl} */
    public ZnodePermissions(boolean on) {
        this.on = on;
    }

    /** @param path below the chroot */
    List<ACL> of(String path) {
        if (!on || under(path, OPEN_ROOT)) {
            return EVERYBODY;
        }
        return sensitive(path) ? CREATOR : CREATOR_AND_READERS;
    }

    /** Whether only the creator may read {@code path}. */
    public static boolean sensitive(String path) {
        return SENSITIVE_ROOTS.stream().anyMatch(root -> under(path, root));
    }

    private static boolean under(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }
}
