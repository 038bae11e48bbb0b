package dev.sluice.protocol;

import org.jspecify.annotations.Nullable;

/**
 * How to reach an object store. Secrets are files, never values.
 *
 * @param bucket name of the bucket
 * @param prefix put before every key of Sluice in the bucket; empty or ends with {@code /}
 * @param region AWS region
 * @param endpoint URL of an S3-compatible service; absent for AWS itself
 * @param pathStyle whether the bucket is named in the path rather than in the host
 * @param accessKeyIdFile file that holds the access key id; absent: the default chain of AWS
 *     (workload identity) applies
 * @param secretAccessKeyFile file that holds the secret access key
 */
public record StoreConnection(
    String bucket,
    String prefix,
    String region,
    @Nullable String endpoint,
    boolean pathStyle,
    @Nullable String accessKeyIdFile,
    @Nullable String secretAccessKeyFile) {}
