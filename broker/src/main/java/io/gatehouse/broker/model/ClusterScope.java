package io.gatehouse.broker.model;

/** The cluster as a thing that rights are needed on; there is one. */
public enum ClusterScope {
    CLUSTER
}
