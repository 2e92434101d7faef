package io.gatehouse.broker.controller.producerids;

/**
 * Producer ids that belong to one broker.
 *
 * @param last inclusive
 */
public record ProducerIdBlock(long first, long last) {
    public ProducerIdBlock {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException(
                    "producer ids " + first + ".." + last + " (expected: a range from 0 up)");
        }
    }
}
