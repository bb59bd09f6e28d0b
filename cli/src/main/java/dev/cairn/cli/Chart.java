/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A chart of points over time, as SVG. Not thread-safe. */
final class Chart {
  static final int WIDTH = 860;
  private static final int HEIGHT = 180;
  static final int LEFT = 80;
  static final int RIGHT = 20;
  private static final int TOP = 14;
  private static final int BOTTOM = 26;
  private static final int TICKS = 5;

  /** A point with what is shown when a pointer rests on it. */
  record Point(Instant at, double value, String told) {}

  private final String title;
  private final Instant from;
  private final Instant to;
  private final DoubleFunction<String> format;
  private final List<List<Point>> lines = new ArrayList<>();

  Chart(String title, Instant from, Instant to, DoubleFunction<String> format) {
    this.title = title;
    this.from = from;
    this.to = to;
    this.format = format;
  }

  /** Adds points that are joined, and not with those of others. */
  void line(List<Point> points) {
    lines.add(List.copyOf(points));
  }

  private double greatest() {
    return lines.stream().flatMap(List::stream).mapToDouble(Point::value).max().orElse(0);
  }

  /** Where a moment is, from left to right. */
  static double x(Instant at, Instant from, Instant to) {
    double span = Math.max(1, Duration.between(from, to).toMillis());
    double share = Duration.between(from, at).toMillis() / span;
    return LEFT + Math.max(0, Math.min(1, share)) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
  }

  String svg() {
    double top = rounded(greatest());
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            Html.escaped(title)));
    for (int i = 0; i <= 4; i++) {
      double value = top * i / 4;
      double y = y(value, top);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
              LEFT,
              WIDTH - RIGHT,
              y,
              y,
              LEFT - 8,
              y + 4,
              Html.escaped(format.apply(value))));
    }
    svg.append(timeAxis(from, to, HEIGHT));
    for (List<Point> line : lines) {
      append(svg, line, top);
    }
    return svg.append("</svg>\n").toString();
  }

  private void append(StringBuilder svg, List<Point> line, double top) {
    StringBuilder path = new StringBuilder();
    for (Point point : line) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.length() == 0 ? "M" : " L",
              x(point.at(), from, to),
              y(point.value(), top)));
    }
    svg.append("<path class=\"line\" d=\"").append(path).append("\"/>\n");
    for (Point point : line) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"><title>%s</title></circle>%n",
              x(point.at(), from, to),
              y(point.value(), top),
              Html.escaped(point.told())));
    }
  }

  /** Moments below a chart, as far from the first as people count. */
  static String timeAxis(Instant from, Instant to, int height) {
    Duration span = Duration.between(from, to);
    StringBuilder axis = new StringBuilder();
    for (int i = 0; i <= TICKS; i++) {
      Instant at = from.plus(span.multipliedBy(i).dividedBy(TICKS));
      String anchor = i == TICKS ? "end" : i == 0 ? "start" : "middle";
      axis.append(
          String.format(
              Locale.ROOT,
              "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
              x(at, from, to),
              height - 6,
              anchor,
              i == 0 ? "start" : "+" + sinceStart(Duration.between(from, at))));
    }
    return axis.toString();
  }

  private static String sinceStart(Duration span) {
    return span.toSeconds() < 120
        ? String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0)
        : Texts.span(span);
  }

  /** A round number that is no less. */
  private static double rounded(double value) {
    if (value <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 4, 5, 8, 10}) {
      if (value <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
