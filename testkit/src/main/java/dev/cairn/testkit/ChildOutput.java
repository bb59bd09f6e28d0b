/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that a child process prints, collected by one thread for each of its streams. */
final class ChildOutput {
  static final Charset CHARSET = Charset.defaultCharset();

  /** Where a line came from. */
  enum Source {
    STANDARD_OUTPUT,
    STANDARD_ERROR
  }

  private record Line(Source source, String text) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Line> lines = new ArrayList<>();
  private int collected;
  private int open;

  void collect(Source source, InputStream stream) {
    update(
        () -> {
          collected++;
          open++;
        });
    Thread reader = new Thread(() -> readAll(source, stream), "child " + source);
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(Source source, InputStream stream) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, CHARSET))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        Line line = new Line(source, text);
        update(() -> lines.add(line));
      }
    } catch (IOException e) {
      // The process and its pipe are gone: what came before is all there is.
      update(() -> lines.add(new Line(Source.STANDARD_ERROR, "output broken off: " + e)));
    } finally {
      update(() -> open--);
    }
  }

  private void update(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  MatchResult awaitLine(Pattern pattern, Duration patience)
      throws InterruptedException, TimeoutException {
    lock.lockInterruptibly();
    try {
      if (collected == 0) {
        throw new IllegalStateException("all output goes to files");
      }
      Search search = new Search(pattern);
      boolean unused = await(search, patience);
      if (search.match == null) {
        throw new TimeoutException(complaint(pattern, patience));
      }
      return search.match;
    } finally {
      lock.unlock();
    }
  }

  private String complaint(Pattern pattern, Duration patience) {
    String why = open == 0 ? "in all of the output" : "within " + patience;
    return "no line with " + pattern + " " + why + ":\n" + everything();
  }

  /** Tells whether all streams ended in time. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return await(() -> open == 0, patience);
    } finally {
      lock.unlock();
    }
  }

  private boolean await(Check check, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    while (!check.holds()) {
      if (left <= 0) {
        return false;
      }
      left = changed.awaitNanos(left);
    }
    return true;
  }

  /** Looks at each line once, since a child may print very many. */
  private final class Search implements Check {
    private final Pattern pattern;
    private int next;
    private MatchResult match;

    Search(Pattern pattern) {
      this.pattern = pattern;
    }

    @Override
    public boolean holds() {
      while (match == null && next < lines.size()) {
        Matcher matcher = pattern.matcher(lines.get(next).text());
        match = matcher.find() ? matcher.toMatchResult() : null;
        next++;
      }
      return match != null || open == 0;
    }
  }

  /** Something to wait for. */
  @FunctionalInterface
  private interface Check {
    boolean holds();
  }

  String text(Source source) {
    return text(line -> line.source() == source);
  }

  String everything() {
    return text(line -> true);
  }

  private String text(Predicate<Line> wanted) {
    lock.lock();
    try {
      StringBuilder text = new StringBuilder();
      lines.stream().filter(wanted).forEach(line -> text.append(line.text()).append('\n'));
      return text.toString();
    } finally {
      lock.unlock();
    }
  }
}
