package dev.sluice.dev.cluster;

import dev.sluice.dev.process.ChildProcess;
import dev.sluice.dev.process.FreePorts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a control plane: etcd, kube-apiserver and, where it is there, the controllers.
 */
final class ProcessControlPlane implements ControlPlane {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** The controllers that the embedded default needs; the others cost memory and do nothing. */
  private static final String CONTROLLERS =
      String.join(
          ",",
          "garbage-collector-controller",
          "namespace-controller",
          "serviceaccount-controller",
          "root-ca-certificate-publisher-controller",
          "resourcequota-controller",
          "ttl-after-finished-controller");

  private final KubernetesPrograms programs;
  private final Path state;
  private final int port;
  private final int etcdPort;
  private final ChildProcess etcd;
  private ChildProcess apiServer;
  private @Nullable ChildProcess controllers;
  private @Nullable OwnerCollector collector;

  private ProcessControlPlane(KubernetesPrograms programs, Path state) throws IOException {
    this.programs = programs;
    this.state = state;
    this.port = FreePorts.next();
    this.etcdPort = FreePorts.next();
    Files.createDirectories(state.resolve("pki"));
    Files.createDirectories(state.resolve("log"));
    writeSigningKey();
    this.etcd = startEtcd();
    this.apiServer = launchApiServer();
  }

  static ProcessControlPlane start(KubernetesPrograms programs, Path state) {
    try {
      byte[] secret = new byte[16];
      new SecureRandom().nextBytes(secret);
      String token = HexFormat.of().formatHex(secret);
      Files.createDirectories(state.resolve("pki"));
      Kubeconfig.writePrivately(
          state.resolve("pki/tokens.csv"), token + ",admin,admin,system:masters\n");
      ProcessControlPlane controlPlane = new ProcessControlPlane(programs, state);
      try {
        // The API server makes its certificate itself when it starts.
        controlPlane.await(
            "write its certificate", () -> Files.exists(state.resolve("pki/apiserver.key")));
        Kubeconfig.writePrivately(
            controlPlane.kubeconfig(),
            new Kubeconfig(
                    "https://127.0.0.1:" + controlPlane.port,
                    Files.readString(state.resolve("pki/apiserver.crt")),
                    "default",
                    token)
                .yaml());
        controlPlane.awaitReady();
        return controlPlane;
      } catch (RuntimeException e) {
        controlPlane.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a control plane in " + state, e);
    }
  }

  @Override
  public Path kubeconfig() {
    return state.resolve("kubeconfig");
  }

  private void writeSigningKey() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
      Kubeconfig.writePrivately(
          signingKey(), "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path signingKey() {
    return state.resolve("pki/service-accounts.key");
  }

  private ChildProcess startEtcd() {
    String client = "http://127.0.0.1:" + etcdPort;
    String peer = "http://127.0.0.1:" + FreePorts.next();
    return child(
        "etcd",
        List.of(
            programs.etcd().toString(),
            "--data-dir=" + state.resolve("etcd"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer,
            "--log-level=warn",
            // Nothing in a local cluster outlives it, so nothing has to survive a power cut.
            "--unsafe-no-fsync"));
  }

  private ChildProcess launchApiServer() {
    List<String> command =
        new ArrayList<>(
            List.of(
                programs.apiServer().toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--cert-dir=" + state.resolve("pki"),
                "--secure-port=" + port,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--service-account-key-file=" + signingKey(),
                "--service-account-signing-key-file=" + signingKey(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--token-auth-file=" + state.resolve("pki/tokens.csv"),
                "--authorization-mode=Node,RBAC",
                "--kubelet-preferred-address-types=InternalIP",
                "--allow-privileged=true",
                "--profiling=false"));
    return child("kube-apiserver", command);
  }

  private void awaitReady() {
    try (KubernetesClient probe = probe()) {
      await("become ready", () -> isReady(probe));
    }
  }

  private KubernetesClient probe() {
    Config config = Config.fromKubeconfig(kubeconfig().toFile());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  @Override
  public void startControllers(KubernetesClient client) {
    if (programs.controllerManager().isPresent()) {
      controllers =
          child(
              "kube-controller-manager",
              List.of(
                  programs.controllerManager().get().toString(),
                  "--kubeconfig=" + kubeconfig(),
                  "--secure-port=0",
                  "--service-account-private-key-file=" + signingKey(),
                  "--root-ca-file=" + state.resolve("pki/apiserver.crt"),
                  "--leader-elect=false",
                  "--use-service-account-credentials=false",
                  "--profiling=false",
                  "--controllers=" + CONTROLLERS));
    } else {
      collector = OwnerCollector.start(client);
    }
    await(
        "get a service account",
        () -> client.serviceAccounts().inNamespace("default").withName("default").get() != null);
  }

  private void await(String what, BooleanSupplier reached) {
    Instant deadline = Instant.now().plus(READY_WITHIN);
    while (!reached.getAsBoolean()) {
      for (ChildProcess process : processes()) {
        if (!process.isAlive()) {
          throw new IllegalStateException(
              process.name() + " ended while starting:\n" + process.tail(5));
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            "kube-apiserver did not "
                + what
                + " within "
                + READY_WITHIN.toSeconds()
                + " s:\n"
                + apiServer.tail(5));
      }
      try {
        Thread.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while the control plane was starting", e);
      }
    }
  }

  @Override
  public void stopApiServer() {
    apiServer.close();
  }

  @Override
  public void startApiServer() {
    apiServer = launchApiServer();
    awaitReady();
  }

  private ChildProcess child(String name, List<String> command) {
    return ChildProcess.start(
        name, command, Map.of(), state, state.resolve("log").resolve(name + ".log"));
  }

  private List<ChildProcess> processes() {
    List<ChildProcess> all = new ArrayList<>(List.of(apiServer, etcd));
    if (controllers != null) {
      all.add(0, controllers);
    }
    return all;
  }

  @Override
  public void close() {
    if (collector != null) {
      collector.close();
    }
    // Nothing is worth flushing: a local cluster's state goes with it.
    processes().forEach(ChildProcess::kill);
    processes().forEach(ChildProcess::close);
  }
}
