package io.gatehouse.zk;

import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The one place where this JVM's JAAS is told something, because ZooKeeper's client reads its login module from nowhere else:
 * sections under names that nobody else uses, with one module and options of ours. All other names are answered as the JDK
 * would have answered them, which looks for a login file not before it is asked.
 *
 * <p>Set once for the JVM, when the first section is added. Whoever sets another configuration after that takes ours away: then
 * ZooKeeper's client finds no section, and no session is opened. Thread: any.
 */
final class LoginSections extends Configuration {
    private static final LoginSections OURS = new LoginSections();
    private static final String OF_THE_JDK = "JavaLoginConfig";

    static {
        Configuration.setConfiguration(OURS);
    }

    private final Map<String, AppConfigurationEntry> sections = new ConcurrentHashMap<>();
    private final AtomicInteger added = new AtomicInteger();

    private LoginSections() {}

    /** @return the section's name */
    static String add(String module, Map<String, String> options) {
        String name = "gatehouse-zookeeper-" + OURS.added.incrementAndGet();
        OURS.sections.put(name, new AppConfigurationEntry(module, LoginModuleControlFlag.REQUIRED, options));
        return name;
    }

    static void remove(String name) {
        OURS.sections.remove(name);
    }

    @Override
    public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String name) {
        AppConfigurationEntry own = sections.get(name);
        return own == null ? others(name) : new AppConfigurationEntry[] {own};
    }

    private static AppConfigurationEntry @Nullable [] others(String name) {
        try {
            return Configuration.getInstance(OF_THE_JDK, null).getAppConfigurationEntry(name);
        } catch (NoSuchAlgorithmException | SecurityException e) {
            return null; // There is no login file, or none that can be read.
        }
    }
}
