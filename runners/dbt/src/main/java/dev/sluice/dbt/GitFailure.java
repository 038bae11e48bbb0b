package dev.sluice.dbt;

import dev.sluice.protocol.ModelStep.GitProject;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.internal.JGitText;
import org.jspecify.annotations.Nullable;

/** What it means when a repository cannot be read. */
final class GitFailure {

  private GitFailure() {}

  static StepFailure of(Exception e, GitProject project) {
    StepFailure known = cause(e, StepFailure.class);
    if (known != null) {
      return known;
    }
    String what = "The repository " + project.url() + " ";
    String said = said(e);
    if (cause(e, NoRemoteRepositoryException.class) != null) {
      return new StepFailure.UserError(
          "GitRepositoryNotFound",
          what + "does not exist, or is not visible without credentials: correct spec.project.git.",
          e);
    }
    if (cause(e, SSLException.class) != null) {
      return new StepFailure.UserError(
          "GitNotTrusted", what + "has a certificate that is not trusted: " + said + ".", e);
    }
    if (denied(e)) {
      return new StepFailure.UserError(
          "GitAccessDenied",
          what + "refuses access: check spec.project.git.credentials. " + said + ".",
          e);
    }
    if (e instanceof TransportException || cause(e, IOException.class) != null) {
      return new StepFailure.Transient(
          "GitUnreachable", what + "cannot be read now: " + said + ".", e);
    }
    return new StepFailure.UserError("GitFailed", what + "cannot be checked out: " + said + ".", e);
  }

  /** JGit has no type for a refusal: its own texts are compared with, not those of a server. */
  private static boolean denied(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      String text = String.valueOf(t.getMessage());
      if (text.contains(JGitText.get().notAuthorized)
          || text.contains(JGitText.get().authenticationNotSupported)
          || text.contains("CredentialsProvider")
          || t.getClass().getSimpleName().equals("SshException")) {
        return cause(e, UnknownHostException.class) == null
            && cause(e, java.net.ConnectException.class) == null;
      }
    }
    return false;
  }

  private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }

  private static String said(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return DbtErrors.onOneLine(message);
  }
}
