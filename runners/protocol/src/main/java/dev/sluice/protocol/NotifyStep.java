package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells another system how a run ended: exactly one of {@code webhook}, {@code powerBi} and {@code
 * openLineage} is set.
 *
 * @param blockedAddresses CIDR blocks that the receiver may not have
 * @param end how the run ended
 */
public record NotifyStep(
    List<String> blockedAddresses,
    RunEnd end,
    @Nullable Webhook webhook,
    @Nullable PowerBi powerBi,
    @Nullable OpenLineage openLineage) {

  public NotifyStep {
    blockedAddresses = blockedAddresses == null ? List.of() : List.copyOf(blockedAddresses);
  }

  /**
   * How a run ended, but for its steps of {@code finally}.
   *
   * @param pipeline name of the pipeline, or kind/name of a step
   * @param succeeded whether all tasks succeeded
   * @param startedAt when the first task started, as ISO-8601; absent: none did
   * @param tasks each after those that it needs
   */
  public record RunEnd(
      String pipeline, boolean succeeded, @Nullable String startedAt, List<TaskEnd> tasks) {
    public RunEnd {
      tasks = tasks == null ? List.of() : List.copyOf(tasks);
    }
  }

  /**
   * How a task ended.
   *
   * @param kind such as {@code Transform}
   * @param attempt number of the last attempt; 0: none was made
   * @param startedAt as ISO-8601
   * @param message at most 200 characters
   * @param report where the last attempt left its log and report; absent: nowhere
   */
  public record TaskEnd(
      String name,
      String kind,
      State state,
      int attempt,
      @Nullable String startedAt,
      @Nullable String finishedAt,
      @Nullable String reason,
      @Nullable String message,
      @Nullable Long rows,
      @Nullable ReportTarget report) {}

  /** The end of a task. */
  public enum State {
    @JsonProperty("Succeeded")
    SUCCEEDED,
    @JsonProperty("Failed")
    FAILED,
    @JsonProperty("Skipped")
    SKIPPED,
    @JsonProperty("Cancelled")
    CANCELLED
  }

  /**
   * A POST with the outcome as JSON.
   *
   * @param signingKeyFile file that holds the key it is signed with; absent: it is not signed
   */
  public record Webhook(String url, @Nullable String signingKeyFile) {}

  /**
   * A refresh of a dataset of Power BI.
   *
   * @param authorityUrl where the service principal signs in
   * @param apiUrl the REST API
   * @param waitForRefresh whether the end of the refresh is the end of the step
   */
  public record PowerBi(
      String authorityUrl,
      String apiUrl,
      String tenantId,
      String workspaceId,
      String datasetId,
      String clientIdFile,
      String clientSecretFile,
      boolean waitForRefresh) {}

  /**
   * The lineage of the run.
   *
   * @param url that gets the events; absent: they are only kept beside the report
   * @param apiKeyFile file that holds the bearer token for it
   * @param namespace of the jobs
   */
  public record OpenLineage(@Nullable String url, @Nullable String apiKeyFile, String namespace) {}
}
