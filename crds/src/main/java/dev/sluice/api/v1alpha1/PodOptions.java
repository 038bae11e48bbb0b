package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where and how a pod runs: the part of a pod that a user may decide. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodOptions(
    @JsonPropertyDescription(
            "Image of the runner, instead of the one that the operator is configured with.")
        @Size(min = 1, max = 512)
        @Nullable String image,
    @JsonPropertyDescription("Secrets for pulling the image.") @Size(max = 8)
        List<LocalReference> imagePullSecrets,
    @JsonPropertyDescription(
            "Labels of the pod, beside those of Sluice. Keys of sluice.dev and app.kubernetes.io are refused.")
        @Size(max = 32)
        @ValidationRule(
            value =
                "self.all(k, !k.startsWith('sluice.dev/') && !k.startsWith('app.kubernetes.io/'))",
            message =
                "pod.labels: keys of sluice.dev/ and app.kubernetes.io/ belong to Sluice; use another prefix")
        @ValidationRule(
            value = SluiceApi.LABELS_RULE,
            message =
                "pod.labels: keys and values must be those of Kubernetes labels, such as example.com/team: data")
        Map<String, @Size(max = 63) String> labels,
    @JsonPropertyDescription("Annotations of the pod. Keys of sluice.dev are refused.")
        @Size(max = 32)
        @ValidationRule(
            value = "self.all(k, !k.startsWith('sluice.dev/'))",
            message = "pod.annotations: keys of sluice.dev/ belong to Sluice; use another prefix")
        Map<String, @Size(max = 4096) String> annotations,
    @JsonPropertyDescription("Labels that a node must have to run the pod.")
        @Size(max = 32)
        @ValidationRule(
            value = SluiceApi.LABELS_RULE,
            message =
                "pod.nodeSelector: keys and values must be those of Kubernetes labels, such as example.com/team: data")
        Map<String, @Size(max = 63) String> nodeSelector,
    @JsonPropertyDescription("Taints of nodes that the pod tolerates.") @Size(max = 16)
        List<PodToleration> tolerations,
    @JsonPropertyDescription("Name of the PriorityClass of the pod.") @Size(min = 1, max = 253)
        @Nullable String priorityClassName) {
  public PodOptions {
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
  }
}
