package dev.sluice.dev.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dev.cluster.LocalCluster;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalNodeIT {
  private static final Images IMAGES = Images.of(Map.of("shell", List.of("/bin/sh", "-c")));

  @TempDir static Path folder;
  static LocalCluster cluster;
  static KubernetesClient client;
  static LocalNode node;

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start(folder.resolve("cluster"));
    client = cluster.client();
    node = LocalNode.start(client, IMAGES, folder.resolve("node"));
  }

  @AfterAll
  static void stop() {
    node.close();
    cluster.close();
  }

  private static PodBuilder pod(String name, String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("main")
        .withImage("registry.example/shell:1")
        .withArgs(script)
        .endContainer()
        .endSpec();
  }

  private static Pod create(PodBuilder pod) {
    return client.resource(pod.build()).create();
  }

  private static Pod awaitPod(String name, Predicate<Pod> wanted) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> client.pods().inNamespace("default").withName(name).get(),
            pod -> pod != null && wanted.test(pod));
  }

  private static Pod awaitPhase(String name, String phase) {
    return awaitPod(name, pod -> phase.equals(pod.getStatus().getPhase()));
  }

  private static ContainerStatus main(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0);
  }

  private static String kubectl(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of(cluster.kubectl().toString()));
    command.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void successIsReportedAsKubeletDoes() throws Exception {
    create(pod("success", "echo one; echo two; echo '{\"rows\": 3}' > /dev/termination-log"));
    Pod ended = awaitPhase("success", "Succeeded");
    assertThat(main(ended).getState().getTerminated().getExitCode()).isZero();
    assertThat(main(ended).getState().getTerminated().getReason()).isEqualTo("Completed");
    assertThat(main(ended).getState().getTerminated().getMessage()).isEqualTo("{\"rows\": 3}\n");
    assertThat(ended.getSpec().getNodeName()).isEqualTo("local");
    assertThat(kubectl("logs", "success")).isEqualTo("one\ntwo\n");
    assertThat(kubectl("logs", "success", "--tail=1")).isEqualTo("two\n");
    assertThat(kubectl("get", "pod", "success")).contains("Completed");
  }

  @Test
  void exitCodeOfAFailureIsKept() {
    create(pod("failure", "exit 30"));
    Pod ended = awaitPhase("failure", "Failed");
    assertThat(main(ended).getState().getTerminated().getExitCode()).isEqualTo(30);
    assertThat(main(ended).getState().getTerminated().getReason()).isEqualTo("Error");
  }

  @Test
  void tooLongAMessageKeepsItsEnd() {
    create(
        pod(
            "long",
            "head -c 5000 /dev/zero | tr '\\0' a > /dev/termination-log; echo -n z >> /dev/termination-log"));
    String message = main(awaitPhase("long", "Succeeded")).getState().getTerminated().getMessage();
    assertThat(message).hasSize(4096).endsWith("z");
  }

  @Test
  void missingSecretKeepsThePodPendingUntilItAppears() {
    PodBuilder pod =
        pod("secretive", "cat /etc/keys/password; test $USER_NAME = ann")
            .editSpec()
            .addNewVolume()
            .withName("keys")
            .withNewSecret()
            .withSecretName("keys")
            .endSecret()
            .endVolume()
            .editFirstContainer()
            .addNewEnv()
            .withName("USER_NAME")
            .withNewValueFrom()
            .withNewSecretKeyRef("user", "keys", false)
            .endValueFrom()
            .endEnv()
            .addNewVolumeMount()
            .withName("keys")
            .withMountPath("/etc/keys")
            .endVolumeMount()
            .endContainer()
            .endSpec();
    create(pod);
    Pod waiting =
        awaitPod(
            "secretive",
            seen ->
                !seen.getStatus().getContainerStatuses().isEmpty()
                    && main(seen).getState().getWaiting() != null);
    assertThat(waiting.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(main(waiting).getState().getWaiting().getReason())
        .isEqualTo("CreateContainerConfigError");
    assertThat(main(waiting).getState().getWaiting().getMessage())
        .isEqualTo("secret \"keys\" not found");
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("keys")
                .withNamespace("default")
                .endMetadata()
                .withStringData(Map.of("user", "ann", "password", "hunter2"))
                .build())
        .create();
    awaitPhase("secretive", "Succeeded");
  }

  @Test
  void unknownImageKeepsThePodPending() {
    create(
        pod("imageless", "true")
            .editSpec()
            .editFirstContainer()
            .withImage("nothing:1")
            .endContainer()
            .endSpec());
    Pod waiting =
        awaitPod(
            "imageless",
            seen ->
                !seen.getStatus().getContainerStatuses().isEmpty()
                    && main(seen).getState().getWaiting() != null
                    && "ErrImagePull".equals(main(seen).getState().getWaiting().getReason()));
    assertThat(main(waiting).getState().getWaiting().getMessage())
        .contains("image \"nothing:1\" not found");
    client.resource(waiting).delete();
    await().until(() -> client.resource(waiting).get() == null);
  }

  @Test
  void deletedPodGetsTermAndCanReport() throws Exception {
    create(pod("polite", "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.1; done"));
    awaitPhase("polite", "Running");
    await().until(() -> kubectl("logs", "polite").equals("up\n"));
    Process follower =
        new ProcessBuilder(
                cluster.kubectl().toString(),
                "--kubeconfig",
                cluster.kubeconfig().toString(),
                "logs",
                "-f",
                "polite")
            .start();
    BufferedReader followed = follower.inputReader();
    assertThat(followed.readLine()).isEqualTo("up");
    client.pods().inNamespace("default").withName("polite").delete();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> client.pods().inNamespace("default").withName("polite").get() == null);
    assertThat(followed.lines().toList()).isEqualTo(List.of("bye"));
  }

  @Test
  void deletedPodThatDoesNotListenIsKilledWithItsChildren() throws Exception {
    create(
        pod("stubborn", "trap '' TERM; (trap '' TERM; sleep 987) & sleep 987")
            .editSpec()
            .withTerminationGracePeriodSeconds(1L)
            .endSpec());
    awaitPhase("stubborn", "Running");
    await().until(() -> sleepers() == 2);
    client.pods().inNamespace("default").withName("stubborn").delete();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> client.pods().inNamespace("default").withName("stubborn").get() == null);
    assertThat(sleepers()).isZero();
  }

  private static long sleepers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").matches("(?:.*/)?sleep 987"))
        .count();
  }

  @Test
  void podPastItsDeadlineFails() {
    create(
        pod("late", "sleep 60")
            .editSpec()
            .withActiveDeadlineSeconds(1L)
            .withTerminationGracePeriodSeconds(1L)
            .endSpec());
    Pod ended = awaitPhase("late", "Failed");
    assertThat(ended.getStatus().getReason()).isEqualTo("DeadlineExceeded");
    assertThat(main(ended).getState().getTerminated().getExitCode()).isEqualTo(143);
  }

  @Test
  void podsShareTheFolderOfAClaim() {
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("shared")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .withRequests(Map.of("storage", new Quantity("1Gi")))
                .endResources()
                .endSpec()
                .build())
        .create();
    create(withClaim(pod("writer", "echo shared > /data/file")));
    awaitPhase("writer", "Succeeded");
    create(withClaim(pod("reader", "cp /data/file /dev/termination-log")));
    assertThat(main(awaitPhase("reader", "Succeeded")).getState().getTerminated().getMessage())
        .isEqualTo("shared\n");
    assertThat(node.claimFolder("default", "shared").resolve("file")).hasContent("shared");
  }

  private static PodBuilder withClaim(PodBuilder pod) {
    return pod.editSpec()
        .addNewVolume()
        .withName("data")
        .withNewPersistentVolumeClaim()
        .withClaimName("shared")
        .endPersistentVolumeClaim()
        .endVolume()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/data")
        .endVolumeMount()
        .endContainer()
        .endSpec();
  }

  @Test
  void podThatDoesNotFitWaitsUnscheduled() {
    create(
        pod("greedy", "true")
            .editSpec()
            .editFirstContainer()
            .withNewResources()
            .withRequests(Map.of("cpu", new Quantity("1000")))
            .endResources()
            .endContainer()
            .endSpec());
    Pod waiting =
        awaitPod(
            "greedy",
            seen ->
                seen.getStatus().getConditions().stream()
                    .anyMatch(c -> "Unschedulable".equals(c.getReason())));
    assertThat(waiting.getStatus().getConditions())
        .extracting(PodCondition::getMessage)
        .contains("0/1 nodes are available: 1 Insufficient cpu.");
    client.resource(waiting).delete();
  }

  @Test
  void statusArrivesAfterAnOutageOfTheApiServer() {
    create(pod("survivor", "sleep 2; exit 20"));
    awaitPhase("survivor", "Running");
    cluster.stopApiServer();
    await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
    cluster.startApiServer();
    assertThat(main(awaitPhase("survivor", "Failed")).getState().getTerminated().getExitCode())
        .isEqualTo(20);
    create(pod("after", "true"));
    awaitPhase("after", "Succeeded");
  }

  @Test
  void podsOfANodeThatDiedAreFailedByTheNextOne() {
    create(pod("orphan", "sleep 986"));
    awaitPhase("orphan", "Running");
    node.close();
    node = LocalNode.start(client, IMAGES, folder.resolve("node"));
    Pod ended = awaitPhase("orphan", "Failed");
    assertThat(main(ended).getState().getTerminated().getExitCode()).isEqualTo(137);
    assertThat(main(ended).getState().getTerminated().getReason())
        .isEqualTo("ContainerStatusUnknown");
  }

  @Test
  void serviceAccountTokenIsProjected() {
    create(
        pod("token", "wc -c < /var/run/tokens/t > /dev/termination-log")
            .editSpec()
            .withAutomountServiceAccountToken(false)
            .addNewVolume()
            .withName("tokens")
            .withNewProjected()
            .addNewSource()
            .withNewServiceAccountToken("store", 3600L, "t")
            .endSource()
            .endProjected()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("tokens")
            .withMountPath("/var/run/tokens/")
            .endVolumeMount()
            .endContainer()
            .endSpec());
    String message = main(awaitPhase("token", "Succeeded")).getState().getTerminated().getMessage();
    assertThat(Integer.parseInt(message.strip())).isGreaterThan(100);
  }

  @Test
  void initContainersRunFirstAndAFailingOneEndsThePod() {
    create(
        pod("prepared", "cat /scratch/x > /dev/termination-log")
            .editSpec()
            .addNewVolume()
            .withName("scratch")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .addNewInitContainer()
            .withName("init")
            .withImage("shell")
            .withArgs("echo made > /scratch/x")
            .addNewVolumeMount()
            .withName("scratch")
            .withMountPath("/scratch")
            .endVolumeMount()
            .endInitContainer()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("scratch")
            .withMountPath("/scratch")
            .endVolumeMount()
            .endContainer()
            .endSpec());
    assertThat(main(awaitPhase("prepared", "Succeeded")).getState().getTerminated().getMessage())
        .isEqualTo("made\n");
    create(
        pod("unprepared", "true")
            .editSpec()
            .addNewInitContainer()
            .withName("init")
            .withImage("shell")
            .withArgs("exit 3")
            .endInitContainer()
            .endSpec());
    Pod failed = awaitPhase("unprepared", "Failed");
    assertThat(
            failed
                .getStatus()
                .getInitContainerStatuses()
                .get(0)
                .getState()
                .getTerminated()
                .getExitCode())
        .isEqualTo(3);
    assertThat(main(failed).getState().getWaiting().getReason()).isEqualTo("PodInitializing");
  }
}
