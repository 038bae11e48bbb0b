package dev.sluice.operator.graph;

/**
 * Why something cannot run as it is written.
 *
 * @param reason one of {@link dev.sluice.operator.Reasons}
 * @param message names the resource, the field and the remedy
 */
public record Problem(String reason, String message) {}
