package dev.sluice.dev.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** An API server with its store and its controllers, which end when this closes. */
interface ControlPlane extends AutoCloseable {
  /** The administrator's kubeconfig. */
  Path kubeconfig();

  /** Starts the controllers, and waits until pods can be created in the namespace default. */
  void startControllers(KubernetesClient client);

  /** Stops the API server only, as an outage does. */
  void stopApiServer();

  /** Starts the API server again, with what its store kept. */
  void startApiServer();

  @Override
  void close();
}
