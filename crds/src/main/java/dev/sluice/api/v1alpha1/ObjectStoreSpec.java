package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An S3 bucket, or a part of one. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ObjectStoreSpec(
    @JsonPropertyDescription("Name of the bucket. It must exist.")
        @Required
        @ValidationRule(
            value = "self.matches('^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$')",
            message =
                "bucket must be the name of an S3 bucket: 3 to 63 lower-case letters, digits, '-' and '.', without s3:// and without a path")
        @Size(min = 1, max = 512)
        String bucket,
    @JsonPropertyDescription(
            "Folder in the bucket under which everything of this store lies, such as sluice/prod. Default: the whole bucket.")
        @ValidationRule(value = SluiceApi.PATH_RULE, message = SluiceApi.PATH_MESSAGE)
        @Size(min = 1, max = 256)
        @Nullable String prefix,
    @JsonPropertyDescription("AWS region. Default: us-east-1.")
        @ValidationRule(
            value = "self.matches('^[a-z0-9-]+$')",
            message = "region must be written like us-east-1")
        @Size(min = 1, max = 32)
        @Nullable String region,
    @JsonPropertyDescription("URL of an S3-compatible service. Default: AWS.")
        @Size(min = 1, max = 512)
        @ValidationRule(
            value = "isURL(self) && url(self).getScheme() in ['http', 'https']",
            message = "endpoint must be an http or https URL, such as https://s3.example.com:9000")
        @ValidationRule(
            value = "!self.matches('^[a-z]+://[^/?#]*@')",
            message =
                "endpoint must not hold a user or password, which everyone who can read this resource would see: use credentials")
        @Nullable String endpoint,
    @JsonPropertyDescription(
            "Whether the bucket is named in the host (Virtual) or in the path (Path, as most S3-compatible services want). Default: Path when endpoint is set, else Virtual.")
        @Nullable AddressingStyle addressingStyle,
    @JsonPropertyDescription(
            "Keys for the store. Default: workload identity of the step's ServiceAccount.")
        @Nullable StoreCredentials credentials,
    @JsonPropertyDescription(
            "How many tasks may use the store at the same time, over all runs. Default: no limit.")
        @Min(1)
        @Max(10000)
        @Nullable Integer parallelism) {}
