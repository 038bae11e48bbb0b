package dev.sluice.dev.node;

import java.util.List;
import java.util.Map;

/** All that is needed to start a container as a local process. */
record ContainerSpec(
    String name, String image, List<String> command, Map<String, String> environment) {
  ContainerSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
