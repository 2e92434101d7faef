package io.gatehouse.broker.controller.znode;

import io.gatehouse.broker.model.TopicName;

/** The wish to delete a topic (COMPAT C5.4); holds no bytes. */
public final class DeletedTopicZnode {
    public static final String PARENT = "/admin/delete_topics";

    private DeletedTopicZnode() {}

    public static String path(TopicName topic) {
        return PARENT + "/" + topic;
    }
}
