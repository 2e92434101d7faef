package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The members of one object in a body, read strictly. What is refused is said by where it stands, never by what it is,
 * because it may be a password.
 *
 * @param where in the body
 */
record JsonMembers(String where, JsonNode node) {
    /** @throws AdminRefusal unless it is an object without other members than these */
    JsonMembers known(Set<String> names) {
        boolean good = node.isObject();
        for (var member : node.properties()) {
            good &= names.contains(member.getKey());
        }
        if (!good) {
            throw wrong("an object with none but " + names.stream().sorted().toList());
        }
        return this;
    }

    boolean has(String name) {
        return node.has(name);
    }

    /** The object that a member is; one without members if it is not there. */
    JsonMembers object(String name, Set<String> names) {
        JsonNode member = node.has(name) ? node.path(name) : AdminJson.object();
        return at(name, member).known(names);
    }

    /** The objects in a member; none if it is not there. */
    List<JsonMembers> list(String name, Set<String> names) {
        JsonNode member = node.path(name);
        if (!member.isMissingNode() && !member.isArray()) {
            throw at(name, member).wrong("a list");
        }
        List<JsonMembers> objects = new ArrayList<>();
        for (JsonNode element : member) {
            objects.add(at(name + "[" + objects.size() + "]", element).known(names));
        }
        return objects;
    }

    /** @throws AdminRefusal unless it is there and is a text of whole characters: halves could not be stored */
    String text(String name) {
        JsonNode member = node.path(name);
        if (!member.isTextual() || !StandardCharsets.UTF_8.newEncoder().canEncode(member.textValue())) {
            throw at(name, member).wrong("a text");
        }
        return member.textValue();
    }

    /** Empty for null. */
    Optional<String> textOrNull(String name) {
        return node.path(name).isNull() ? Optional.empty() : Optional.of(text(name));
    }

    /** Empty for null and where there is none. */
    OptionalDouble number(String name) {
        JsonNode member = node.path(name);
        if (member.isNull() || member.isMissingNode()) {
            return OptionalDouble.empty();
        }
        if (!member.isNumber() || !Double.isFinite(member.doubleValue())) {
            throw at(name, member).wrong("a number or null");
        }
        return OptionalDouble.of(member.doubleValue());
    }

    AdminRefusal wrong(String expected) {
        return AdminRefusal.bad(where + " (expected: " + expected + ")");
    }

    /** There may be passwords in it. */
    @Override
    public String toString() {
        return "JsonMembers[" + where + "]";
    }

    private JsonMembers at(String name, JsonNode member) {
        return new JsonMembers(where.equals(AdminJson.BODY) ? name : where + "." + name, member);
    }
}
