package io.gatehouse.zk;

import java.nio.file.Path;

/**
 * Who this broker is to ZooKeeper by Kerberos, besides its certificate (CONFORMANCE ZKS-01, ZKS-03, ZKS-09).
 *
 * @param principal {@code name@REALM} or {@code name/host@REALM}; the realm may be left to krb5.conf
 * @param keyTab the file with its keys
 * @param service what ZooKeeper's servers are called to Kerberos, without their host: {@code zookeeper} for most
 */
public record ZkKerberos(String principal, Path keyTab, String service) {}
