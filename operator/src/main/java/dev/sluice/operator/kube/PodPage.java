package dev.sluice.operator.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.PodReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of pods, or a part of one.
 *
 * @param version of the list: what is older and not in it does not exist any more
 * @param next where the list goes on; empty: this is all
 */
record PodPage(List<PodObservation> pods, String version, String next) {

  static final PodPage EMPTY = new PodPage(List.of(), "", "");

  PodPage {
    pods = List.copyOf(pods);
  }

  /** This and the page after it. */
  PodPage and(PodPage page) {
    List<PodObservation> all = new ArrayList<>(pods);
    all.addAll(page.pods());
    return new PodPage(all, page.version(), page.next());
  }

  /**
   * Reads a list as the API server sends it.
   *
   * @throws UncheckedIOException when it is not JSON
   */
  static PodPage read(byte[] json) {
    List<PodObservation> pods = new ArrayList<>();
    String[] list = {"", ""};
    try (JsonParser parser = PodReader.parser(json, 0, json.length)) {
      parser.nextToken();
      PodReader.eachField(
          parser,
          field -> {
            switch (field) {
              case "metadata" ->
                  PodReader.eachField(
                      parser,
                      key -> {
                        switch (key) {
                          case "resourceVersion" -> list[0] = parser.getText();
                          case "continue" -> list[1] = parser.getText();
                          default -> parser.skipChildren();
                        }
                      });
              case "items" -> {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                  pods.add(PodReader.read(parser));
                }
              }
              default -> parser.skipChildren();
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PodPage(pods, list[0], list[1]);
  }
}
