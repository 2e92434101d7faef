package io.gatehouse.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;

/**
 * When a revocation list was made, and when the next must be there.
 *
 * @param number grows with every list of one authority (RFC 5280 5.2.3)
 */
public record CrlPeriod(BigInteger number, Instant thisUpdate, Instant nextUpdate) {
    public CrlPeriod(BigInteger number, Instant thisUpdate, Duration until) {
        this(number, thisUpdate, thisUpdate.plus(until));
    }

    /** A version 2 list with number and key identifier; an entry has its reason unless there is none to tell. */
    X509CRL list(List<Revocation> revoked, Signing signing) {
        X509v2CRLBuilder builder =
                new X509v2CRLBuilder(signing.issuer(), Date.from(thisUpdate.minus(Signing.CLOCK_SKEW)));
        builder.setNextUpdate(Date.from(nextUpdate));
        for (Revocation one : revoked) {
            // Bouncy Castle leaves reason 0 out, as RFC 5280 5.3.1 asks: absent instead of unspecified.
            builder.addCRLEntry(one.serial(), Date.from(one.at()), one.reason().code());
        }
        try {
            builder.addExtension(Extension.authorityKeyIdentifier, false, signing.keyId());
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            return new JcaX509CRLConverter().getCRL(builder.build(signing.signer()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a revocation list cannot be signed", e);
        }
    }
}
