package io.gatehouse.broker.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.gatehouse.acl.Permit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows and borders of docs/ARCHITECTURE.md, as rules over the compiled classes. */
final class ArchitectureTest {
    private static final String ROOT = "io.gatehouse.";

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.gatehouse");

    /** Which modules a module may use (DESIGN: auth knows nobody, certs stands alone, broker knows all). */
    private static final Map<String, List<String>> MODULES = new TreeMap<>(Map.of(
            "auth", List.of(),
            "certs", List.of(),
            "tls", List.of("auth"),
            "acl", List.of("auth"),
            "quotas", List.of("auth", "acl"),
            "zk", List.of("auth", "tls", "acl", "quotas")));

    /** Which packages of the broker a package of the broker may use. */
    private static final Map<String, List<String>> PACKAGES = new TreeMap<>(Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("wire", List.of("model")),
            Map.entry("log", List.of("model")),
            Map.entry("cluster", List.of("model")),
            Map.entry("replica", List.of("model", "wire", "log", "cluster")),
            Map.entry("state", List.of("model", "replica")),
            Map.entry("group", List.of("model", "wire", "replica", "state")),
            Map.entry("controller", List.of("model", "cluster")),
            Map.entry("session", List.of("model", "wire")),
            Map.entry(
                    "api",
                    List.of(
                            "model",
                            "wire",
                            "log",
                            "cluster",
                            "replica",
                            "state",
                            "group",
                            "controller",
                            "session",
                            "config")),
            Map.entry("net", List.of("model", "wire", "session", "api")),
            Map.entry("config", List.of("model", "log"))));

    @TestFactory
    List<DynamicTest> modulesUseOnlyWhatTheMapAllows() {
        return MODULES.keySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module, () -> moduleArrows(module).check(CODE)))
                .toList();
    }

    private static ArchRule moduleArrows(String module) {
        List<String> allowed =
                MODULES.get(module).stream().map(name -> ROOT + name + "..").toList();
        return onlyDependsOn(ROOT + module + "..", allowed, "io.gatehouse..");
    }

    @TestFactory
    List<DynamicTest> packagesOfTheBrokerUseOnlyWhatTheMapAllows() {
        return PACKAGES.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(),
                        () -> onlyDependsOn(
                                        ROOT + "broker." + entry.getKey() + "..",
                                        entry.getValue().stream()
                                                .map(name -> ROOT + "broker." + name + "..")
                                                .toList(),
                                        ROOT + "broker..")
                                .check(CODE)))
                .toList();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.gatehouse.broker.(*)..").should().beFreeOfCycles().check(CODE);
        slices().matching("io.gatehouse.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void nettyStaysInWireNetAndTls() {
        nettyStaysInItsPackages().check(CODE);
    }

    private static ArchRule nettyStaysInItsPackages() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + "broker.wire..", ROOT + "broker.net..", ROOT + "tls..", ROOT + "broker.main..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..");
    }

    /** It is on the class path of the command line that needs it, and not on a broker's. */
    @Test
    void kerbyStaysInTheDevelopmentKdc() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "broker.tool.kdc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kerby..")
                .check(CODE);
    }

    /** What runs inside Apache Kafka finds Kafka there; nothing of ours does, and nothing of ours uses it. */
    @Test
    void kafkaStaysOutOfTheRules() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "acl..")
                .and()
                .resideOutsideOfPackage(ROOT + "acl.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CODE);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "acl.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "acl.kafka..", "org.apache.kafka.metadata..")
                .check(CODE);
    }

    @Test
    void buffersStayInWireAndNet() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "broker.wire..", ROOT + "broker.net..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.netty.buffer.ByteBuf")
                .check(CODE);
    }

    @Test
    void kafkasMessagesStayInWireApiAndNet() {
        noClasses()
                .that()
                .resideInAPackage("io.gatehouse..")
                .and()
                .resideOutsideOfPackages(
                        ROOT + "broker.wire..",
                        ROOT + "broker.api..",
                        ROOT + "broker.net..",
                        ROOT + "broker.tool..",
                        ROOT + "broker.main.quickstart..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.common.message..", "org.apache.kafka.common.protocol..")
                .check(CODE);
    }

    @Test
    void kafkasRecordsStayInWireAndLog() {
        noClasses()
                .that()
                .resideInAPackage("io.gatehouse..")
                .and()
                .resideOutsideOfPackages(ROOT + "broker.wire..", ROOT + "broker.log..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.common.record..", "org.apache.kafka.common.compress..")
                .check(CODE);
    }

    @Test
    void handlersReachTheLogOnlyThroughReplicasWhichAskForAPermit() {
        handlersDoNotKnowTheLog().check(CODE);
        methods()
                .that()
                .areDeclaredInClassesThat()
                .haveFullyQualifiedName(ROOT + "broker.replica.Replicas")
                .and()
                .arePublic()
                .and()
                .haveNameMatching("append|read|load|earliest|latest|atTimestamp|maxTimestamp")
                .should(takeAPermitFirst())
                .check(CODE);
    }

    private static ArchRule handlersDoNotKnowTheLog() {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "broker.api..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + "broker.log.PartitionLog");
    }

    /** The first parameter is a permit, or a value whose constructor asks for one. */
    private static ArchCondition<JavaMethod> takeAPermitFirst() {
        return new ArchCondition<>("take a permit, or what was made with one, first") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean carries = !method.getParameters().isEmpty()
                        && method.getParameters().get(0).getType().getAllInvolvedRawTypes().stream()
                                .anyMatch(ArchitectureTest::carriesAPermit);
                events.add(new SimpleConditionEvent(method, carries, method.getFullName()));
            }
        };
    }

    private static boolean carriesAPermit(JavaClass type) {
        return type.isEquivalentTo(Permit.class)
                || type.getConstructors().stream()
                        .anyMatch(constructor -> constructor.getRawParameterTypes().stream()
                                .anyMatch(parameter -> parameter.isEquivalentTo(Permit.class)));
    }

    @Test
    void onlyTheAccessEngineMakesPermits() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "acl")
                .should()
                .callConstructor(
                        Permit.class,
                        io.gatehouse.acl.Operation.class,
                        io.gatehouse.acl.ResourceType.class,
                        Object.class)
                .check(CODE);
    }

    @Test
    void secretsAreComparedInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "auth.secret.Secret")
                .should()
                .callMethod(java.security.MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .check(CODE);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "auth..")
                .should()
                .callMethod(java.util.Arrays.class, "equals", byte[].class, byte[].class)
                .check(CODE);
    }

    @Test
    void logicIsToldTheTime() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "broker.main..", ROOT + "broker.tool..", ROOT + "certs..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CODE);
    }

    @Test
    void nothingThatServesRequestsWaits() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "broker.net..",
                        ROOT + "broker.api..",
                        ROOT + "broker.session..",
                        ROOT + "broker.group..")
                .should()
                .callMethod(CompletableFuture.class, "join")
                .orShould()
                .callMethod(CompletableFuture.class, "get")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CODE);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(not(resideInAPackage("..jmh_generated..")))
                .should()
                .beFinal()
                .check(CODE);
    }

    @Test
    void classesAreNotNamedAfterNothing() {
        classes()
                .that(not(resideInAnyPackage("..jmh_generated..")))
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Utils|Util|Impl)$|.*\\.Abstract[A-Z].*")
                .check(CODE);
    }

    /** The rules above would be worth nothing if a breach passed: each of these samples must be found. */
    @Test
    void breachesAreFound() {
        JavaClasses breaches = new ClassFileImporter().importPackages(ROOT + "broker.api.breach", ROOT + "auth.breach");

        assertThatThrownBy(() -> nettyStaysInItsPackages().check(breaches)).hasMessageContaining("ApiWithNetty");
        assertThatThrownBy(() -> handlersDoNotKnowTheLog().check(breaches)).hasMessageContaining("ApiWithoutPermit");
        assertThatThrownBy(() -> moduleArrows("auth").check(breaches)).hasMessageContaining("AuthKnowsAcl");
    }

    /** Classes of {@code of} use, of all classes in {@code border}, only their own and those in {@code allowed}. */
    private static ArchRule onlyDependsOn(String of, List<String> allowed, String border) {
        String[] open = java.util.stream.Stream.concat(java.util.stream.Stream.of(of), allowed.stream())
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(of)
                .should()
                .dependOnClassesThat(resideInAPackage(border).and(not(resideInAnyPackage(open))))
                .allowEmptyShould(true);
    }
}
