package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AclFilter;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternFilter;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourceType;
import java.util.Optional;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DescribeAclsRequestData;

/** Reads which rules a peer asks for or wants removed (CONFORMANCE ENM-01 to ENM-04: code 1 is any, 0 is unknown). */
final class FilterReader {
    private static final byte ANY = 1;

    private FilterReader() {}

    static Reading<AclFilter> read(DescribeAclsRequestData request) {
        return read(
                new Codes(
                        request.resourceTypeFilter(),
                        request.patternTypeFilter(),
                        request.operation(),
                        request.permissionType()),
                Optional.ofNullable(request.resourceNameFilter()),
                Optional.ofNullable(request.principalFilter()),
                Optional.ofNullable(request.hostFilter()));
    }

    static Reading<AclFilter> read(DeleteAclsFilter filter) {
        return read(
                new Codes(
                        filter.resourceTypeFilter(),
                        filter.patternTypeFilter(),
                        filter.operation(),
                        filter.permissionType()),
                Optional.ofNullable(filter.resourceNameFilter()),
                Optional.ofNullable(filter.principalFilter()),
                Optional.ofNullable(filter.hostFilter()));
    }

    private static Reading<AclFilter> read(
            Codes codes, Optional<String> name, Optional<String> principal, Optional<String> host) {
        Optional<ResourceType> type = ResourceType.ofCode(codes.type());
        if (type.isEmpty() && codes.type() != ANY) {
            return unknown("resource type", codes.type());
        }
        Optional<PatternFilter> patterns = PatternFilter.ofCode(codes.pattern());
        if (patterns.isEmpty()) {
            return unknown("pattern type", codes.pattern());
        }
        Optional<Operation> operation = Operation.ofCode(codes.operation());
        if (operation.isEmpty() && codes.operation() != ANY) {
            return unknown("operation", codes.operation());
        }
        Optional<Permission> permission = Permission.ofCode(codes.permission());
        if (permission.isEmpty() && codes.permission() != ANY) {
            return unknown("permission type", codes.permission());
        }
        return Reading.of(new AclFilter(type, name, patterns.get(), principal, host, operation, permission));
    }

    private static Reading<AclFilter> unknown(String what, byte code) {
        return Reading.refused(what + " " + code + " is not one that a filter can have");
    }

    private record Codes(byte type, byte pattern, byte operation, byte permission) {}
}
