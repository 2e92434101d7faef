package io.gatehouse.tls;

/** The key store type names that mean something to us; every other name is the JVM's affair (CONFORMANCE TLS-35). */
final class StoreFormat {
    static final String JKS = "JKS";
    static final String PEM = "PEM";

    private StoreFormat() {}

    static boolean isPem(String type) {
        return type.equalsIgnoreCase(PEM);
    }
}
