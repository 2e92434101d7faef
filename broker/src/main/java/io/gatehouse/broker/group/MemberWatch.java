package io.gatehouse.broker.group;

/**
 * Hears when somebody acts as a member who is not the principal that joined as it (attack 151).
 *
 * <p>Thread: the shard's lane; must not block.
 */
public interface MemberWatch {
    void stranger(StrangerDeed deed);
}
