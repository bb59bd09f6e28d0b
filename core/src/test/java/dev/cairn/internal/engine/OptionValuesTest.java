/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.ResumeMode;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.trigger.AutomaticInterval;
import dev.cairn.internal.trigger.IntervalPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionValuesTest {
  @TempDir Path temporary;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();
  private final OptionValues values = new OptionValues(environment::get, properties::get);

  @Test
  void shouldCountEnvironmentBeforePropertyBeforeBuilderBeforeSiteBeforeDefault()
      throws IOException {
    assertThat(values.get(Options.EXIT_CODE)).isEqualTo(75);
    Path site = Files.writeString(temporary.resolve("site.properties"), "exitCode = 81\n");
    environment.put("CAIRN_SITE_CONFIG", site.toString());
    OptionValues withSite = new OptionValues(environment::get, properties::get);
    assertThat(withSite.get(Options.EXIT_CODE)).isEqualTo(81);
    withSite.set(Options.EXIT_CODE, 82);
    assertThat(withSite.get(Options.EXIT_CODE)).isEqualTo(82);
    properties.put("cairn.exitCode", "83");
    assertThat(withSite.get(Options.EXIT_CODE)).isEqualTo(83);
    environment.put("CAIRN_EXIT_CODE", "84");
    assertThat(withSite.get(Options.EXIT_CODE)).isEqualTo(84);
  }

  @Test
  void shouldServeManyUsersByOneSiteFile() throws IOException {
    Path site =
        Files.writeString(temporary.resolve("site.properties"), "directory=/nobackup/${USER}/c\n");
    environment.put("CAIRN_SITE_CONFIG", site.toString());
    OptionValues withSite = new OptionValues(environment::get, properties::get);
    assertThatThrownBy(() -> withSite.get(Options.DIRECTORY))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("the environment variable USER is not set")
        .hasMessageContaining(site.toString());

    environment.put("USER", "ada");

    assertThat(withSite.get(Options.DIRECTORY)).isEqualTo(Path.of("/nobackup/ada/c"));
  }

  @Test
  void shouldReadSpansAsPeopleWriteThem() {
    for (Map.Entry<String, Duration> span :
        Map.of(
                "90s", Duration.ofSeconds(90),
                "10m", Duration.ofMinutes(10),
                "2 H", Duration.ofHours(2),
                "1d", Duration.ofDays(1),
                "250ms", Duration.ofMillis(250),
                "PT5M", Duration.ofMinutes(5))
            .entrySet()) {
      environment.put("CAIRN_EVERY", span.getKey());
      assertThat(values.get(Options.EVERY)).isEqualTo(span.getValue());
    }
  }

  @Test
  void shouldSayWhereAWrongValueIsAndWhatIsExpected() {
    environment.put("CAIRN_EVERY", "soon");
    assertThatThrownBy(() -> values.get(Options.EVERY))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessage(
            "environment variable CAIRN_EVERY is \"soon\"; expected a span such as 90s, 10m, 2h, 1d "
                + "or PT10M");
    environment.put("CAIRN_EVERY", "0s");
    assertThatThrownBy(() -> values.get(Options.EVERY))
        .isInstanceOf(CheckpointSettingsException.class);
    properties.put("cairn.resume", "maybe");
    assertThatThrownBy(() -> values.get(Options.RESUME))
        .hasMessageContaining("system property cairn.resume");
    environment.put("CAIRN_SITE_CONFIG", temporary.resolve("missing").toString());
    assertThatThrownBy(() -> values.get(Options.KEEP_LAST))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void shouldResolveWhatWasSaid() {
    Launch launch = new Launch("/home/a", "org.sim.Ising", List.of("4096", "42"));
    values.set(Options.PARAMETERS, List.of("beta=1"));
    RunSettings settings = new SettingsResolver(values, launch, Optional.empty()).resolve();

    assertThat(settings.name()).matches("Ising-[0-9a-f]{8}");
    assertThat(settings.parameters())
        .isEqualTo(new Manifest.Parameters(List.of("4096", "42"), List.of("beta=1")));
    assertThat(settings.interval()).isInstanceOf(AutomaticInterval.class);
    assertThat(settings.resume()).isEqualTo(ResumeMode.AUTO);
    assertThat(settings.directory()).isEqualTo(Path.of("checkpoints").toAbsolutePath());
    values.set(Options.IGNORE_ARGUMENTS, true);
    values.set(Options.PARAMETERS, List.of());
    values.set(Options.EVERY_SAFEPOINTS, 10L);
    RunSettings others = new SettingsResolver(values, launch, Optional.empty()).resolve();
    assertThat(others.parameters()).isEqualTo(Manifest.Parameters.NONE);
    assertThat(others.interval().after(IntervalPolicy.Cost.UNKNOWN))
        .isGreaterThan(Duration.ofDays(365));
  }

  @Test
  void shouldNameRunsByWhatTellsThemApart() {
    String name = new Launch("/a", "x.Main", List.of("1")).runName(Optional.empty(), true, false);

    assertThat(name)
        .isEqualTo(new Launch("/a", "x.Main", List.of("1")).runName(Optional.empty(), true, false));
    assertThat(name)
        .isNotEqualTo(
            new Launch("/a", "x.Main", List.of("2")).runName(Optional.empty(), true, false))
        .isNotEqualTo(
            new Launch("/b", "x.Main", List.of("1")).runName(Optional.empty(), true, false))
        .isNotEqualTo(
            new Launch("/a", "y.Main", List.of("1")).runName(Optional.empty(), true, false));
  }

  @Test
  void shouldFindTheSameRunWithOtherArgumentsWhereTheyDoNotCount() {
    values.set(Options.IGNORE_ARGUMENTS, true);
    List<String> names =
        Stream.of(List.of("1"), List.of("2", "x"), List.<String>of())
            .map(arguments -> new Launch("/a", "x.Main", arguments))
            .map(launch -> new SettingsResolver(values, launch, Optional.empty()).resolve().name())
            .toList();

    assertThat(names).containsOnly(names.get(0));
    values.set(Options.IGNORE_ARGUMENTS, false);
    Launch launch = new Launch("/a", "x.Main", List.of());
    assertThat(new SettingsResolver(values, launch, Optional.empty()).resolve().name())
        .isEqualTo(launch.runName(Optional.empty(), true, false));
  }

  @Test
  void shouldNameWhatLooksLikeASettingAndIsNone() throws IOException {
    Path site = Files.writeString(temporary.resolve("site.properties"), "keepLst=4\nevery=1h\n");
    environment.put("CAIRN_SITE_CONFIG", site.toString());

    assertThat(
            values.unknown(
                Set.of("PATH", "CAIRN_SITE_CONFIG", "CAIRN_EVERY", "CAIRN_DIRECTROY", "CAIRN_X"),
                Set.of("user.dir", "cairn.every", "cairn.keep", "cairn.it.seed")))
        .containsExactly(
            "environment variable CAIRN_DIRECTROY is not known and has no effect; was "
                + "CAIRN_DIRECTORY meant?",
            "environment variable CAIRN_X is not known and has no effect",
            "system property cairn.keep is not known and has no effect",
            "the site file's keepLst is not known and has no effect; was keepLast meant?");
  }

  @Test
  void shouldTellArgumentsApartThatLookAlikeWhenJoined() {
    for (List<String> words :
        List.of(
            List.of("x.Main", "a b"),
            List.of("x.Main", "a", "b"),
            List.of("x.Main", "", "5"),
            List.of("x.Main", "5", ""),
            List.of("my dir/x.jar", "5"))) {
      List<String> commandLine = new java.util.ArrayList<>(List.of("java", "-cp", "x"));
      commandLine.addAll(words);

      assertThat(Launch.words(String.join(" ", words), commandLine)).isEqualTo(words);
    }
    assertThat(Launch.words("x.Main a b", List.of("java", "@file")))
        .containsExactly("x.Main", "a b");
    assertThat(new Launch("/a", "x.Main", List.of("a b")).runName(Optional.empty(), true, false))
        .isNotEqualTo(
            new Launch("/a", "x.Main", List.of("a", "b")).runName(Optional.empty(), true, false));
  }
}
