/**
 * Certificate authority, keys, signing and key stores: what {@code bin/certs.sh} does, as a small library.
 *
 * <p>Values are made by {@link io.gatehouse.certs.CertificateAuthority}, turned into bytes by
 * {@link io.gatehouse.certs.Pem} and {@link io.gatehouse.certs.Pkcs12}, and written by
 * {@link io.gatehouse.certs.NewFiles}, which never overwrites. Used by the quick start, by tests and by the command
 * line. Stands alone: knows no other module. Thread: any.
 */
@NullMarked
package io.gatehouse.certs;

import org.jspecify.annotations.NullMarked;
