package io.gatehouse.broker.main;

/** The certificate that a listener shows, for JMX: {@code type=tls-certificate,listener=NAME}. */
public interface ServedCertificateMXBean {
    String getSubject();

    /** Hexadecimal. */
    String getSerialNumber();

    /** When it ends, in seconds of the epoch. */
    long getNotAfterSeconds();

    /** Since when it is shown, in seconds of the epoch. */
    long getLoadedAtSeconds();

    /** How often another came in its place since the start. */
    long getReplacements();

    /** How often what was to come in its place was no good. */
    long getRefusals();
}
