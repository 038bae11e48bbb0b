package dev.sluice.operator.connection;

import dev.sluice.api.v1alpha1.ObjectStore;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;

/** Finds out whether object stores can be used. */
@ControllerConfiguration(name = "objectstores", informer = @Informer)
public final class ObjectStoreReconciler extends ConnectionReconciler<ObjectStore>
    implements Reconciler<ObjectStore> {

  private final ConnectionTools tools;

  public ObjectStoreReconciler(ConnectionTools tools) {
    super(ObjectStore.class, tools);
    this.tools = tools;
  }

  @Override
  protected String typeOf(ObjectStore store) {
    return "S3";
  }

  @Override
  protected Pod probe(ObjectStore store, String podName, OwnerReference owner) {
    return tools
        .factory()
        .probe(
            store.getMetadata().getNamespace(),
            podName,
            owner,
            store.getMetadata().getName(),
            store.getSpec());
  }

  @Override
  protected List<String> uses(ObjectStore store) {
    return List.of();
  }

  @Override
  protected String needs(ObjectStore store) {
    return store.getSpec().credentials() == null
        ? "its image"
        : "Secret "
            + store.getSpec().credentials().secretRef().name()
            + " with the keys accessKeyId and secretAccessKey";
  }

  @Override
  protected boolean isStore() {
    return true;
  }
}
