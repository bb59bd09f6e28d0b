/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.Compression;
import dev.cairn.DirectWrites;
import dev.cairn.Requeue;
import dev.cairn.ResumeMode;
import dev.cairn.Sharing;
import dev.cairn.spi.Ending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every setting with its default. */
public final class Options {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([kmgt]?)");
  private static final Pattern CLASS_PATTERN =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*(\\.\\*)?");
  private static final String A_DURATION = "a span such as 90s, 10m, 2h, 1d or PT10M";

  private static final List<Option<?>> ALL = new ArrayList<>();

  /** Where the runs are. */
  public static final Option<Path> DIRECTORY = option("directory", Options::path, "a folder", null);

  /** The name of the run. */
  public static final Option<String> NAME = option("name", Options::plainName, "a file name", null);

  /** A fixed interval between checkpoints. */
  public static final Option<Duration> EVERY = option("every", Options::duration, A_DURATION, null);

  /** A checkpoint after every so many safepoints of a thread. */
  public static final Option<Long> EVERY_SAFEPOINTS =
      option("everySafepoints", Options::positive, "a number above 0", null);

  /** The safepoint of a thread at which this attempt stops. */
  public static final Option<Long> STOP_AFTER_SAFEPOINTS =
      option("stopAfterSafepoints", Options::positive, "a number above 0", null);

  /** The share of the time that the automatic interval may spend in pauses. */
  public static final Option<Double> OVERHEAD_BUDGET =
      option("overheadBudget", Options::fraction, "a fraction between 0 and 1, as 0.01", 0.01);

  /** The most computing time that a crash may cost, for the automatic interval. */
  public static final Option<Duration> LOSS_BOUND =
      option("lossBound", Options::duration, A_DURATION, Duration.ofMinutes(30));

  /** The mean time between interruptions that the automatic interval assumes. */
  public static final Option<Duration> MTBF =
      option("meanTimeBetweenInterruptions", Options::duration, A_DURATION, Duration.ofHours(24));

  /** How many of the newest checkpoints are kept. */
  public static final Option<Integer> KEEP_LAST =
      option("keepLast", text -> atLeast(2, text), "a whole number of at least 2", 3);

  /** One checkpoint of each such span is kept as well. */
  public static final Option<Duration> KEEP_EVERY =
      option("keepEvery", Options::duration, A_DURATION, null);

  /** Whether to resume. */
  public static final Option<ResumeMode> RESUME =
      option("resume", constant(ResumeMode.class), "AUTO, NEVER or REQUIRED", ResumeMode.AUTO);

  /** A checkpoint of another run that this one begins with. */
  public static final Option<Path> BRANCH_FROM =
      option("branchFrom", Options::path, "a checkpoint file or the folder of a run", null);

  /** The most bytes of an output that are copied for a resume. */
  public static final Option<Long> OUTPUT_COPY_LIMIT =
      option("outputCopyLimit", Options::size, "a size such as 0, 500m or 2g", 1L << 30);

  /** How often the log says how far the program is. */
  public static final Option<Duration> PROGRESS_EVERY =
      option("progressEvery", Options::duration, A_DURATION, null);

  /** Who else may reach the checkpoints. */
  public static final Option<Sharing> SHARE =
      option("share", constant(Sharing.class), "PRIVATE, GROUP_READ or GROUP", Sharing.PRIVATE);

  /** Where the keys are under which checkpoints are encrypted. */
  public static final Option<Path> KEY_FILE = option("keyFile", Options::path, "a file", null);

  /** True where checkpoints that are not encrypted are read although there is a key. */
  public static final Option<Boolean> ACCEPT_UNENCRYPTED =
      option("acceptUnencrypted", Options::truth, "true or false", false);

  /** Users whose runs may be resumed. */
  public static final Option<List<String>> TRUST =
      option("trust", Options::list, "user names, separated by commas", List.of());

  /** Classes and packages that may be part of the state. */
  public static final Option<List<String>> ALLOW =
      option("allow", Options::classes, "class names or package.*, separated by commas", List.of());

  /** What the results depend on. */
  public static final Option<List<String>> PARAMETERS =
      option("parameters", Options::list, "texts, separated by commas", List.of());

  /** True where the program's arguments are no parameters. */
  public static final Option<Boolean> IGNORE_ARGUMENTS =
      option("ignoreArguments", Options::truth, "true or false", false);

  /** True where the elements of stored arrays are put into those that a holder has already. */
  public static final Option<Boolean> REUSE_ARRAYS =
      option("reuseArrays", Options::truth, "true or false", false);

  /** How long to wait for every thread to come to a safepoint. */
  public static final Option<Duration> PATIENCE =
      option("patience", Options::duration, A_DURATION, Duration.ofMinutes(1));

  /** How long the rehearsal of a checkpoint may take. */
  public static final Option<Duration> REHEARSAL_TIME =
      option("rehearsalTime", Options::duration, A_DURATION, Duration.ofSeconds(10));

  /** Every how many checkpoints one is rehearsed, beside the first. */
  public static final Option<Integer> REHEARSE_EVERY =
      option("rehearseEvery", text -> atLeast(0, text), "a whole number, 0 for the first alone", 0);

  /** How long each capture is held to see whether a thread changes the state meanwhile. */
  public static final Option<Duration> WATCH_FOR_TORN_STATE =
      option("watchForTornState", Options::duration, A_DURATION, null);

  /** How long after a stop signal the program may take to end. */
  public static final Option<Duration> GRACE =
      option("grace", Options::duration, A_DURATION, Duration.ofMinutes(5));

  /** How much sooner than it has to an attempt ends before its job does. */
  public static final Option<Duration> DEADLINE_MARGIN =
      option("deadlineMargin", Options::duration, A_DURATION, null);

  /** After how many failed checkpoints in a row safepoint() throws; 0 is never. */
  public static final Option<Integer> FAIL_AFTER =
      option("failAfter", text -> atLeast(0, text), "a whole number, 0 for never", 0);

  /** How checkpoints are compressed. */
  public static final Option<Compression> COMPRESSION =
      option(
          "compression", constant(Compression.class), "AUTO, LZ4, ZSTD or NONE", Compression.AUTO);

  /** How many threads hash and compress while the program goes on. */
  public static final Option<Integer> WRITER_THREADS =
      option("writerThreads", text -> atLeast(1, text), "a whole number of at least 1", 1);

  /** The most bytes that are written in a second. */
  public static final Option<Long> MAX_WRITE_RATE =
      option("maxWriteRate", Options::positiveSize, "a size such as 200m, in a second", null);

  /** Whether checkpoints are written past the page cache. */
  public static final Option<DirectWrites> DIRECT_WRITES =
      option(
          "directWrites", constant(DirectWrites.class), "AUTO, ALWAYS or NEVER", DirectWrites.AUTO);

  /** How many checkpoints share blocks with one another at most. */
  public static final Option<Integer> CHAIN_LENGTH =
      option("chainLength", Options::chainLength, "a whole number from 1 to 255", 32);

  /** How old the first of those may be. */
  public static final Option<Duration> CHAIN_AGE =
      option("chainAge", Options::duration, A_DURATION, Duration.ofHours(24));

  /** The exit code of unfinished work. */
  public static final Option<Integer> EXIT_CODE =
      option("exitCode", Options::exitCode, "a number from 1 to 255", Ending.UNFINISHED);

  /** What becomes of a job that ends before its run is finished. */
  public static final Option<Requeue> REQUEUE =
      option("requeue", constant(Requeue.class), "AUTO, NEVER, PRINT or RESUBMIT", Requeue.AUTO);

  /** How often a job is started again at most. */
  public static final Option<Integer> REQUEUE_LIMIT =
      option("requeueLimit", text -> atLeast(0, text), "a whole number", 50);

  /** Signals that ask for a last checkpoint. */
  public static final Option<List<String>> STOP_SIGNALS =
      option("stopSignals", Options::signals, "signal names, as TERM,INT", List.of("TERM", "INT"));

  /** How often an attempt shows that it is alive. */
  public static final Option<Duration> BEAT_PERIOD =
      option("beatPeriod", Options::duration, A_DURATION, Duration.ofSeconds(30));

  /** True where a live owner is to be put out. */
  public static final Option<Boolean> TAKEOVER =
      option("takeover", Options::truth, "1 or true, 0 or false", false);

  /** True where this JVM is one of several of the run. */
  public static final Option<Boolean> RANKS =
      option("ranks", Options::truth, "true or false", false);

  /** Which of them it is, where nobody else can tell. */
  public static final Option<Integer> RANK =
      option("rank", text -> atLeast(0, text), "a whole number", null);

  /** How many there are, where nobody else can tell. */
  public static final Option<Integer> RANK_COUNT =
      option("rankCount", text -> atLeast(1, text), "a whole number of at least 1", null);

  /** What all ranks of one start have in common, where nobody else can tell. */
  public static final Option<String> LAUNCH_ID =
      option("launchId", Options::plainName, "what no other start of the run has", null);

  /** How far ahead a checkpoint of all ranks is announced at least. */
  public static final Option<Duration> RANK_LEAD =
      option("rankLead", Options::duration, A_DURATION, null);

  /** How many ranks write at once at most. */
  public static final Option<Integer> RANK_WRITERS =
      option("rankWriters", text -> atLeast(0, text), "a whole number, 0 for all", 0);

  /** False makes everything a no-op. */
  public static final Option<Boolean> ENABLED =
      option("enabled", Options::truth, "true or false", true);

  private Options() {}

  private static <T> Option<T> option(
      String name, Function<String, T> parse, String expected, T fallback) {
    Option<T> option = new Option<>(name, parse, expected, fallback);
    ALL.add(option);
    return option;
  }

  /** All of them. */
  static List<Option<?>> all() {
    return List.copyOf(ALL);
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return checked(Duration.parse(text));
    }
    long amount = Long.parseLong(matcher.group(1));
    return checked(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  private static Duration checked(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("not positive");
    }
    return duration;
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    return Path.of(text);
  }

  private static Long positive(String text) {
    long number = Long.parseLong(text);
    if (number < 1) {
      throw new IllegalArgumentException("not positive");
    }
    return number;
  }

  private static Long size(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size");
    }
    int shift = 10 * " kmgt".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
  }

  private static Long positiveSize(String text) {
    return positive(Long.toString(size(text)));
  }

  private static Integer chainLength(String text) {
    int number = atLeast(1, text);
    if (number > 255) {
      throw new IllegalArgumentException("too large");
    }
    return number;
  }

  private static Integer atLeast(int least, String text) {
    int number = Integer.parseInt(text);
    if (number < least) {
      throw new IllegalArgumentException("too small");
    }
    return number;
  }

  private static List<String> signals(String text) {
    List<String> names = list(text);
    for (String name : names) {
      if (!name.matches("[A-Z][A-Z0-9]*") || name.startsWith("SIG")) {
        throw new IllegalArgumentException("not a signal's name");
      }
    }
    return names;
  }

  private static List<String> classes(String text) {
    List<String> patterns = list(text);
    for (String pattern : patterns) {
      if (!CLASS_PATTERN.matcher(pattern).matches()) {
        throw new IllegalArgumentException("neither a class nor a package");
      }
    }
    return patterns;
  }

  private static Double fraction(String text) {
    double number = Double.parseDouble(text);
    if (!(number > 0 && number < 1)) {
      throw new IllegalArgumentException("not a fraction");
    }
    return number;
  }

  private static Integer exitCode(String text) {
    int code = Integer.parseInt(text);
    if (code < 1 || code > 255) {
      throw new IllegalArgumentException("not an exit code of unfinished work");
    }
    return code;
  }

  private static Boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(","))
        .map(String::trim)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static String plainName(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._=+@-]{0,199}")) {
      throw new IllegalArgumentException("not a plain file name");
    }
    return name;
  }

  private static <E extends Enum<E>> Function<String, E> constant(Class<E> type) {
    return text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
  }
}
