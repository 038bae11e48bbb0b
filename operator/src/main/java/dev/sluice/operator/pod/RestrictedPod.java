package dev.sluice.operator.pod;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.Map;

/**
 * The shape of all pods: one container that runs once, within Pod Security <i>restricted</i>.
 *
 * <p>Setters make it, because builders copy every part anew at each level, and pods are the most
 * frequent thing that is made here.
 */
final class RestrictedPod {

  /** Name of the one container. */
  static final String RUNNER = "runner";

  private static final long USER = 10001;

  private RestrictedPod() {}

  static Pod of(
      String namespace,
      String name,
      OwnerReference owner,
      Map<String, String> labels,
      Map<String, String> annotations,
      PodSpec spec) {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(namespace);
    metadata.setName(name);
    metadata.setLabels(labels);
    metadata.setAnnotations(annotations);
    metadata.setOwnerReferences(List.of(owner));
    Pod pod = new Pod();
    pod.setMetadata(metadata);
    pod.setSpec(spec);
    return pod;
  }

  static PodSpec spec(
      String image, List<EnvVar> environment, ResourceRequirements resources, Mounts mounts) {
    PodSpec spec = new PodSpec();
    spec.setRestartPolicy("Never");
    spec.setAutomountServiceAccountToken(false);
    spec.setEnableServiceLinks(false);
    spec.setSecurityContext(podSecurity());
    spec.setContainers(List.of(container(image, environment, resources, mounts)));
    spec.setVolumes(mounts.volumes());
    return spec;
  }

  private static Container container(
      String image, List<EnvVar> environment, ResourceRequirements resources, Mounts mounts) {
    Container container = new Container();
    container.setName(RUNNER);
    container.setImage(image);
    container.setEnv(environment);
    container.setResources(resources);
    container.setVolumeMounts(mounts.mounts());
    container.setSecurityContext(containerSecurity());
    return container;
  }

  private static PodSecurityContext podSecurity() {
    SeccompProfile seccomp = new SeccompProfile();
    seccomp.setType("RuntimeDefault");
    PodSecurityContext security = new PodSecurityContext();
    security.setRunAsNonRoot(true);
    security.setRunAsUser(USER);
    security.setRunAsGroup(USER);
    security.setFsGroup(USER);
    security.setSeccompProfile(seccomp);
    return security;
  }

  private static SecurityContext containerSecurity() {
    Capabilities capabilities = new Capabilities();
    capabilities.setDrop(List.of("ALL"));
    SecurityContext security = new SecurityContext();
    security.setAllowPrivilegeEscalation(false);
    security.setReadOnlyRootFilesystem(true);
    security.setCapabilities(capabilities);
    return security;
  }
}
