package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunResultsTest {

  @TempDir Path target;

  @Test
  void resultsAreDescribedByTheManifest() throws Exception {
    Files.writeString(
        target.resolve("run_results.json"),
        """
        {"metadata": {"x": [1, {"results": []}]},
         "results": [
          {"status": "fail", "unique_id": "test.shop.not_null_a_id.0123456789", "failures": 3,
           "execution_time": 0.5, "message": "Got 3 results, configured to fail if != 0",
           "adapter_response": {"_message": "OK"}, "compiled_code": "select 1"},
          {"status": "success", "unique_id": "seed.shop.countries", "failures": null,
           "execution_time": 1, "message": "INSERT 5",
           "adapter_response": {"rows_affected": 5}}],
         "args": {}}""");
    Files.writeString(
        target.resolve("manifest.json"),
        """
        {"metadata": {}, "nodes": {
          "model.shop.other": {"name": "other", "deep": {"nodes": {}}},
          "test.shop.not_null_a_id.0123456789": {"name": "not_null_a_id", "column_name": "id",
            "config": {"name": "wrong"}, "original_file_path": "models/a.yml"}},
         "sources": {}}""");

    assertThat(RunResults.read(target))
        .containsExactly(
            new NodeResult(
                "test.shop.not_null_a_id.0123456789",
                "test",
                "not_null_a_id",
                "id",
                "models/a.yml",
                NodeResult.Status.FAILED,
                0.5,
                null,
                3,
                "Got 3 results, configured to fail if != 0"),
            NodeResult.of("seed.shop.countries", NodeResult.Status.PASSED, 1, 5L, 0, "INSERT 5"));
  }

  @Test
  void aCommandThatDiedBeforeItsNodesHasNoResults() throws Exception {
    assertThat(RunResults.read(target)).isEmpty();
    assertThat(RunResults.freshness(target)).isEmpty();
  }

  @Test
  void staleSourcesFailWithTheirAge() throws Exception {
    Files.writeString(
        target.resolve("sources.json"),
        """
        {"results": [
          {"unique_id": "source.shop.raw.ratings", "status": "error", "execution_time": 0.1,
           "max_loaded_at": "2026-11-01T00:00:00Z",
           "criteria": {"warn_after": {"count": null, "period": null},
                        "error_after": {"count": 2, "period": "day"}}},
          {"unique_id": "source.shop.raw.gone", "status": "runtime error",
           "error": "Runtime Error\\n  no such table"}]}""");

    assertThat(RunResults.freshness(target))
        .extracting(NodeResult::name, NodeResult::status, NodeResult::message)
        .containsExactly(
            tuple(
                "ratings",
                NodeResult.Status.FAILED,
                "the newest row is of 2026-11-01T00:00:00Z; warned after no age, failed after 2"
                    + " days"),
            tuple("gone", NodeResult.Status.ERRORED, "no such table"));
  }
}
