package io.gatehouse.certs;

/** The extended key usages that this project needs. */
public enum Purpose {
    SERVER,
    CLIENT
}
