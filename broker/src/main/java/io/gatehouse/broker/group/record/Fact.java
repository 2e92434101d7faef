package io.gatehouse.broker.group.record;

import io.gatehouse.broker.model.GroupId;
import java.util.function.Function;

/** What one record says. Replaying facts in order is the only way that durable state changes. */
public sealed interface Fact {
    GroupId group();

    <T> T fold(
            Function<OffsetCommitted, T> onOffset,
            Function<OffsetForgotten, T> onOffsetGone,
            Function<GroupWritten, T> onGroup,
            Function<GroupForgotten, T> onGroupGone);

    record OffsetCommitted(OffsetKey key, OffsetValue value) implements Fact {
        @Override
        public GroupId group() {
            return key.group();
        }

        @Override
        public <T> T fold(
                Function<OffsetCommitted, T> onOffset,
                Function<OffsetForgotten, T> onOffsetGone,
                Function<GroupWritten, T> onGroup,
                Function<GroupForgotten, T> onGroupGone) {
            return onOffset.apply(this);
        }
    }

    record OffsetForgotten(OffsetKey key) implements Fact {
        @Override
        public GroupId group() {
            return key.group();
        }

        @Override
        public <T> T fold(
                Function<OffsetCommitted, T> onOffset,
                Function<OffsetForgotten, T> onOffsetGone,
                Function<GroupWritten, T> onGroup,
                Function<GroupForgotten, T> onGroupGone) {
            return onOffsetGone.apply(this);
        }
    }

    record GroupWritten(GroupId group, GroupValue value) implements Fact {
        @Override
        public <T> T fold(
                Function<OffsetCommitted, T> onOffset,
                Function<OffsetForgotten, T> onOffsetGone,
                Function<GroupWritten, T> onGroup,
                Function<GroupForgotten, T> onGroupGone) {
            return onGroup.apply(this);
        }
    }

    record GroupForgotten(GroupId group) implements Fact {
        @Override
        public <T> T fold(
                Function<OffsetCommitted, T> onOffset,
                Function<OffsetForgotten, T> onOffsetGone,
                Function<GroupWritten, T> onGroup,
                Function<GroupForgotten, T> onGroupGone) {
            return onGroupGone.apply(this);
        }
    }
}
