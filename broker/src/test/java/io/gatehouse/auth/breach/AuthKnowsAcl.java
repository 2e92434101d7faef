package io.gatehouse.auth.breach;

import io.gatehouse.acl.AclEngine;

/** Breaks: auth knows no other module. */
final class AuthKnowsAcl {
    boolean loaded(AclEngine engine) {
        return engine.snapshot().isPresent();
    }
}
