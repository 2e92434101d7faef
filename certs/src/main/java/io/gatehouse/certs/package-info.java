/**
 * Certificate authority, keys, signing and key stores: what {@code bin/certs.sh} does, as a small library.
 *
 * <p>Values are made by {@link io.gatehouse.certs.CertificateAuthority}, turned into bytes by
 * {@link io.gatehouse.certs.Pem} and {@link io.gatehouse.certs.KeyStores}, and written by
 * {@link io.gatehouse.certs.NewFiles}, which never overwrites. Used by the quick start, by tests and by the command line,
 * whose commands are in {@code command}, whose authorities live in folders ({@code folder}) and whose look at a port is in
 * {@code check}. Stands alone: knows no other module. Thread: any.
 */
@NullMarked
package io.gatehouse.certs;

import org.jspecify.annotations.NullMarked;
