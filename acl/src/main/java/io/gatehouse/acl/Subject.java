package io.gatehouse.acl;

import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: a proven principal at an address, in groups that were proved with it (PEERS C8). Made once per connection, so
 * that a decision compares what exists already. Immutable.
 */
public final class Subject {
    private static final String GROUP = "Group";

    private final VerifiedPrincipal principal;
    private final String principalText;
    private final String host;
    private final @Nullable AddressRange address;
    private final List<String> groupTexts;
    private final int hash;

    /** What was asked for last, so that a connection's requests make it once. */
    private volatile @Nullable Joined joined;

    private record Joined(GroupMembers members, Subject subject) {}

    /** Of no group. */
    public Subject(VerifiedPrincipal principal, String host) {
        this(principal, host, Set.of());
    }

    /**
     * @param host the TCP peer's address as text; kept in one spelling, IPv4-mapped IPv6 as IPv4 (attack 135)
     * @param groups names of those that the principal is in; rules speak of them as {@code Group:name}
     */
    public Subject(VerifiedPrincipal principal, String host, Set<String> groups) {
        this.principal = principal;
        this.principalText = principal.toString();
        this.host = PeerAddress.canonical(host);
        this.address = AddressRange.parse(this.host).orElse(null);
        this.groupTexts = groups.stream()
                .sorted()
                .map(name -> new VerifiedPrincipal(GROUP, name).toString())
                .toList();
        this.hash = Objects.hash(principal, this.host, groupTexts);
    }

    public VerifiedPrincipal principal() {
        return principal;
    }

    public String host() {
        return host;
    }

    /** The same, also in the groups that {@code members} say; a decision's first step. */
    Subject in(GroupMembers members) {
        Joined known = joined;
        if (known == null || known.members != members) {
            known = new Joined(members, joined(members.groupsOf(principal)));
            joined = known;
        }
        return known.subject;
    }

    private Subject joined(Set<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Set<String> all = new HashSet<>(more);
        groupTexts.forEach(text -> all.add(text.substring(GROUP.length() + 1)));
        return new Subject(principal, host, all);
    }

    /** The host, if it is an address: rules for networks are compared with it. */
    @Nullable
    AddressRange address() {
        return address;
    }

    String principalText() {
        return principalText;
    }

    /** As rules write them, {@code Group:name}, in order. */
    public List<String> groupTexts() {
        return groupTexts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Subject that
                && principal.equals(that.principal)
                && host.equals(that.host)
                && groupTexts.equals(that.groupTexts);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return principalText + " at " + host;
    }
}
