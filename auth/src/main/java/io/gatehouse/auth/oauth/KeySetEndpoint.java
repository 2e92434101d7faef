package io.gatehouse.auth.oauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A provider's address for its keys. One GET of this address and no other. */
public final class KeySetEndpoint implements KeySetSource {
    private final URI address;
    private final BoundedHttp http;

    /** @param trust who may speak for the address; empty: the authorities that this JVM knows */
    public KeySetEndpoint(URI address, Optional<SSLContext> trust) {
        this.address = address;
        this.http = new BoundedHttp(trust);
    }

    @Override
    public byte[] read() throws IOException {
        return http.ask(HttpRequest.newBuilder(address)
                .header("Accept", "application/jwk-set+json, application/json")
                .build());
    }

    @Override
    public String place() {
        return address.toString();
    }

    @Override
    public boolean remote() {
        return true;
    }
}
