package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reasons are API, so the reference lists exactly those of the source. */
class ReasonsTest {

  private static final Path SOURCE = Path.of("src/main/java/dev/sluice/operator/Reasons.java");
  private static final Path PAGE = Path.of("../docs/reference.md");
  private static final String BEGIN = "<!-- reasons:begin -->\n";
  private static final String END = "<!-- reasons:end -->";
  private static final Pattern ENTRY =
      Pattern.compile(
          "^  // (.+)$|/\\*\\* (.+?) \\*/\\s+public static final String \\w+ = \"(\\w+)\";",
          Pattern.MULTILINE);

  @Test
  void referenceListsTheReasonsOfTheSource() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String listed = page.substring(begin, page.indexOf(END));
    String wanted = table(Files.readString(SOURCE));
    if (Boolean.getBoolean("update")) {
      Files.writeString(
          PAGE, page.substring(0, begin) + wanted + page.substring(page.indexOf(END)));
      return;
    }
    assertThat(listed).as("run this test with -Dupdate=true to write it").isEqualTo(wanted);
  }

  private static String table(String source) {
    StringBuilder text = new StringBuilder();
    Matcher entry = ENTRY.matcher(source);
    while (entry.find()) {
      if (entry.group(1) != null) {
        text.append("\n### ")
            .append(entry.group(1))
            .append("\n\n| reason | meaning |\n|---|---|\n");
      } else {
        text.append("| `").append(entry.group(3)).append("` | ");
        text.append(entry.group(2)).append(" |\n");
      }
    }
    return text.append("\n").toString();
  }
}
