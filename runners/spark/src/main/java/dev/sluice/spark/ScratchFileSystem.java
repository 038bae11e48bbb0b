package dev.sluice.spark;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk without Hadoop's checksum files and without its {@code chmod} process for every
 * file and folder.
 */
public final class ScratchFileSystem extends RawLocalFileSystem {

  /** The scratch folder belongs to this process alone: what the umask gives is right. */
  @Override
  public void setPermission(Path path, FsPermission permission) {}
}
