/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.engine.Maintenance;
import dev.cairn.internal.engine.OptionValues;
import dev.cairn.internal.engine.Options;
import dev.cairn.internal.engine.SettingsResolver;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.spi.JobEnvironment;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;

/** Finds runs: where somebody says, or where the library would. Stateless. */
public final class RunFinder {
  private RunFinder() {}

  /**
   * Where the runs of whoever asks may be, the likeliest first: what is set from outside, what the
   * scheduler says, and {@code checkpoints} here.
   */
  public static List<Path> likelyDirectories() {
    Optional<Path> set = new OptionValues().find(Options.DIRECTORY);
    if (set.isPresent()) {
      return List.of(set.get().toAbsolutePath().normalize());
    }
    Set<Path> likely = new LinkedHashSet<>();
    for (JobEnvironment job :
        ServiceLoader.load(JobEnvironment.class, RunFinder.class.getClassLoader())) {
      // Outside a job as well: it is there that people look.
      job.defaultDirectory().map(path -> path.toAbsolutePath().normalize()).ifPresent(likely::add);
    }
    likely.add(Path.of("checkpoints").toAbsolutePath().normalize());
    return List.copyOf(likely);
  }

  /** The keys that are set from outside. */
  public static KeyRing keys() {
    return SettingsResolver.keys(new OptionValues());
  }

  /** True for the folder of a run. */
  public static boolean isRun(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    if (Files.isRegularFile(folder.resolve("run.json"))) {
      return true;
    }
    try (DirectoryStream<Path> epochs = Files.newDirectoryStream(folder, "epoch-*")) {
      return epochs.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException e) {
      return false;
    }
  }

  /**
   * Folders in a directory that whoever asks may not look into: they may be runs.
   *
   * @throws IOException if the directory cannot be listed
   */
  public static List<Path> closedIn(Path directory) throws IOException {
    return foldersIn(
        directory, "*", folder -> Files.isDirectory(folder) && !Files.isReadable(folder));
  }

  /**
   * What removals of runs have left that were interrupted: nobody can go on with it.
   *
   * @throws IOException if the directory cannot be listed
   */
  public static List<Path> interruptedRemovalsIn(Path directory) throws IOException {
    return foldersIn(
        directory,
        Maintenance.REMOVED + "*-[0-9]*",
        folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * The folders of the runs in a directory, by name.
   *
   * @throws IOException if it cannot be listed
   */
  public static List<Path> runsIn(Path directory) throws IOException {
    return foldersIn(
        directory,
        "*",
        folder ->
            !String.valueOf(folder.getFileName()).startsWith(Maintenance.REMOVED) && isRun(folder));
  }

  private static List<Path> foldersIn(Path directory, String pattern, Predicate<Path> wanted)
      throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, pattern)) {
      for (Path folder : folders) {
        if (wanted.test(folder)) {
          found.add(folder);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(found);
    return found;
  }
}
