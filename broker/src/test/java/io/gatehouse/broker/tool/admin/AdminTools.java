package io.gatehouse.broker.tool.admin;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The command lines, without a process for each: a test asks many times. */
public final class AdminTools {
    private static final Map<String, AdminTool> TOOLS = Map.of(
            "sessions", SessionsMain.tool(),
            "block", BlockMain.tool(),
            "credentials", CredentialsMain.tool(),
            "acls", AclsMain.tool(),
            "policy", PolicyMain.tool());

    private AdminTools() {}

    public static int run(String name, List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        AdminTool tool = TOOLS.get(name);
        if (tool == null) {
            throw new IllegalArgumentException(name);
        }
        return tool.run(arguments, in, out, err);
    }
}
