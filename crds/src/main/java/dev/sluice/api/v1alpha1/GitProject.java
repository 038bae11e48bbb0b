package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A project in a git repository. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.credentials) || !self.url.startsWith('http://')",
    message =
        "project.git: http would send the credentials unencrypted; use an https or ssh address, or leave credentials out")
@ValidationRule(
    value = "has(self.credentials) || self.url.matches('^https?://.*')",
    message = "project.git: ssh needs credentials, a Secret with ssh-privatekey and known_hosts")
public record GitProject(
    @JsonPropertyDescription(
            "Address of the repository: https://…, ssh://… or git@host:path; http:// without credentials. Variables are allowed after the scheme. Addresses of the machine's own network services (link-local, metadata) are refused unless the operator's configuration allows them.")
        @Required
        @Size(min = 1, max = 2048)
        @ValidationRule(
            value =
                "self.matches('^(https?|ssh)://[^-/?#][^/?#]*/.+') || self.matches('^[A-Za-z0-9_.][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^-].*')",
            message =
                "must be the address of a repository, such as https://git.example.com/team/project.git or git@git.example.com:team/project.git")
        @ValidationRule(
            value =
                "!self.matches('^https?://[^/?#]*@') && !self.matches('^ssh://[^/?#@]*:[^/?#]*@')",
            message =
                "must not hold a password or token, which everyone who can read this resource would see: use credentials")
        String url,
    @JsonPropertyDescription(
            "Branch, tag or full commit. A branch that moves is not noticed: a tag or commit makes every attempt read the same. Variables are allowed.")
        @Required
        @Size(min = 1, max = 255)
        @ValidationRule(
            value = "!self.startsWith('-')",
            message = "must be a branch, tag or commit; none of them starts with '-'")
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9._/$()+@#-]+$') && !self.contains('..')",
            message =
                "must be a branch, tag or commit: letters, digits and . _ - / + @ #, without '..'")
        String ref,
    @JsonPropertyDescription(
            "Folder of the repository that holds dbt_project.yml. Default: its top.")
        @ValidationRule(
            value = SluiceApi.PROJECT_PATH_RULE,
            message = SluiceApi.PROJECT_PATH_MESSAGE)
        @Size(min = 1, max = 256)
        @Nullable String subdirectory,
    @JsonPropertyDescription(
            "Secret for the repository: password (or token) and perhaps username for https, ssh-privatekey and known_hosts for ssh. Default: none.")
        @Nullable GitCredentials credentials) {}
