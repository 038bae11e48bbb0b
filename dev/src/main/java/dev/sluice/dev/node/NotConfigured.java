package dev.sluice.dev.node;

/** Why a container cannot start yet, in the words of its waiting state; it is tried again. */
final class NotConfigured extends Exception {
  private final String reason;

  NotConfigured(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  static NotConfigured missing(String message) {
    return new NotConfigured("CreateContainerConfigError", message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  String reason() {
    return reason;
  }
}
