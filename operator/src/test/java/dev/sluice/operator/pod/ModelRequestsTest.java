package dev.sluice.operator.pod;

import static dev.sluice.operator.pod.RequestFixture.CONFIG;
import static dev.sluice.operator.pod.RequestFixture.CONNECTIONS;
import static dev.sluice.operator.pod.RequestFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.StepRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelRequestsTest {

  @Test
  void aModelRunHasDefaultsAndItsProject() {
    ModelStep model =
        request(
                "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project:"
                    + " {files: [{path: dbt_project.yml, content: x}]}, vars: [{name: top, value:"
                    + " $(params.top)}]}}",
                "modelRun",
                "m")
            .model();
    assertThat(model.commands()).containsExactly("build");
    assertThat(model.schema()).isEqualTo("main");
    assertThat(model.target()).isEqualTo("prod");
    assertThat(model.threads()).isEqualTo(4);
    assertThat(model.vars()).containsEntry("top", "10");
    assertThat(model.project().files())
        .containsExactly(new ModelStep.ProjectFile("dbt_project.yml", "x"));
    assertThat(model.selection()).isEqualTo(ModelStep.Selection.everything());
  }

  @Test
  void aProjectInAStoreBringsItsStoreAndIsComparedWithItsOwnLastSuccess() {
    StepRequest request =
        request(
            "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project: {s3:"
                + " {objectStore: lake, key: dbt-$(params.top).zip}}, select: ['state:modified+'],"
                + " exclude: [a], state: LastSuccess, defer: true}}",
            "modelRun",
            "m");

    assertThat(request.model().project().stored())
        .isEqualTo(new ModelStep.StoredProject("lake", "dbt-10.zip", null));
    assertThat(request.stores()).containsKey("lake");
    assertThat(request.model().selection())
        .isEqualTo(
            new ModelStep.Selection(List.of("state:modified+"), List.of("a"), null, "m", true));
  }

  @Test
  void aProjectInGitHasItsCredentialsMountedAndNeverInTheRequest() {
    Requests requests =
        new Requests(
            Attempts.of(
                "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project:"
                    + " {git: {url: https://git.example.com/a.git, ref: v$(params.top),"
                    + " subdirectory: dbt, credentials: {secretRef: {name: token}}}}, selector:"
                    + " nightly, state: LastSuccess, stateOf: prod}}",
                "modelRun",
                "m",
                1),
            CONNECTIONS,
            CONFIG);

    ModelStep model = requests.build().model();

    assertThat(model.project().git())
        .isEqualTo(
            new ModelStep.GitProject(
                "https://git.example.com/a.git",
                "v10",
                "dbt",
                "/sluice/secret/git",
                List.of("10.0.0.0/8")));
    assertThat(model.selection().selector()).isEqualTo("nightly");
    assertThat(model.selection().stateOf()).isEqualTo("prod");
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("token");
  }

  @Test
  void aProjectOfTheImageIsAFolderOfIt() {
    ModelStep model =
        request(
                "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project:"
                    + " {image: {path: /project}}, pod: {image: registry.example.com/marts:1}}}",
                "modelRun",
                "m")
            .model();

    assertThat(model.project().directory()).isEqualTo("/project");
  }
}
