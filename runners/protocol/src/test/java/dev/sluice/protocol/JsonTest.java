package dev.sluice.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void whatIsAbsentEmptyOrFalseIsLeftOutAndReadBackTheSame() throws Exception {
    DatasetRef ref =
        new DatasetRef("ratings", "lake", "raw", false, SliceSelection.RUN, null, Format.parquet());
    String json = Json.MAPPER.writeValueAsString(ref);
    assertThat(json).doesNotContain("sliced", "include", "columns", "multiLine", "header");
    assertThat(Json.MAPPER.readValue(json, DatasetRef.class)).isEqualTo(ref);
  }

  @Test
  void emptyTextIsKept() throws Exception {
    StoreConnection store = new StoreConnection("b", "", "us-east-1", null, true, null, null);
    String json = Json.MAPPER.writeValueAsString(store);
    assertThat(Json.MAPPER.readValue(json, StoreConnection.class)).isEqualTo(store);
    assertThat(json).contains("\"pathStyle\":true");
  }

  @Test
  void resultsKeepTheirLists() throws Exception {
    StepResult result =
        new StepResult(1, Outcome.SUCCEEDED, "Succeeded", "", null, List.of(), false);
    assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(result), StepResult.class))
        .isEqualTo(result);
  }
}
