package dev.sluice.ingest;

import dev.sluice.lake.Digest;
import dev.sluice.protocol.Progress;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of a response on its way into a file, counted and digested as it passes. */
final class Download implements HttpResponse.BodySubscriber<Download> {

  private final CompletableFuture<Download> done = new CompletableFuture<>();
  private final MessageDigest sha256 = Digest.sha256();
  private final FileChannel file;
  private final Progress progress;
  private Flow.@Nullable Subscription subscription;
  private long bytes;
  private volatile long lastNanos = System.nanoTime();
  private volatile @Nullable IOException diskFailure;

  Download(Path target, Progress progress) throws IOException {
    this.file =
        FileChannel.open(
            target,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    this.progress = progress;
  }

  long bytes() {
    return bytes;
  }

  String sha256() {
    return Digest.hex(sha256);
  }

  /** How long nothing has arrived. */
  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastNanos);
  }

  /** Why the file could not be written; null when it could. */
  @Nullable IOException diskFailure() {
    return diskFailure;
  }

  @Override
  public CompletionStage<Download> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        int length = buffer.remaining();
        sha256.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
        bytes += length;
        progress.add(length);
      }
      lastNanos = System.nanoTime();
      if (subscription != null) {
        subscription.request(1);
      }
    } catch (IOException e) {
      diskFailure = e;
      if (subscription != null) {
        subscription.cancel();
      }
      onError(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    try {
      file.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    try {
      file.close();
      done.complete(this);
    } catch (IOException e) {
      diskFailure = e;
      done.completeExceptionally(e);
    }
  }
}
