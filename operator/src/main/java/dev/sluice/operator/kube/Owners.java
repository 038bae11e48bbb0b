package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;

/** References to owners, for what the operator makes. */
public final class Owners {

  private Owners() {}

  /** A reference to the controller, which does not keep it from being deleted. */
  public static OwnerReference controller(HasMetadata owner) {
    OwnerReference reference = new OwnerReference();
    reference.setApiVersion(owner.getApiVersion());
    reference.setKind(owner.getKind());
    reference.setName(owner.getMetadata().getName());
    reference.setUid(owner.getMetadata().getUid());
    reference.setController(true);
    return reference;
  }
}
