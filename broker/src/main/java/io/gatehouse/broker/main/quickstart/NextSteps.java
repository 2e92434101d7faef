package io.gatehouse.broker.main.quickstart;

import java.nio.file.Path;
import java.util.List;

/** The exact commands that work now. */
final class NextSteps {
    private NextSteps() {}

    /** @param folder as the reader would type it */
    static List<String> commands(Path folder, ClientSettings settings, Workspace workspace) {
        String server = "--bootstrap-server " + settings.bootstrap();
        String app = quoted(folder.resolve(
                workspace.clientProperties(User.APP).getFileName().toString()));
        String admin = quoted(folder.resolve(
                workspace.clientProperties(User.ADMIN).getFileName().toString()));
        String kcat = quoted(
                folder.resolve(workspace.kcatConfig(User.APP).getFileName().toString()));
        return List.of(
                "Write, as the application:",
                "  bin/kafka-console-producer.sh " + server + " --command-config " + app + " --topic " + Cluster.TOPIC,
                "Read, as the application:",
                "  bin/kafka-console-consumer.sh " + server + " --command-config " + app + " --topic " + Cluster.TOPIC
                        + " --group " + Cluster.GROUP + " --from-beginning",
                "The same with kcat, or any client of librdkafka:",
                "  kcat -F " + kcat + " -P -t " + Cluster.TOPIC,
                "  kcat -F " + kcat + " -G " + Cluster.GROUP + " " + Cluster.TOPIC,
                "Look around, as the administrator:",
                "  bin/kafka-topics.sh " + server + " --command-config " + admin + " --describe",
                "  bin/kafka-acls.sh " + server + " --command-config " + admin + " --list");
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9._/@:+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
