package io.gatehouse.broker.main;

import static io.gatehouse.broker.main.Waiting.await;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclStore;
import io.gatehouse.acl.RuleSources;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.TokenStore;
import io.gatehouse.broker.api.admin.PolicyStore;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.quotas.QuotaLedger;
import io.gatehouse.quotas.QuotaStore;
import io.gatehouse.zk.KeyRing;
import io.gatehouse.zk.SealedZnodes;
import io.gatehouse.zk.ZkAclStore;
import io.gatehouse.zk.ZkBlockStore;
import io.gatehouse.zk.ZkPolicy;
import io.gatehouse.zk.ZkQuotaStore;
import io.gatehouse.zk.ZkScramStore;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZkTimedRuleStore;
import io.gatehouse.zk.ZkTokenStore;
import io.gatehouse.zk.ZkUserConfigs;
import java.time.Duration;
import java.util.Optional;

/** The stores whose values only brokers of this cluster can read. */
record Sealed(
        AclStore acls,
        TimedRuleStore timedRules,
        QuotaStore quotas,
        ScramCredentialStore scram,
        PolicyStore policy,
        Optional<TokenStore> tokens,
        BlockStore blocks,
        Secret phantomSecret) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PHANTOMS = "scram phantom credentials";

    static Sealed open(
            BrokerConfig config,
            ZkSession zookeeper,
            String clusterId,
            AclEngine engine,
            QuotaLedger ledger,
            Foundation base) {
        KeyRing ring = KeyRing.load(config.zooKeeper()
                .keyRing()
                .orElseThrow(() -> new StartFailure(
                        "zookeeper.sealing.keyring.location is not set (expected: a key ring file; metadata that is not"
                                + " sealed is not part of this version)")));
        SealedZnodes znodes = new SealedZnodes(zookeeper, ring, clusterId, false, base.audit(), base.random());
        RuleSources rules = TimedRules.of(engine, base);
        ZkAclStore acls =
                new ZkAclStore(zookeeper, znodes, rules::lasting, rules::lastingUnreadable, base.audit(), base.clock());
        await(acls.start(), PATIENCE, "reading access rules");
        ZkTimedRuleStore timed = new ZkTimedRuleStore(
                zookeeper, znodes, rules::timed, rules::timedUnreadable, base.audit(), base.clock());
        await(timed.start(), PATIENCE, "reading access rules for a time");
        ZkUserConfigs users = new ZkUserConfigs(zookeeper, znodes, base.audit(), base.clock());
        ZkScramStore scram = new ZkScramStore(users);
        ZkQuotaStore quotas = new ZkQuotaStore(users, ledger::replace);
        await(users.start(), PATIENCE, "reading credentials and quotas");
        Optional<TokenStore> tokens = config.tokens().secret().map(secret -> tokens(zookeeper, znodes, base));
        ZkBlockStore blocks = new ZkBlockStore(zookeeper, znodes, base.audit(), base.clock());
        await(blocks.start(), PATIENCE, "reading the block list");
        StoredPolicy policy = new StoredPolicy(new ZkPolicy(znodes, acls, users, scram, quotas));
        return new Sealed(acls, timed, quotas, scram, policy, tokens, blocks, ring.derive(PHANTOMS));
    }

    /** CONFORMANCE DTK-16: nothing is made in ZooKeeper where there are no tokens. */
    private static TokenStore tokens(ZkSession zookeeper, SealedZnodes znodes, Foundation base) {
        ZkTokenStore tokens = new ZkTokenStore(zookeeper, znodes, base.audit(), base.clock());
        await(tokens.start(), PATIENCE, "reading delegation tokens");
        return tokens;
    }
}
