package dev.cairn.golden;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program as it was: what it has written is golden/evolution-1.cairn. */
@Checkpointed
class State {
  int first = 1;
  int gone = 2;
  String text = "golden";
  int named = 3;
  int widened = 4;
  float widenedToo = 1.5f;
  Integer unboxed = 5;
  int boxed = 6;
  Phase phase = Phase.MEASURE;
  Phase renamedPhase = Phase.WARMUP;
  Map<Phase, Integer> byPhase = new EnumMap<>(Map.of(Phase.MEASURE, 7));
  Set<Phase> phases = EnumSet.of(Phase.MEASURE, Phase.COOLDOWN);
  Point point = new Point(8, 9, "dropped");
  Set<Point> points = Set.of(point);
  Former former = new Former();
  Former[] formers = {former};
  dev.cairn.golden.before.Part part = new dev.cairn.golden.before.Part();
  Node node = new Node();
  ArrayList<String> list = new ArrayList<>(List.of("a", "b"));
  HashMap<String, Object> map = new HashMap<>(Map.of("list", list));
  Versioned versioned = new Versioned();

  public static void main(String[] arguments) throws Exception {
    State state = new State();
    state.node.next = state.node;
    state.node.owner = state;
    Path folder = Files.createTempDirectory("golden");
    try (Checkpoint<State> run =
        Checkpoint.configure()
            .directory(folder)
            .name("golden")
            .ignoreArguments()
            .resumeOrStart(() -> state)) {
      run.checkpointNow();
      Path written = run.checkpointNow().orElseThrow().path();
      Files.copy(written, Path.of(arguments[0]), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

enum Phase {
  WARMUP,
  MEASURE,
  COOLDOWN
}

record Point(int x, int y, String dropped) {}

class Former {
  int inside = 10;

  static class Inner {}
}

class Node {
  Node next;
  Object owner;
  int old = 11;
}

class Versioned implements Serializable {
  private static final long serialVersionUID = 1L;
  int value = 12;
}
