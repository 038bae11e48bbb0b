package dev.sluice.dev.demo;

/** Ends the demo with a message for the person who runs it. */
public final class DemoFailure extends RuntimeException {
  public DemoFailure(String message) {
    super(message);
  }
}
