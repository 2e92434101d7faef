package io.gatehouse.acl;

/**
 * Decides in the place of our rules, for {@link AclEngine#askingInstead} (CONFORMANCE SPI-03). Never throws: what it cannot
 * answer is refused. Thread: any, several at once; must not block.
 */
public interface OtherAuthorizer {
    /** @param logged whether the answer is one that an authorizer should write down; not so where a list is filtered */
    boolean allows(Question question, Asker asker, boolean logged);

    /** Whether the subject may do {@code operation} on some resource of {@code type}. */
    boolean allowsAny(Subject subject, Operation operation, ResourceType type, Asker asker);
}
