package dev.sluice.dbt;

import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.ModelStep.GitProject;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Checks one commit of a git repository out. Links in the repository become plain files: one that
 * leads to a mounted secret must not become a seed.
 */
final class GitCheckout {

  private static final String FIELD = "spec.project.git";
  private static final Set<String> SCHEMES = Set.of("http", "https", "ssh");
  private static final int TIMEOUT_SECONDS = 60;
  private static final int SHOWN = 5;
  private static final String REMOTE = "refs/sluice/checkout";

  private final GitProject project;
  private final URIish address;
  private final AddressPolicy policy;

  GitCheckout(GitProject project) {
    this.project = project;
    this.policy = AddressPolicy.of(project.blockedAddresses());
    this.address = address(project.url());
    requireRef(project.ref());
  }

  /**
   * Checks the project out below a folder of its own.
   *
   * @param work empty folder for the repository
   * @return the folder that holds the project, and where it is from, with the commit
   */
  Checkout into(Path work) throws IOException {
    checkAddress();
    try (GitAccess access = GitAccess.of(project, policy, work.resolve("access"));
        Git git = Git.init().setDirectory(work.resolve("repository").toFile()).call()) {
      Repository repository = git.getRepository();
      StoredConfig config = repository.getConfig();
      config.setBoolean("core", null, "symlinks", false);
      config.save();
      ObjectId commit = fetch(git, access);
      git.checkout().setName(commit.name()).setForced(true).call();
      return new Checkout(subdirectory(repository), project.url() + " at " + commit.name());
    } catch (GitAPIException | IllegalArgumentException e) {
      throw GitFailure.of(e, project);
    }
  }

  /** A project on disk and what it is. */
  record Checkout(Path folder, String origin) {}

  private ObjectId fetch(Git git, GitAccess access) throws GitAPIException, IOException {
    Collection<Ref> refs =
        git.lsRemote()
            .setRemote(project.url())
            .setTransportConfigCallback(access)
            .setTimeout(TIMEOUT_SECONDS)
            .call();
    String ref = project.ref();
    for (String name : List.of(ref, Constants.R_HEADS + ref, Constants.R_TAGS + ref)) {
      if (name.startsWith(Constants.R_REFS)
          && refs.stream().anyMatch(r -> r.getName().equals(name))) {
        fetch(git, access, new RefSpec("+" + name + ":" + REMOTE), 1);
        return commit(git, REMOTE);
      }
    }
    if (!ObjectId.isId(ref)) {
      throw notFound(refs);
    }
    // Not every server hands out commits by their name: then everything is fetched.
    fetch(git, access, new RefSpec("+refs/heads/*:refs/sluice/heads/*"), 0);
    fetch(git, access, new RefSpec("+refs/tags/*:refs/sluice/tags/*"), 0);
    if (!git.getRepository().getObjectDatabase().has(ObjectId.fromString(ref))) {
      throw notFound(refs);
    }
    return commit(git, ref);
  }

  private void fetch(Git git, GitAccess access, RefSpec what, int depth) throws GitAPIException {
    var fetch =
        git.fetch()
            .setRemote(project.url())
            .setRefSpecs(what)
            .setTagOpt(TagOpt.NO_TAGS)
            .setTransportConfigCallback(access)
            .setTimeout(TIMEOUT_SECONDS)
            .setProgressMonitor(NullProgressMonitor.INSTANCE);
    if (depth > 0) {
      fetch.setDepth(depth);
    }
    fetch.call();
  }

  private static ObjectId commit(Git git, String name) throws IOException {
    ObjectId commit = git.getRepository().resolve(name + "^{commit}");
    if (commit == null) {
      throw new StepFailure.UserError(
          "GitRefNotFound", FIELD + ".ref: " + name + " is not a commit: name one.");
    }
    return commit;
  }

  private Path subdirectory(Repository repository) {
    Path top = repository.getWorkTree().toPath();
    if (project.subdirectory() == null) {
      return top;
    }
    Path folder = top.resolve(project.subdirectory()).normalize();
    if (!folder.startsWith(top) || !Files.isDirectory(folder)) {
      throw new StepFailure.UserError(
          "ProjectNotFound",
          FIELD
              + ".subdirectory: "
              + project.url()
              + " has no folder "
              + project.subdirectory()
              + " at "
              + project.ref()
              + ".");
    }
    return folder;
  }

  private StepFailure notFound(Collection<Ref> refs) {
    String some =
        refs.stream()
            .map(Ref::getName)
            .filter(n -> n.startsWith(Constants.R_HEADS) || n.startsWith(Constants.R_TAGS))
            .map(Repository::shortenRefName)
            .sorted()
            .limit(SHOWN)
            .collect(Collectors.joining(", "));
    return new StepFailure.UserError(
        "GitRefNotFound",
        FIELD
            + ".ref: "
            + project.url()
            + " has no branch, tag or commit "
            + project.ref()
            + (some.isEmpty() ? "; it is empty" : "; it has " + some)
            + ".");
  }

  private void checkAddress() {
    try {
      // The policy reads the host alone; what git calls an address is not always a URI.
      policy.check(
          new URI("git", null, address.getHost(), -1, null, null, null),
          "The repository " + project.url());
    } catch (URISyntaxException e) {
      throw badUrl(project.url(), e);
    }
  }

  private static URIish address(String url) {
    try {
      URIish address = new URIish(url);
      boolean scp = address.getScheme() == null && address.getUser() != null;
      boolean known = address.getScheme() != null && SCHEMES.contains(address.getScheme());
      String host = address.getHost();
      if ((scp || known) && host != null && !host.isEmpty() && !host.startsWith("-")) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw badUrl(url, e);
    }
    throw badUrl(url, null);
  }

  private static StepFailure badUrl(String url, @Nullable Exception cause) {
    return new StepFailure.UserError(
        "GitUrlInvalid",
        FIELD
            + ".url: \""
            + url
            + "\" is not the address of a repository behind https, http or ssh, such as"
            + " https://git.example.com/team/project.git.",
        cause);
  }

  private static void requireRef(String ref) {
    boolean valid = Repository.isValidRefName(Constants.R_HEADS + ref) && !ref.startsWith("-");
    if (!valid) {
      throw new StepFailure.UserError(
          "GitRefInvalid",
          FIELD
              + ".ref: \""
              + ref
              + "\" is not a branch, tag or commit: none starts with '-' or holds '..'.");
    }
  }
}
