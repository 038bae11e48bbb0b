package dev.sluice.operator.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Content hashes of specs. */
public final class Revisions {

  /** Ten digits of base 32 are 50 bits: enough to tell the specs of one resource apart. */
  private static final int DIGITS = 10;

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private Revisions() {}

  /** A spec as a tree. */
  public static JsonNode tree(Object spec) {
    return CANONICAL.valueToTree(spec);
  }

  /**
   * A spec from a tree.
   *
   * @throws UncheckedIOException when the tree is no such spec
   */
  public static <T> T spec(JsonNode tree, Class<T> type) {
    try {
      return CANONICAL.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e.getOriginalMessage(), e);
    }
  }

  /** An empty tree. */
  public static ObjectNode object() {
    return CANONICAL.createObjectNode();
  }

  /** An enum constant as the API writes it. */
  public static String text(Enum<?> constant) {
    return CANONICAL.convertValue(constant, String.class);
  }

  /** Hash of a document, as ten characters that may stand in a name. */
  public static String hash(Object document) {
    try {
      return hash(CANONICAL.writeValueAsBytes(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A spec cannot be written as JSON.", e);
    }
  }

  /** Hash of text, as ten characters that may stand in a name. */
  public static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
    StringBuilder text = new StringBuilder(DIGITS);
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | (digest[i] & 0xff);
    }
    for (int i = 0; i < DIGITS; i++) {
      text.append(ALPHABET.charAt((int) (bits & 31)));
      bits >>>= 5;
    }
    return text.toString();
  }

  /** A name of at most 63 characters: cut and made unique by a hash where it would be longer. */
  public static String name(String name) {
    if (name.length() <= 63) {
      return name;
    }
    return name.substring(0, 63 - DIGITS - 1).replaceAll("[-.]+$", "") + "-" + hash(name);
  }
}
