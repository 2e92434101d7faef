package io.gatehouse.broker.api;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.wire.ApiKey;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What every handler says of its API, without a broker: each has it in a constant. */
public final class ApiSpecs {
    private ApiSpecs() {}

    /** In the order of their keys; those that the pipeline answers by itself, too. */
    public static List<ApiSpec> all() {
        Stream<ApiSpec> handlers = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.gatehouse.broker.api")
                        .stream()
                        .filter(type -> type.isAssignableTo(ApiHandler.class) && !type.isInterface())
                        .map(ApiSpecs::spec);
        Collection<?> pipeline = (Collection<?>) constant(ApiVersionsHandler.class, "PIPELINE");
        return Stream.concat(handlers, pipeline.stream().map(ApiSpec.class::cast))
                .distinct() // Where rules are another authorizer's, other handlers answer with the same rights.
                .sorted(Comparator.comparing(spec -> spec.key().id()))
                .toList();
    }

    public static Map<ApiKey, RequiredRights> rights() {
        Map<ApiKey, RequiredRights> rights = new EnumMap<>(ApiKey.class);
        all().forEach(spec -> rights.put(spec.key(), spec.rights()));
        return rights;
    }

    private static ApiSpec spec(JavaClass handler) {
        return (ApiSpec) constant(handler.reflect(), "SPEC");
    }

    private static Object constant(Class<?> of, String name) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(of + " has no " + name + " (expected: what the table says of it)", e);
        }
    }
}
