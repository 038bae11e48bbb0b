package dev.sluice.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the operator relies on from every runner. Each runner has an integration test that extends
 * this class; all tests run it as a process of its own.
 */
public abstract class RunnerContract {

  private static final String PLAIN_LINE =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (INFO |WARN |ERROR) .*";
  private static final Duration GRACE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private int processes;

  /** The class with the runner's {@code main}. */
  protected abstract String mainClass();

  /** A request that succeeds in a few seconds; its output is used by no other name. */
  protected abstract StepRequest succeeding(String name, int attempt);

  /** A request that the user must correct. */
  protected abstract StepRequest wrong(String name);

  /** A request that fails because something does not answer. */
  protected abstract StepRequest unanswered(String name);

  /** A request whose work lasts at least a minute. */
  protected abstract StepRequest lasting(String name);

  /** Text in the output when {@link #lasting} is under way. */
  protected abstract String lastingMark();

  /** Whether a reader can see anything that the request writes. */
  protected abstract boolean visible(StepRequest request) throws Exception;

  /** A file that the attempt left below the request's report target. */
  protected abstract Optional<byte[]> stored(StepRequest request, String file) throws Exception;

  /** Phases in which a kill leaves nothing visible. */
  protected abstract List<String> phasesBeforeCommit();

  /** Phases in which the output is already visible. */
  protected abstract List<String> phasesAfterCommit();

  /** Secret values that must be found nowhere. */
  protected abstract List<String> secrets();

  protected List<String> jvmArguments() {
    return List.of();
  }

  protected Map<String, String> environment() {
    return Map.of();
  }

  @Test
  void missingRequestIsRefused() throws Exception {
    assertRefused(run(Map.of()), "NoRequest", StepRequest.ENV);
  }

  @Test
  void otherVersionOfTheContractIsRefused() throws Exception {
    ObjectNode request = Json.MAPPER.valueToTree(succeeding("version", 1));
    request.put("protocolVersion", 99);
    assertRefused(run(Map.of(StepRequest.ENV, request.toString())), "ProtocolMismatch", "99");
  }

  @Test
  void requestThatIsNoJsonIsRefused() throws Exception {
    assertRefused(run(Map.of(StepRequest.ENV, "{")), "BadRequest", StepRequest.ENV);
  }

  @Test
  void requestWithAnUnknownFieldIsRefused() throws Exception {
    ObjectNode request = Json.MAPPER.valueToTree(succeeding("unknown-field", 1));
    request.put("surprise", true);
    assertRefused(run(Map.of(StepRequest.ENV, request.toString())), "BadRequest", "surprise");
  }

  @Test
  void requestOfAnotherKindIsRefused() throws Exception {
    StepRequest known = succeeding("other-kind", 1);
    StepRequest other =
        new StepRequest(
            StepRequest.PROTOCOL_VERSION,
            known.run(),
            known.stores(),
            known.warehouses(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    StepResult result = run(other, Map.of()).result();
    assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message()).doesNotContain("NullPointerException");
  }

  @Test
  void successLeavesResultLogAndReport() throws Exception {
    StepRequest request = succeeding("success", 1);
    RunnerProcess.Ended ended = run(request, Map.of());
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    StepResult result = ended.result();
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.protocolVersion()).isEqualTo(StepRequest.PROTOCOL_VERSION);
    assertThat(result.results()).isNotNull();
    assertThat(ended.resultBytes().length).isLessThanOrEqualTo(StepResult.MAX_BYTES);
    assertThat(visible(request)).isTrue();
    assertThat(Json.MAPPER.readValue(file(request, "result.json"), StepResult.class))
        .isEqualTo(result);
    assertThat(file(request, "log.txt")).contains(result.message());
    assertThat(Json.MAPPER.readTree(file(request, "report.json")).isObject()).isTrue();
    assertThat(ended.output().lines()).allMatch(line -> line.matches(PLAIN_LINE), PLAIN_LINE);
    String everything =
        ended.output()
            + new String(ended.resultBytes(), StandardCharsets.UTF_8)
            + file(request, "log.txt")
            + file(request, "report.json");
    assertThat(secrets()).allSatisfy(secret -> assertThat(everything).doesNotContain(secret));
  }

  @Test
  void logIsJsonOnRequest() throws Exception {
    RunnerProcess.Ended ended = run(wrong("json-log"), Map.of("SLUICE_LOG_FORMAT", "json"));
    assertThat(ended.output()).isNotEmpty();
    for (String line : ended.output().lines().toList()) {
      JsonNode json = Json.MAPPER.readTree(line);
      assertThat(json.path("level").asText()).as(line).isNotEmpty();
      assertThat(json.path("message").asText()).as(line).isNotEmpty();
    }
  }

  @Test
  void wrongRequestEndsAsUserErrorWithNothingVisible() throws Exception {
    StepRequest request = wrong("wrong");
    assertEnds(run(request, Map.of()), Outcome.USER_ERROR);
    assertThat(visible(request)).isFalse();
    assertThat(stored(request, "log.txt")).isPresent();
  }

  @Test
  void whatDoesNotAnswerEndsAsTransient() throws Exception {
    StepRequest request = unanswered("unanswered");
    assertEnds(run(request, Map.of()), Outcome.TRANSIENT);
  }

  @Test
  void scratchThatCannotBeWrittenIsSaid() throws Exception {
    RunnerProcess.Ended ended =
        run(succeeding("scratch", 1), Map.of("SLUICE_SCRATCH", "/dev/null/scratch"));
    assertThat(ended.exitCode()).isEqualTo(Outcome.CRASHED.exitCode());
    assertThat(ended.result().message()).contains("/dev/null/scratch");
  }

  @Test
  void termEndsAsCancelledWithNothingVisible() throws Exception {
    StepRequest request = lasting("term");
    try (RunnerProcess process = start(request, Map.of())) {
      process.awaitOutput(lastingMark());
      long begin = System.nanoTime();
      process.terminate();
      RunnerProcess.Ended ended = process.await();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(GRACE);
      assertEnds(ended, Outcome.CANCELLED);
      assertThat(visible(request)).isFalse();
      assertThat(stored(request, "log.txt")).isPresent();
    }
  }

  @TestFactory
  Stream<DynamicTest> killInAnyPhaseLeavesAllOrNothingAndTheRetryEndsRight() {
    return Stream.concat(
        phasesBeforeCommit().stream()
            .map(p -> DynamicTest.dynamicTest(p, () -> killedIn(p, false))),
        phasesAfterCommit().stream().map(p -> DynamicTest.dynamicTest(p, () -> killedIn(p, true))));
  }

  private void killedIn(String phase, boolean committed) throws Exception {
    String name = "kill-" + phase;
    StepRequest first = succeeding(name, 1);
    RunnerProcess.Ended killed = run(first, Map.of(StepContext.HALT_AT, phase));
    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
    assertThat(killed.resultBytes()).isEmpty();
    assertThat(visible(first)).isEqualTo(committed);
    StepRequest second = succeeding(name, 2);
    assertEnds(run(second, Map.of()), Outcome.SUCCEEDED);
    assertThat(visible(second)).isTrue();
  }

  private void assertRefused(RunnerProcess.Ended ended, String reason, String named)
      throws IOException {
    assertEnds(ended, Outcome.USER_ERROR);
    assertThat(ended.result().reason()).isEqualTo(reason);
    assertThat(ended.result().message()).contains(named);
  }

  private void assertEnds(RunnerProcess.Ended ended, Outcome outcome) throws IOException {
    assertThat(ended.result().outcome()).as(ended.output()).isEqualTo(outcome);
    assertThat(ended.exitCode()).isEqualTo(outcome.exitCode());
    assertThat(ended.result().message()).isNotBlank();
    assertThat(ended.resultBytes().length).isLessThanOrEqualTo(StepResult.MAX_BYTES);
    // A stack trace is for the log of a crash only.
    assertThat(ended.output()).doesNotContainPattern("(?m)^\\s+at [a-z]+\\.");
    assertThat(secrets()).allSatisfy(secret -> assertThat(ended.output()).doesNotContain(secret));
  }

  private String file(StepRequest request, String name) throws Exception {
    return new String(stored(request, name).orElseThrow(), StandardCharsets.UTF_8);
  }

  private RunnerProcess.Ended run(StepRequest request, Map<String, String> variables)
      throws Exception {
    try (RunnerProcess process = start(request, variables)) {
      return process.await();
    }
  }

  private RunnerProcess.Ended run(Map<String, String> variables) throws Exception {
    try (RunnerProcess process = start(variables)) {
      return process.await();
    }
  }

  private RunnerProcess start(StepRequest request, Map<String, String> variables)
      throws IOException {
    Map<String, String> all = new HashMap<>(variables);
    all.put(StepRequest.ENV, Json.MAPPER.writeValueAsString(request));
    return start(all);
  }

  private RunnerProcess start(Map<String, String> variables) throws IOException {
    Map<String, String> all = new HashMap<>(environment());
    all.putAll(variables);
    Path own = Files.createDirectories(folder.resolve("process" + ++processes));
    return RunnerProcess.start(mainClass(), jvmArguments(), all, own);
  }
}
