package io.gatehouse.broker.tool.acls;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/**
 * A resource, or a filter that finds some, and the rules that a command line gives for it.
 *
 * @param rules in the order in which they are shown; empty where no principal was named
 */
record ResourceRules(ResourcePatternFilter resource, List<AccessControlEntry> rules) {
    /** By type, then name, then pattern. */
    static final Comparator<ResourcePatternFilter> BY_RESOURCE = Comparator.comparing(
                    ResourcePatternFilter::resourceType)
            .thenComparing(ResourcePatternFilter::name)
            .thenComparing(ResourcePatternFilter::patternType);

    /** By principal, then host, then operation; of two that differ in nothing else, the one that denies stands first. */
    static final Comparator<AccessControlEntry> BY_RULE = Comparator.comparing(AccessControlEntry::principal)
            .thenComparing(AccessControlEntry::host)
            .thenComparing(AccessControlEntry::operation)
            .thenComparing(AccessControlEntry::permissionType);

    ResourceRules {
        rules = rules.stream().sorted(BY_RULE).distinct().toList();
    }

    /** For a resource that is named exactly, as rules to add have it. */
    ResourcePattern pattern() {
        return new ResourcePattern(resource.resourceType(), resource.name(), resource.patternType());
    }

    /** What a broker listed, in the order in which it is shown. */
    static List<ResourceRules> of(Stream<AclBinding> listed) {
        return listed.collect(Collectors.groupingBy(AclBinding::pattern)).entrySet().stream()
                .map(found -> new ResourceRules(
                        found.getKey().toFilter(),
                        found.getValue().stream().map(AclBinding::entry).toList()))
                .sorted(Comparator.comparing(ResourceRules::resource, BY_RESOURCE))
                .toList();
    }
}
