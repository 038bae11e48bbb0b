package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.ModelStep.GitProject;
import dev.sluice.protocol.StepFailure;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects from a git server that speaks git's own protocol, on the loopback. */
class GitCheckoutTest {

  @TempDir Path folder;
  private FakeGitServer server;

  @BeforeEach
  void start() throws Exception {
    server = new FakeGitServer(folder.resolve("origin"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private GitCheckout.Checkout checkout(
      String url, String ref, @Nullable String subdirectory, @Nullable Path credentials)
      throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    String secret = credentials == null ? null : credentials.toString();
    return new GitCheckout(
            new GitProject(url, ref, subdirectory, secret, List.of("169.254.0.0/16")))
        .into(work);
  }

  private GitCheckout.Checkout checkout(String ref) throws Exception {
    return checkout(server.url(), ref, null, null);
  }

  @Test
  void aBranchIsCheckedOutWithTheCommitThatItIs() throws Exception {
    server.commit("dbt_project.yml", "name: old");
    String newest = server.commit("dbt_project.yml", "name: new");

    GitCheckout.Checkout checkout = checkout("main");

    assertThat(checkout.folder().resolve("dbt_project.yml")).hasContent("name: new");
    assertThat(checkout.origin()).isEqualTo(server.url() + " at " + newest);
  }

  @Test
  void aTagStaysWhatItIsWhenTheBranchGoesOn() throws Exception {
    String tagged = server.commit("dbt_project.yml", "name: old");
    server.git().tag().setName("v1").setAnnotated(true).setMessage("v1").setSigned(false).call();
    server.commit("dbt_project.yml", "name: new");

    GitCheckout.Checkout checkout = checkout("v1");

    assertThat(checkout.folder().resolve("dbt_project.yml")).hasContent("name: old");
    assertThat(checkout.origin()).endsWith(tagged);
  }

  @Test
  void aCommitIsFoundByItsName() throws Exception {
    String old = server.commit("dbt_project.yml", "name: old");
    server.commit("dbt_project.yml", "name: new");

    assertThat(checkout(old).folder().resolve("dbt_project.yml")).hasContent("name: old");
  }

  @Test
  void aSubdirectoryIsTheProject() throws Exception {
    server.commit("dbt/marts/dbt_project.yml", "name: marts");

    assertThat(checkout(server.url(), "main", "dbt/marts", null).folder())
        .isDirectoryContaining("glob:**/dbt_project.yml");
    Path elsewhere = folder.resolve("work");
    dev.sluice.dev.process.Folders.delete(elsewhere);
    assertThatThrownBy(() -> checkout(server.url(), "main", "../origin", null))
        .hasMessageContaining("has no folder ../origin at main");
  }

  @Test
  void aLinkOutOfTheRepositoryIsOnlyText() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cr3t");
    Files.createSymbolicLink(folder.resolve("origin/seed.csv"), secret);
    server.commit();

    Path seed = checkout("main").folder().resolve("seed.csv");

    assertThat(Files.isSymbolicLink(seed)).isFalse();
    assertThat(Files.isRegularFile(seed, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(seed).hasContent(secret.toString());
  }

  @Test
  void aRefThatDoesNotExistIsNamedBesideThoseThatDo() throws Exception {
    server.commit("dbt_project.yml", "name: a");

    assertThatThrownBy(() -> checkout("mian"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage(
            "spec.project.git.ref: "
                + server.url()
                + " has no branch, tag or commit mian; it has main.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-u", "--upload-pack=touch", "a..b", "../main", "a b", ""})
  void aRefThatCouldMeanSomethingElseIsRefused(String ref) {
    assertThatThrownBy(() -> checkout(ref))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("is not a branch, tag or commit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc", "/etc", "ext::sh -c touch", "git://h/a", "https:///a"})
  void anAddressOfAnotherKindIsRefused(String url) {
    assertThatThrownBy(() -> checkout(url, "main", null, null))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("is not the address of a repository behind https, http or ssh");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://169.254.169.254/a.git", "git@169.254.169.254:a.git"})
  void theMetadataServiceIsNotReached(String url) {
    assertThatThrownBy(() -> checkout(url, "main", null, null))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("leads to 169.254.169.254, which is in the blocked range");
  }

  @Test
  void aRedirectToTheMetadataServiceIsNotFollowed() {
    assertThatThrownBy(() -> checkout(server.redirectingUrl(), "main", null, null))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("leads to 169.254.169.254, which is in the blocked range");
  }

  @Test
  void aPasswordComesFromTheSecret() throws Exception {
    server.commit("dbt_project.yml", "name: a");
    server.requirePassword("reader", "t0ken");
    Path secret = Files.createDirectories(folder.resolve("secret"));
    Files.writeString(secret.resolve("username"), "reader\n");
    Files.writeString(secret.resolve("password"), "t0ken\n");

    assertThat(checkout(server.url(), "main", null, secret).folder())
        .isDirectoryContaining("glob:**/dbt_project.yml");
  }

  @Test
  void aWrongPasswordIsSaidWithoutShowingIt() throws Exception {
    server.requirePassword("reader", "t0ken");
    Path secret = Files.createDirectories(folder.resolve("secret"));
    Files.writeString(secret.resolve("password"), "wr0ng");

    assertThatThrownBy(() -> checkout(server.url(), "main", null, secret))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("refuses access: check spec.project.git.credentials")
        .hasMessageNotContaining("wr0ng");
  }

  @Test
  void aServerThatDoesNotAnswerIsTriedAgain() {
    String url = server.url();
    server.close();

    assertThatThrownBy(() -> checkout(url, "main", null, null))
        .isInstanceOf(StepFailure.Transient.class)
        .hasMessageContaining("cannot be read now");
  }

  @Test
  void anSshAddressNeedsAKeyAndTheServersOwn() throws Exception {
    Path secret = Files.createDirectories(folder.resolve("secret"));
    Files.writeString(secret.resolve("ssh-privatekey"), "no key");

    assertThatThrownBy(() -> checkout("ssh://git@127.0.0.1:1/a.git", "main", null, secret))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("its Secret has no key known_hosts");
  }
}
