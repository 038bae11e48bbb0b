package dev.sluice.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultFileTest {

  @Test
  void smallResultIsWrittenWhole() throws Exception {
    StepResult result =
        StepResult.succeeded(
            "Wrote 3 rows.", StepResult.Results.written(3, 10, 1, "s3://lake/a", "abc", false));
    StepResult read = Json.MAPPER.readValue(ResultFile.fit(result), StepResult.class);
    assertThat(read).isEqualTo(result);
  }

  @Test
  void largeResultLosesSamplesThenChecksAndSaysSo() throws Exception {
    StepResult.FailedCheck check =
        new StepResult.FailedCheck(
            "rating-range",
            "rating",
            QualityStep.Severity.ERROR,
            42,
            "é".repeat(500),
            Collections.nCopies(5, "sample"));
    StepResult result =
        new StepResult(
            1,
            Outcome.QUALITY_FAILED,
            "ChecksFailed",
            "ü".repeat(5000),
            null,
            Collections.nCopies(40, check),
            false);
    byte[] bytes = ResultFile.fit(result);
    StepResult read = Json.MAPPER.readValue(bytes, StepResult.class);
    assertThat(bytes.length).isLessThanOrEqualTo(StepResult.MAX_BYTES);
    assertThat(read.truncated()).isTrue();
    assertThat(read.failedChecks()).isNotEmpty();
    assertThat(read.failedChecks().get(0).failures()).isEqualTo(42);
    assertThat(read.failedChecks().get(0).samples()).isEqualTo(List.of());
  }
}
