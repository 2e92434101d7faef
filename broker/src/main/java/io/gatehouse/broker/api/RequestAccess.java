package io.gatehouse.broker.api;

import io.gatehouse.acl.Access;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;

/** What the peer of one request may do, in the broker's own types, with the error code of each refusal. */
public final class RequestAccess {
    private final Access access;

    RequestAccess(Access access) {
        this.access = access;
    }

    public Subject subject() {
        return access.subject();
    }

    public Asker asker() {
        return access.asker();
    }

    public AccessAnswer<TopicName> topic(Operation operation, TopicName topic) {
        return checked(operation, ResourceType.TOPIC, topic.value(), topic, ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    }

    /** As {@link #topic} for lists that leave out what the peer may not see: not an audit event. */
    public AccessAnswer<TopicName> visibleTopic(Operation operation, TopicName topic) {
        return filtered(operation, ResourceType.TOPIC, topic.value(), topic, ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    }

    public AccessAnswer<GroupId> group(Operation operation, GroupId group) {
        return checked(operation, ResourceType.GROUP, group.value(), group, ErrorCode.GROUP_AUTHORIZATION_FAILED);
    }

    public AccessAnswer<GroupId> visibleGroup(Operation operation, GroupId group) {
        return filtered(operation, ResourceType.GROUP, group.value(), group, ErrorCode.GROUP_AUTHORIZATION_FAILED);
    }

    public AccessAnswer<ClusterScope> cluster(Operation operation) {
        return checked(
                operation,
                ResourceType.CLUSTER,
                ResourcePattern.CLUSTER_NAME,
                ClusterScope.CLUSTER,
                ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
    }

    /** As {@link #cluster} where another right would do as well or only a list is filtered: not an audit event. */
    public AccessAnswer<ClusterScope> maybeCluster(Operation operation) {
        return filtered(
                operation,
                ResourceType.CLUSTER,
                ResourcePattern.CLUSTER_NAME,
                ClusterScope.CLUSTER,
                ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
    }

    public AccessAnswer<String> transactionalId(Operation operation, String transactionalId) {
        return checked(
                operation,
                ResourceType.TRANSACTIONAL_ID,
                transactionalId,
                transactionalId,
                ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    }

    /** Tokens of others; {@code principal} as rules name it, {@code User:bob}. */
    public AccessAnswer<String> tokensOf(Operation operation, String principal) {
        return checked(
                operation, ResourceType.USER, principal, principal, ErrorCode.DELEGATION_TOKEN_AUTHORIZATION_FAILED);
    }

    private <R> AccessAnswer<R> checked(
            Operation operation, ResourceType type, String name, R resource, ErrorCode error) {
        return new AccessAnswer<>(
                access.check(operation, type, name, resource), new Denial(error, operation, type, name));
    }

    private <R> AccessAnswer<R> filtered(
            Operation operation, ResourceType type, String name, R resource, ErrorCode error) {
        return new AccessAnswer<>(
                access.filter(operation, type, name, resource), new Denial(error, operation, type, name));
    }

    /** Whether a list shows the token to somebody whose it is not: not an audit event (CONFORMANCE DTK-09). */
    public boolean seesToken(String id, String owner) {
        return access.filter(Operation.DESCRIBE, ResourceType.DELEGATION_TOKEN, id, id)
                        .allowed()
                || access.filter(Operation.DESCRIBE_TOKENS, ResourceType.USER, owner, owner)
                        .allowed();
    }

    /** Whether other access rules decide now than when the request came. */
    public boolean outdated() {
        return access.outdated();
    }

    public boolean anyTopic(Operation operation) {
        return access.anyOf(operation, ResourceType.TOPIC);
    }

    /** The bit field of operations that the peer may do on one resource (CONFORMANCE AZN-29). */
    public int operationBits(ResourceType type, String name) {
        return type.operations().stream()
                .filter(operation -> access.filter(operation, type, name, name).allowed())
                .mapToInt(operation -> 1 << operation.code())
                .reduce(0, (left, right) -> left | right);
    }
}
