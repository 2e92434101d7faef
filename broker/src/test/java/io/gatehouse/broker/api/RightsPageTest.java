package io.gatehouse.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about required rights is what the table of APIs says, word for word. */
final class RightsPageTest {
    private static final Path PAGE = Path.of("../docs/RIGHTS.md");

    @Test
    void thePageOfRightsSaysWhatTheTableSays() throws IOException {
        Path written = Files.writeString(Path.of("target/RIGHTS.md"), page());

        assertThat(Files.readString(PAGE))
                .as("docs/RIGHTS.md; as it should be: broker/%s", written)
                .isEqualTo(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Which right each API needs

                Every wire API that a broker answers, and who may call it; written from the table that the broker works with.
                What no rule allows is refused, and who has no right to see something is told the same whether it is there
                or not. "ACL", "API", "SAX" and "DTK" are rows of the conformance tables. `bin/gatehouse acls explain` says
                why somebody may or may not: [ACCESS.md](ACCESS.md).

                | key | API | versions | who may call it |
                | --- | --- | --- | --- |
                """);
        for (ApiSpec spec : ApiSpecs.all()) {
            page.append("| ")
                    .append(spec.key().id())
                    .append(" | ")
                    .append(spec.key())
                    .append(" | ")
                    .append(spec.oldest())
                    .append(spec.oldest() == spec.newest() ? "" : " to " + spec.newest())
                    .append(" | ")
                    .append(spec.rights().words())
                    .append(" |\n");
        }
        return page.toString();
    }
}
