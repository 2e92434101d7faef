package io.gatehouse.broker.controller.znode;

import java.nio.charset.StandardCharsets;

/** The controller epoch: decimal digits, no JSON (COMPAT C3.5). Its znode version is the fence of all writes (C10.2). */
public final class ControllerEpochZnode {
    public static final String PATH = "/controller_epoch";

    private ControllerEpochZnode() {}

    public static byte[] encode(int epoch) {
        return Integer.toString(epoch).getBytes(StandardCharsets.US_ASCII);
    }

    public static int decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CorruptZnode("controller epoch of " + bytes.length + " bytes (expected: decimal digits)");
        }
    }
}
