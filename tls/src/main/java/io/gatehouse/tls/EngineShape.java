package io.gatehouse.tls;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;

/** What a listener's settings make of an engine that the JVM, or a plug-in, has made. */
record EngineShape(List<String> protocols, List<String> suites, boolean suitesChosen, ClientAuth clientAuth) {
    static EngineShape of(TlsSettings settings) {
        return new EngineShape(
                CipherSuites.protocols(settings),
                CipherSuites.suites(settings),
                !settings.cipherSuites().isEmpty(),
                settings.clientAuth());
    }

    /** @throws IllegalArgumentException when the engine has nothing of what the settings name */
    SSLEngine server(SSLEngine engine) {
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(protocols.toArray(String[]::new));
        engine.setEnabledCipherSuites(suites(engine));
        switch (clientAuth) {
            case NONE -> engine.setNeedClientAuth(false);
            case REQUESTED -> engine.setWantClientAuth(true);
            case REQUIRED -> engine.setNeedClientAuth(true);
        }
        return new OneHandshakeEngine(engine);
    }

    /** Of our defaults a provider may have a part; what the operator has chosen has to be there. */
    private String[] suites(SSLEngine engine) {
        Set<String> supported = Set.of(engine.getSupportedCipherSuites());
        Stream<String> chosen = suites.stream();
        return (suitesChosen ? chosen : chosen.filter(supported::contains)).toArray(String[]::new);
    }
}
