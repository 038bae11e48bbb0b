package dev.sluice.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** One object that is being written, whole or in parallel parts. */
final class Upload {

  static final long PART_BYTES = 16L << 20;
  private static final int MAX_PARTS = 10_000;
  private static final int PARALLEL_PARTS = 4;

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final String contentType;
  private final LongConsumer sent;

  Upload(S3Client s3, String bucket, String key, String contentType, LongConsumer sent) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.contentType = contentType;
    this.sent = sent;
  }

  void send(Path file) {
    long bytes = size(file);
    if (bytes <= PART_BYTES) {
      s3.putObject(
          b ->
              b.bucket(bucket)
                  .key(key)
                  .contentType(contentType)
                  .checksumAlgorithm(ChecksumAlgorithm.CRC32),
          RequestBody.fromFile(file));
      sent.accept(bytes);
      return;
    }
    String uploadId =
        s3.createMultipartUpload(
                b ->
                    b.bucket(bucket)
                        .key(key)
                        .contentType(contentType)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32))
            .uploadId();
    try {
      List<CompletedPart> parts = sendParts(file, bytes, uploadId);
      s3.completeMultipartUpload(
          b -> b.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(m -> m.parts(parts)));
    } catch (RuntimeException e) {
      abort(uploadId, e);
      throw e;
    }
  }

  private List<CompletedPart> sendParts(Path file, long bytes, String uploadId) {
    long partBytes = Math.max(PART_BYTES, (bytes + MAX_PARTS - 1) / MAX_PARTS);
    ExecutorService threads = Executors.newFixedThreadPool(PARALLEL_PARTS);
    try {
      List<Future<CompletedPart>> running = new ArrayList<>();
      for (long from = 0; from < bytes; from += partBytes) {
        int number = running.size() + 1;
        long start = from;
        long length = Math.min(partBytes, bytes - from);
        running.add(threads.submit(() -> sendPart(file, start, length, number, uploadId)));
      }
      List<CompletedPart> parts = new ArrayList<>();
      for (Future<CompletedPart> part : running) {
        parts.add(part.get());
      }
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("The upload of " + key + " was interrupted.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private CompletedPart sendPart(Path file, long start, long length, int number, String uploadId) {
    UploadPartResponse response =
        s3.uploadPart(
            b ->
                b.bucket(bucket)
                    .key(key)
                    .uploadId(uploadId)
                    .partNumber(number)
                    .contentLength(length)
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32),
            RequestBody.fromContentProvider(
                () -> region(file, start, length), length, contentType));
    sent.accept(length);
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(response.eTag())
        .checksumCRC32(response.checksumCRC32())
        .build();
  }

  /** A new stream for each try of a part. */
  private static InputStream region(Path file, long start, long length) {
    try {
      return new FileRegion(file, start, length);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file, e);
    }
  }

  /** The store keeps (and bills) the parts of an upload that is neither completed nor aborted. */
  private void abort(String uploadId, RuntimeException cause) {
    boolean interrupted = Thread.interrupted();
    try {
      s3.abortMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(uploadId));
    } catch (SdkException | CancellationException e) {
      cause.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file, e);
    }
  }
}
