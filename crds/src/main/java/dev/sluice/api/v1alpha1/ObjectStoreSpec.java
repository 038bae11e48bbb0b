package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An S3 bucket, or a part of one. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ObjectStoreSpec(
    @JsonPropertyDescription("Name of the bucket. It must exist.")
        @Required
        @Pattern("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
        @Size(min = 3, max = 63)
        String bucket,
    @JsonPropertyDescription(
            "Folder in the bucket under which everything of this store lies, such as sluice/prod. Default: the whole bucket.")
        @Pattern(SluiceApi.PATH)
        @Size(min = 1, max = 256)
        @Nullable String prefix,
    @JsonPropertyDescription("AWS region. Default: us-east-1.")
        @Pattern("^[a-z0-9-]+$")
        @Size(min = 1, max = 32)
        @Nullable String region,
    @JsonPropertyDescription("URL of an S3-compatible service. Default: AWS.")
        @Size(min = 1, max = 512)
        @ValidationRule(
            value = "isURL(self) && url(self).getScheme() in ['http', 'https']",
            message = "endpoint must be an http or https URL, such as https://s3.example.com:9000")
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
