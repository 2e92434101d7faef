package io.gatehouse.broker.net;

import io.gatehouse.auth.sasl.SaslProof;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * How this broker logs in to others where their listener has SASL.
 *
 * @param executor takes the steps, which may hash for a while or ask others; not one that strangers can keep busy
 */
public record PeerProof(SaslProof proof, Executor executor, RandomGenerator random) {}
