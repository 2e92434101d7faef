package io.gatehouse.broker.config;

import io.gatehouse.zk.ZkKerberos;
import java.util.List;
import java.util.Optional;

/**
 * How this broker logs in to ZooKeeper besides showing its certificate: the login file's section {@code Client}, and the names that
 * ZooKeeper's client takes from whoever starts the process (CONFORMANCE JAA-08, ZKS-01 to ZKS-05). Kerberos alone; a section that
 * asks for something else stops the start, so that nobody believes that it works.
 */
final class ZooKeeperLogInReader {
    static final String SWITCH = "zookeeper.sasl.client";
    static final String SECTION = "zookeeper.sasl.clientconfig";
    static final String SERVICE = "zookeeper.sasl.client.username";

    private static final String DIGEST = "org.apache.zookeeper.server.auth.DigestLoginModule";
    private static final String USUAL_SECTION = "Client";
    private static final String USUAL_SERVICE = "zookeeper";

    private final Values values;

    ZooKeeperLogInReader(Values values) {
        this.values = values;
    }

    /** The section that is read if it is there. */
    static String section() {
        return ofProcess(SECTION).orElse(USUAL_SECTION);
    }

    /**
     * Empty where there is no section, and where something is wrong, which has been reported then.
     *
     * @param tls whether the connection is encrypted
     */
    Optional<ZkKerberos> read(boolean tls) {
        boolean on = on();
        Optional<List<JaasText>> modules = values.logins().section(section());
        if (modules.isEmpty()) {
            if (ofProcess(SECTION).isPresent() && on) {
                mistake(
                        SECTION,
                        section(),
                        "the name of a section of the file that -D" + LoginFile.PROPERTY + " names");
            }
            return Optional.empty();
        }
        LoginModules.Place place = new LoginModules.Place(
                values.findings(),
                LoginFile.PROPERTY,
                "section " + section() + " of " + values.logins().name());
        if (!on) { // CONFORMANCE ZKS-04.
            place.mistake("no such section, since -D" + SWITCH + "=false says that there is no log-in to ZooKeeper");
            return Optional.empty();
        }
        return module(modules.get(), place).flatMap(module -> kerberos(new LoginModules.Login(place, module), tls));
    }

    private boolean on() {
        Optional<String> said = ofProcess(SWITCH);
        said.filter(text -> !text.equals("true") && !text.equals("false"))
                .ifPresent(text -> mistake(SWITCH, text, "true or false"));
        return said.filter(text -> text.equals("false")).isEmpty();
    }

    private static Optional<JaasText> module(List<JaasText> modules, LoginModules.Place place) {
        JaasText module = modules.get(0);
        if (modules.size() > 1) {
            place.mistake("one login module; there are " + modules.size());
        } else if (module.module().equals(DIGEST)) {
            place.mistake(KeyTabLine.MODULE + ", or no such section: DIGEST-MD5 is not spoken, since ZooKeeper's client"
                    + " would have to check servers by the name that a resolver gives their address; the certificate"
                    + " proves this broker without it");
        } else if (!module.module().equals(KeyTabLine.MODULE)) {
            place.mistake("the login module " + KeyTabLine.MODULE + " and not " + module.module());
        } else {
            Optional<String> refusal = AllowedModules.ofThisProcess().refusal(module.module());
            refusal.ifPresent(place::mistake);
            return refusal.isEmpty() ? Optional.of(module) : Optional.empty();
        }
        return Optional.empty();
    }

    private Optional<ZkKerberos> kerberos(LoginModules.Login login, boolean tls) {
        Optional<KeyTabLine> own = KeyTabLine.read(login, KeyTabLine.Shape.ANY, values);
        Optional<String> service = service(login);
        if (!tls) {
            values.mistake(
                    ZooKeeperKeys.ZOOKEEPER_SSL_CLIENT_ENABLE,
                    "true, since Kerberos protects nothing of what follows the log-in; or no "
                            + login.place().name());
            return Optional.empty();
        }
        return own.flatMap(line -> service.map(name -> new ZkKerberos(line.principal(), line.keyTab(), name)));
    }

    /** CONFORMANCE ZKS-03; the module's option, which ZooKeeper's client does not read, may say the same. */
    private Optional<String> service(LoginModules.Login login) {
        String name = ofProcess(SERVICE).orElse(USUAL_SERVICE);
        if (!name.matches("[^/@\\s]+")) {
            mistake(SERVICE, name, "the service part of the principals of ZooKeeper's servers, such as zookeeper");
            return Optional.empty();
        }
        String option = login.text().options().getOrDefault(KeyTabLine.SERVICE_NAME, name);
        if (!option.equals(name)) {
            login.place()
                    .mistake("the option " + KeyTabLine.SERVICE_NAME + "=\"" + name + "\", as -D" + SERVICE
                            + " or its default says, or no such option");
            return Optional.empty();
        }
        return Optional.of(name);
    }

    private void mistake(String property, String found, String expected) {
        values.findings().mistake(property, found, expected);
    }

    private static Optional<String> ofProcess(String property) {
        return Optional.ofNullable(System.getProperty(property)).filter(text -> !text.isBlank());
    }
}
