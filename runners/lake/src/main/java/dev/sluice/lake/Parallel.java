package dev.sluice.lake;

import dev.sluice.protocol.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs transfers a few at a time. */
public final class Parallel {

  private static final int THREADS = 4;

  private Parallel() {}

  /**
   * Runs all tasks and returns their results in order. The first failure or a cancellation stops
   * the others.
   */
  public static <T> List<T> run(List<Callable<T>> tasks, StepContext context)
      throws InterruptedException {
    context.checkCancelled();
    return run(tasks);
  }

  /** The same for what is done of a cancelled attempt, too. */
  static <T> List<T> run(List<Callable<T>> tasks) throws InterruptedException {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(THREADS, tasks.size())),
            task -> {
              Thread thread = new Thread(task, "sluice-transfer");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<T>> futures = new ArrayList<>();
      tasks.forEach(task -> futures.add(executor.submit(task)));
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException unchecked) {
      return unchecked;
    }
    return new IllegalStateException(String.valueOf(cause), cause);
  }
}
