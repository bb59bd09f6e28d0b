/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunRecord;
import dev.cairn.internal.inspect.RunView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The report: one page with all that it needs in it. Not thread-safe. */
final class ReportPage {
  private static final int ROW = 22;
  private static final int MOST_ROWS = 60;
  private static final int AXIS = 26;

  private final List<RunRecord> runs;
  private final RankHeads heads;
  private final Instant now;
  private final StringBuilder html = new StringBuilder();

  ReportPage(List<RunRecord> runs, RankHeads heads, Instant now) {
    this.runs = List.copyOf(runs);
    this.heads = heads;
    this.now = now;
  }

  String html() {
    String title = runs.size() == 1 ? "Run " + runs.get(0).view().name() : runs.size() + " runs";
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .append(Html.escaped(title))
        .append(" - Cairn</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<main>\n<header><h1>")
        .append(Html.escaped(title))
        .append("</h1><p class=\"faint\">as of ")
        .append(now.toString(), 0, 19)
        .append("Z</p></header>\n");
    runs.forEach(this::append);
    if (runs.isEmpty()) {
      html.append("<p>There are no runs in that folder.</p>\n");
    }
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() {
    try (InputStream style = ReportPage.class.getResourceAsStream("/dev/cairn/cli/report.css")) {
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(RunRecord run) {
    RunView view = run.view();
    html.append("<section>\n");
    if (runs.size() > 1) {
      html.append("<h2>").append(Html.escaped(view.name())).append("</h2>\n");
    }
    html.append("<p class=\"lead\"><span class=\"state ")
        .append(view.stateText())
        .append("\">")
        .append(view.stateText())
        .append("</span> ")
        .append(Html.escaped(lead(view)))
        .append("</p>\n");
    if (!view.problem().isEmpty()) {
      html.append("<p class=\"bad\">").append(Html.escaped(view.problem())).append("</p>\n");
    }
    figures(run);
    if (run.attempts().isEmpty()) {
      html.append("<p>Nothing has been written down of this run yet.</p>\n");
    } else {
      charts(run);
      table(run);
    }
    KeptRanks.of(view, heads).ifPresent(ranks -> html.append(RankSection.html(ranks)));
    html.append("</section>\n");
  }

  private String lead(RunView view) {
    String progress = ProgressText.share(view);
    return (progress.isEmpty() ? "" : progress + " done, ")
        + view.newest()
            .map(
                file ->
                    "newest checkpoint "
                        + file.id()
                        + ", "
                        + Texts.age(view.newestAt().orElse(now), now)
                        + " old, "
                        + RankText.size(view))
            .orElse("no checkpoint");
  }

  private void figures(RunRecord run) {
    RunRecord.Sums sums = run.sums();
    html.append("<div class=\"figures\">\n");
    figure(Texts.seconds(sums.computeSeconds()), "computed");
    figure(Texts.seconds(sums.savedSeconds()), "not computed again, at all resumes together");
    figure(
        Texts.seconds(sums.lostSeconds()),
        "lost to " + Texts.count(sums.interruptions(), "interruption", "interruptions"));
    figure(Texts.number(sums.attempts()), "attempts");
    figure(
        Texts.number(sums.taken()),
        "checkpoints" + (sums.failed() == 0 ? "" : ", " + sums.failed() + " failed"));
    figure(
        String.format(Locale.ROOT, "%.3f %%", 100 * sums.overhead()),
        "of the time waited for checkpoints");
    figure(Texts.size(sums.bytesWritten()), "written");
    html.append("</div>\n<p class=\"advice\">").append(Html.escaped(advice(sums))).append("</p>\n");
  }

  private void figure(String number, String what) {
    html.append("<div><b>")
        .append(Html.escaped(number))
        .append("</b><span>")
        .append(Html.escaped(what))
        .append("</span></div>\n");
  }

  private static String advice(RunRecord.Sums sums) {
    if (sums.taken() == 0) {
      return "No checkpoint has been taken yet.";
    }
    String cost =
        "A checkpoint has cost "
            + Texts.millis(sums.pausedMillis() / sums.taken())
            + " of waiting on average.";
    return sums.youngInterval()
        .map(
            best ->
                cost
                    + " With as many interruptions as so far, one every "
                    + (best.toSeconds() < 10 ? Texts.millis(best.toMillis()) : Texts.span(best))
                    + " costs the least (Young's formula); the automatic interval takes account of that by"
                    + " itself.")
        .orElse(
            cost
                + " The run was never interrupted, so that no interval follows from its history; the automatic"
                + " one assumes an interruption a day.");
  }

  // ---- charts ----------------------------------------------------------------------------------

  private void charts(RunRecord run) {
    List<RunRecord.Attempt> attempts = run.attempts();
    Instant from = attempts.get(0).start();
    Instant to = attempts.stream().map(RunRecord.Attempt::end).max(Instant::compareTo).orElse(from);
    if (run.view().state().isAlive() && now.isAfter(to)) {
      to = now;
    }
    html.append("<h3>Attempts and checkpoints</h3>\n").append(timeline(run, from, to));
    chart(
        run,
        from,
        to,
        "Pause: how long the program waited",
        point -> point.pauseMillis(),
        value -> Texts.millis((long) value));
    chart(
        run,
        from,
        to,
        "From the end of the pause until durable",
        point -> point.persistMillis(),
        value -> Texts.millis((long) value));
    chart(
        run, from, to, "Bytes written", point -> point.bytes(), value -> Texts.size((long) value));
    boolean isTold =
        attempts.stream()
            .flatMap(attempt -> attempt.points().stream())
            .anyMatch(point -> point.done() >= 0);
    if (isTold) {
      chart(run, from, to, "Progress", RunRecord.Point::done, value -> Texts.number((long) value));
    }
  }

  private void chart(
      RunRecord run,
      Instant from,
      Instant to,
      String title,
      ToDoubleFunction<RunRecord.Point> value,
      java.util.function.DoubleFunction<String> format) {
    Chart chart = new Chart(title, from, to, format);
    for (RunRecord.Attempt attempt : run.attempts()) {
      List<Chart.Point> line = new ArrayList<>();
      for (RunRecord.Point point : attempt.points()) {
        double number = value.applyAsDouble(point);
        if (number >= 0) {
          String id = attempt.epoch() + "/" + point.sequence();
          String told = id + ", " + point.reason() + ": " + format.apply(number);
          line.add(new Chart.Point(point.at(), number, told));
        }
      }
      if (!line.isEmpty()) {
        chart.line(line);
      }
    }
    html.append("<h3>").append(Html.escaped(title)).append("</h3>\n").append(chart.svg());
  }

  private String timeline(RunRecord run, Instant from, Instant to) {
    List<RunRecord.Attempt> shown = run.attempts();
    if (shown.size() > MOST_ROWS) {
      shown = shown.subList(shown.size() - MOST_ROWS, shown.size());
    }
    int height = shown.size() * ROW + AXIS;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Attempts and checkpoints\">%n",
            Chart.WIDTH,
            height));
    int row = 0;
    for (RunRecord.Attempt attempt : shown) {
      boolean last = row == shown.size() - 1;
      append(svg, run, attempt, from, to, row++ * ROW, last);
    }
    return svg.append(Chart.timeAxis(from, to, height)).append("</svg>\n").toString();
  }

  private void append(
      StringBuilder svg,
      RunRecord run,
      RunRecord.Attempt attempt,
      Instant from,
      Instant to,
      int y,
      boolean last) {
    boolean running = last && run.view().state().isAlive();
    double start = Chart.x(attempt.start(), from, to);
    double end = Chart.x(running ? to : attempt.end(), from, to);
    String ending = ending(run.view(), attempt, last);
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"end\">attempt %d</text>"
                + "<rect class=\"attempt %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\">"
                + "<title>%s</title></rect>%n",
            Chart.LEFT - 8,
            y + 15,
            attempt.epoch(),
            ending,
            start,
            y + 4,
            Math.max(2, end - start),
            ROW - 8,
            Html.escaped(
                "attempt "
                    + attempt.epoch()
                    + ", "
                    + attempt.how()
                    + " "
                    + attempt.from()
                    + ", on "
                    + attempt.host()
                    + ", "
                    + ending)));
    for (RunRecord.Point point : attempt.points()) {
      double x = Chart.x(point.at(), from, to);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"tick\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
              x,
              x,
              y + 6,
              y + ROW - 6));
    }
    for (RunRecord.Failure failure : attempt.failures()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"failure\" cx=\"%.1f\" cy=\"%d\" r=\"3\"><title>%s</title></circle>%n",
              Chart.x(failure.at(), from, to),
              y + ROW / 2,
              Html.escaped(failure.message())));
    }
  }

  private static String ending(RunView view, RunRecord.Attempt attempt, boolean last) {
    if (!attempt.ending().isEmpty()) {
      return attempt.ending().toLowerCase(Locale.ROOT);
    }
    return last ? view.stateText() : "killed";
  }

  private void table(RunRecord run) {
    html.append("<h3>Attempts</h3>\n");
    if (run.earlier() > 0) {
      html.append("<p class=\"faint\">")
          .append(run.earlier())
          .append(" earlier ones are in the sums alone.</p>\n");
    }
    html.append(
        "<table>\n<tr><th>attempt</th><th>began</th><th>how</th><th>where</th><th>lasted</th>"
            + "<th>checkpoints</th><th>ended</th><th>lost</th></tr>\n");
    List<RunRecord.Attempt> attempts = run.attempts();
    for (int i = 0; i < attempts.size(); i++) {
      RunRecord.Attempt attempt = attempts.get(i);
      boolean last = i == attempts.size() - 1;
      long lost = last ? 0 : attempts.get(i + 1).lostSeconds();
      html.append(
          Html.row(
              Long.toString(attempt.epoch()),
              attempt.start().toString().substring(0, 19).replace('T', ' '),
              attempt.how() + (attempt.from().isEmpty() ? "" : " from " + attempt.from()),
              attempt.host() + (attempt.job().isEmpty() ? "" : ", job " + attempt.job()),
              Texts.span(Duration.between(attempt.start(), attempt.end())),
              attempt.points().size()
                  + (attempt.failures().isEmpty()
                      ? ""
                      : ", " + attempt.failures().size() + " failed"),
              ending(run.view(), attempt, last),
              lost == 0 ? "" : Texts.seconds(lost)));
    }
    html.append("</table>\n");
  }
}
