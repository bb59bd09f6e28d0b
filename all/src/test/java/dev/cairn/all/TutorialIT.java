/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.all;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what docs/tutorial.md says, word for word, and compares: {@code ...} stands for anything
 * within a line, and alone in a line for any lines; how many blanks there are does not count.
 */
@Timeout(300)
class TutorialIT {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```(java|sh|text)(?: (\\S+))?\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final String MARK = "@@@@ ";

  @TempDir Path folder;

  /** A command, and what it is said to print; null where nothing is said. */
  private record Step(String script, String expected) {}

  @Test
  void shouldBeAsItSays() throws Exception {
    List<Step> steps = steps(Files.readString(Path.of("../docs/tutorial.md")));
    assertThat(steps).hasSizeGreaterThan(10);
    install();
    String script = "set -e\n";
    for (int i = 0; i < steps.size(); i++) {
      script += "echo '" + MARK + i + "'\n" + steps.get(i).script();
    }
    Files.writeString(folder.resolve("tutorial.sh"), script);
    List<String> printed = run();
    for (int i = 0; i < steps.size(); i++) {
      String expected = steps.get(i).expected();
      if (expected != null) {
        assertThat(inOneBlank(printed.get(i)))
            .as("what this prints:\n%s", steps.get(i).script())
            .matches(pattern(expected));
      }
    }
  }

  private List<Step> steps(String tutorial) throws IOException {
    List<Step> steps = new ArrayList<>();
    Matcher block = BLOCK.matcher(tutorial);
    while (block.find()) {
      switch (block.group(1)) {
        case "java" -> Files.writeString(folder.resolve(block.group(2)), block.group(3));
        case "sh" -> steps.add(new Step(block.group(3), null));
        default ->
            steps.set(
                steps.size() - 1, new Step(steps.get(steps.size() - 1).script(), block.group(3)));
      }
    }
    return steps;
  }

  /** How wide a column is depends on what is in it. */
  private static String inOneBlank(String text) {
    return text.stripTrailing().replaceAll(" +", " ");
  }

  private static Pattern pattern(String expected) {
    StringBuilder pattern = new StringBuilder();
    for (String line : inOneBlank(expected).split("\n", -1)) {
      if (line.equals("...")) {
        pattern.append("(?:.*\n?)*?");
      } else {
        String any = line.replace("...", "\\E.*\\Q");
        pattern.append("\\Q").append(any).append("\\E *\n?");
      }
    }
    return Pattern.compile(pattern.toString());
  }

  private void install() throws IOException {
    Files.copy(jar("target", "cairn-all-", ".jar"), folder.resolve("cairn-all.jar"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.copy(jar("../cli/target", "cairn-cli-", "-all.jar"), bin.resolve("cairn.jar"));
    Files.copy(Path.of("../cli/src/main/launcher/cairn"), bin.resolve("cairn"));
    assertThat(bin.resolve("cairn").toFile().setExecutable(true)).isTrue();
  }

  private static Path jar(String target, String begin, String end) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(target))) {
      return files
          .filter(path -> path.getFileName().toString().startsWith(begin))
          .filter(path -> path.getFileName().toString().endsWith(end))
          .filter(path -> !path.getFileName().toString().matches(".*(sources|javadoc).*"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + begin + "*" + end + " in " + target));
    }
  }

  private List<String> run() throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "tutorial.sh")
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    String java = System.getProperty("java.home") + "/bin";
    builder.environment().keySet().removeIf(name -> name.startsWith("CAIRN_"));
    builder
        .environment()
        .merge("PATH", folder.resolve("bin") + ":" + java, (path, first) -> first + ":" + path);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    boolean ended = process.waitFor(240, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String text = Files.readString(out);
    assertThat(ended && process.exitValue() == 0)
        .as("the tutorial, which has printed\n%s\nand\n%s", text, Files.readString(err))
        .isTrue();
    List<String> printed = new ArrayList<>();
    for (String part : text.split(Pattern.quote(MARK) + "\\d+\n", -1)) {
      printed.add(part);
    }
    return printed.subList(1, printed.size());
  }
}
