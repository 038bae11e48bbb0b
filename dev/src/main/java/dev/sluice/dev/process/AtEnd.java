package dev.sluice.dev.process;

/**
 * What is done, once, when this is closed, or when the process ends without that (also by Ctrl-C).
 */
public final class AtEnd implements AutoCloseable {
  private final Runnable action;
  private final Thread hook;
  private boolean done;

  private AtEnd(String name, Runnable action) {
    this.action = action;
    this.hook = new Thread(this::act, name);
  }

  /**
   * Sets an action to be done at the end.
   *
   * @throws IllegalStateException when the process is ending already; the action is done then
   */
  public static AtEnd run(String name, Runnable action) {
    AtEnd end = new AtEnd(name, action);
    try {
      Runtime.getRuntime().addShutdownHook(end.hook);
      return end;
    } catch (IllegalStateException ending) {
      end.act();
      throw ending;
    }
  }

  private synchronized void act() {
    if (!done) {
      done = true;
      action.run();
    }
  }

  @Override
  public void close() {
    act();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs already and finds nothing left to do.
      return;
    }
  }
}
