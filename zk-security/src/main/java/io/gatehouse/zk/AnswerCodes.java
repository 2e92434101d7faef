package io.gatehouse.zk;

import org.apache.zookeeper.KeeperException.Code;

/** What ZooKeeper's error codes mean to a caller. */
final class AnswerCodes {
    private AnswerCodes() {}

    static ZkFailure failure(int rc, String path) {
        Code code = Code.get(rc);
        if (code == null) {
            return new ZkFailure("ZooKeeper answered with the unknown code " + rc + " for " + path);
        }
        return switch (code) {
            case NODEEXISTS -> new ZnodeExists("znode " + path + " exists (expected: not there)");
            case NONODE -> new ZnodeMissing("znode " + path + " or its parent is missing");
            case BADVERSION -> new ZnodeVersionConflict("znode " + path + " was changed by somebody else");
            case NOTEMPTY -> new ZnodeNotEmpty("znode " + path + " has children");
            case NOAUTH, INVALIDACL ->
                new ZnodeDenied(
                        "ZooKeeper denies access to znode " + path
                                + " (expected: the identity, a certificate's subject or a Kerberos principal, that created it)");
            case SESSIONEXPIRED, SESSIONMOVED, CONNECTIONLOSS ->
                new ZkSessionExpired("the ZooKeeper session ended before the answer for " + path + " came");
            case SESSIONCLOSEDREQUIRESASLAUTH ->
                new ZkUnavailable("ZooKeeper takes nobody without a SASL log-in (expected: a section Client with"
                        + " Krb5LoginModule in this broker's login file)");
            default -> new ZkFailure("ZooKeeper answered " + code + " for " + path);
        };
    }
}
