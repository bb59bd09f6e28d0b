/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The epoch protocol as a model: several attempts claim, seal, resume, commit and prune, each file
 * operation is one step, and all orders of all steps are tried.
 *
 * <p>Every attempt puts the others out, as if nobody could tell that they are alive: that is the
 * worst case. The places of an attempt bear the names of what the code does there:
 *
 * <pre>
 *   LOOK, CLAIM      OwnerWatch.claim, RunFolder.claim: two listings
 *   TAKE_PLACE       rename of a signed room to the next epoch
 *   LOOK_AGAIN       RunFolder.isNewest
 *   LIST_OLDER, SEAL RunFolder.sealBefore
 *   RESUME           RunFolder.catalog, and the newest checkpoint of it
 *   OPEN .. CONFIRM  EpochFolder.newPending, requireOwn, PendingFile.commit, EpochFolder.confirmOwn
 *   LIST_DOOMED ..   Pruner.removeEpochs, RunFolder.remove
 * </pre>
 *
 * <p>A listing may be as old as the client's last one (NFS), but for what the client itself has
 * changed in that folder since.
 */
final class EpochModel {
  /** What keeps attempts apart, and can be left out to see that it is needed. */
  enum Guard {
    SECOND_LOOK,
    SEAL,
    CONFIRMATION,
    PATH_TAKEN_FIRST,
    LISTED_AGAIN
  }

  /**
   * What is tried.
   *
   * @param attempts how many
   * @param commits how many checkpoints each commits
   * @param modesBind whether a sealed folder cannot be written; else it is renamed
   * @param staleListings whether listings may be old
   * @param without guards that are left out
   */
  record Rules(
      int attempts, int commits, boolean modesBind, boolean staleListings, Set<Guard> without) {
    boolean has(Guard guard) {
      return !without.contains(guard);
    }
  }

  private enum Place {
    LOOK,
    CLAIM,
    TAKE_PLACE,
    LOOK_AGAIN,
    LIST_OLDER,
    SEAL,
    RESUME,
    OPEN,
    CREATE,
    CHECK,
    RENAME,
    CONFIRM,
    LIST_DOOMED,
    TAKE_PATH,
    UNSEAL,
    MOVE,
    RESEAL,
    ENDED,
    FENCED
  }

  private static final int NOBODY = -1;

  /** Two that start at once may overtake each other for ever; what is new is seen by then. */
  private static final int MOST_TRIES = 2;

  /** A folder of an attempt. Its name is its number, unless it was renamed. */
  private static final class Folder {
    final int number;
    int signedBy = NOBODY;
    boolean sealed;

    /**
     * Tells folders apart that had one number; the name that it was given, where it was renamed.
     */
    int renamed = NOBODY;

    /** Bits of attempts that have a pending file here. */
    int pending;

    /** Bits of the checkpoints here. */
    int commits;

    Folder(int number) {
      this.number = number;
    }

    Folder(Folder other) {
      this(other.number);
      signedBy = other.signedBy;
      sealed = other.sealed;
      renamed = other.renamed;
      pending = other.pending;
      commits = other.commits;
    }

    Name name() {
      return new Name(number, renamed);
    }
  }

  private static final Comparator<Name> ORDER =
      Comparator.comparingInt(Name::number).thenComparingInt(Name::renamed);

  /** A name in a listing: a number, and which of its folders where that was renamed. */
  private record Name(int number, int renamed) {
    static Name plain(int number) {
      return new Name(number, NOBODY);
    }

    boolean isPlain() {
      return renamed == NOBODY;
    }
  }

  private static final class Attempt {
    Place place = Place.LOOK;
    int after;
    int number;
    int tries;
    int committed;

    /** Bits of the checkpoints that its state descends from. */
    int lineage;

    List<Name> todo = List.of();

    /** What the client lists without asking; null where it has to ask. */
    List<Name> cache;

    Attempt() {}

    Attempt(Attempt other) {
      place = other.place;
      after = other.after;
      number = other.number;
      tries = other.tries;
      committed = other.committed;
      lineage = other.lineage;
      todo = other.todo;
      cache = other.cache;
    }
  }

  /** Numbers, mixed into one. */
  private static final class StateHash {
    private long value = 0x9E3779B97F4A7C15L;

    void add(int number) {
      value = (value ^ number) * 0xBF58476D1CE4E5B9L;
      value ^= value >>> 29;
    }

    long value() {
      return value == 0 ? 1 : value;
    }
  }

  /** A set of numbers other than 0. */
  private static final class HashedStates {
    private long[] slots = new long[1 << 16];
    private int size;

    boolean add(long number) {
      if (size > slots.length / 2) {
        long[] old = slots;
        slots = new long[old.length * 2];
        size = 0;
        for (long one : old) {
          if (one != 0) {
            boolean unused = add(one);
          }
        }
      }
      int slot = (int) (number >>> 17) & slots.length - 1;
      while (slots[slot] != 0) {
        if (slots[slot] == number) {
          return false;
        }
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = number;
      size++;
      return true;
    }

    int size() {
      return size;
    }
  }

  private final Rules rules;
  private final HashedStates seen = new HashedStates();
  private final Deque<String> path = new ArrayDeque<>();

  EpochModel(Rules rules) {
    this.rules = rules;
  }

  /** How many different states there were. */
  int states() {
    return seen.size();
  }

  /** A way to a state in which something acknowledged is lost; empty where there is none. */
  Optional<String> findLoss() {
    World begin = new World();
    for (int i = 0; i < rules.attempts(); i++) {
      begin.attempts.add(new Attempt());
    }
    return explore(begin);
  }

  private Optional<String> explore(World world) {
    if (!seen.add(world.key())) {
      return Optional.empty();
    }
    if (world.isSomethingLost()) {
      return Optional.of(String.join("\n", path));
    }
    for (int i = 0; i < rules.attempts(); i++) {
      path.addLast("attempt " + i + ": " + world.attempts.get(i).place);
      for (World next : world.stepsOf(i)) {
        Optional<String> loss = explore(next);
        if (loss.isPresent()) {
          return loss;
        }
      }
      path.removeLast();
    }
    return Optional.empty();
  }

  /** What is on the disk, and where each attempt is. */
  private final class World {
    final List<Folder> folders = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();
    final int[] lineages = new int[rules.attempts() * rules.commits()];
    int acknowledged;

    World copy() {
      World copy = new World();
      folders.forEach(folder -> copy.folders.add(new Folder(folder)));
      attempts.forEach(attempt -> copy.attempts.add(new Attempt(attempt)));
      System.arraycopy(lineages, 0, copy.lineages, 0, lineages.length);
      copy.acknowledged = acknowledged;
      return copy;
    }

    /** What it is, as 64 bits: that two of some millions have the same is next to impossible. */
    long key() {
      StateHash key = new StateHash();
      for (Folder folder : folders) {
        add(key, folder.number, folder.renamed, folder.sealed ? 1 : 0);
        add(key, folder.signedBy, folder.pending, folder.commits);
      }
      for (Attempt attempt : attempts) {
        add(key, 99, attempt.place.ordinal(), attempt.after, attempt.number, attempt.committed);
        add(key, attempt.lineage, attempt.tries, attempt.cache == null ? 1 : 0);
        attempt.todo.forEach(name -> add(key, name.number(), name.renamed()));
        if (attempt.cache != null) {
          add(key, 98);
          attempt.cache.forEach(name -> add(key, name.number(), name.renamed()));
        }
      }
      add(key, acknowledged);
      for (int lineage : lineages) {
        add(key, lineage);
      }
      return key.value();
    }

    private void add(StateHash key, int... numbers) {
      for (int number : numbers) {
        key.add(number);
      }
    }

    /** A newcomer that comes now and is alone would miss something that was acknowledged. */
    boolean isSomethingLost() {
      int best = newest(folders);
      return (acknowledged & ~(best == NOBODY ? 0 : lineages[best])) != 0;
    }

    /** The checkpoint with the highest number of epoch and sequence. */
    private int newest(List<Folder> among) {
      int newest = NOBODY;
      int highest = NOBODY;
      for (Folder folder : among) {
        for (int id = 0; id < lineages.length; id++) {
          int order = folder.number * rules.commits() + id % rules.commits();
          if ((folder.commits & 1 << id) != 0 && order > highest) {
            highest = order;
            newest = id;
          }
        }
      }
      return newest;
    }

    private Folder plain(int number) {
      return find(Name.plain(number));
    }

    private Folder find(Name name) {
      return folders.stream().filter(folder -> folder.name().equals(name)).findFirst().orElse(null);
    }

    /** Gives it a name that no other has. */
    private void rename(Folder folder) {
      int tag = 0;
      while (find(new Name(folder.number, tag)) != null) {
        tag++;
      }
      folder.renamed = tag;
    }

    private boolean canWrite(Folder folder) {
      return folder != null && !(folder.sealed && rules.modesBind());
    }

    private List<Name> listing() {
      return folders.stream().map(Folder::name).sorted(ORDER).toList();
    }

    /** All that can come of the next step of an attempt. */
    List<World> stepsOf(int who) {
      return switch (attempts.get(who).place) {
        case ENDED, FENCED -> List.of();
        case LOOK, CLAIM, LOOK_AGAIN, LIST_OLDER, RESUME, CONFIRM, LIST_DOOMED -> listings(who);
        default -> {
          World next = copy();
          next.act(who, next.attempts.get(who));
          yield List.of(next);
        }
      };
    }

    private List<World> listings(int who) {
      List<World> nexts = new ArrayList<>();
      World asked = copy();
      Attempt attempt = asked.attempts.get(who);
      attempt.cache = rules.staleListings() ? listing() : null;
      asked.look(who, attempt, listing());
      nexts.add(asked);
      List<Name> cache = attempts.get(who).cache;
      if (cache != null && !cache.equals(listing())) {
        World old = copy();
        old.look(who, old.attempts.get(who), cache);
        nexts.add(old);
      }
      return nexts;
    }

    private void look(int who, Attempt attempt, List<Name> names) {
      int newest = names.stream().mapToInt(Name::number).max().orElse(0);
      switch (attempt.place) {
        case LOOK -> {
          attempt.after = newest;
          attempt.place = Place.CLAIM;
        }
        case CLAIM -> attempt.place = newest == attempt.after ? Place.TAKE_PLACE : Place.LOOK;
        case LOOK_AGAIN -> {
          Name own = Name.plain(attempt.number);
          boolean other =
              names.stream().anyMatch(name -> name.number() >= own.number() && !name.equals(own));
          attempt.place = Place.LIST_OLDER;
          if (other && rules.has(Guard.SECOND_LOOK)) {
            attempt.number = 0;
            attempt.tries++;
            attempt.place = attempt.tries < MOST_TRIES ? Place.LOOK : Place.FENCED;
          } else if (!rules.has(Guard.SEAL)) {
            attempt.place = Place.RESUME;
          }
        }
        case LIST_OLDER -> {
          attempt.todo =
              names.stream()
                  .filter(name -> name.isPlain() && name.number() < attempt.number)
                  .toList();
          attempt.place = Place.SEAL;
        }
        case RESUME -> resume(attempt, names);
        case CONFIRM -> confirm(who, attempt, newest);
        case LIST_DOOMED -> {
          attempt.todo = names.stream().filter(name -> name.number() < attempt.number).toList();
          attempt.place = Place.TAKE_PATH;
        }
        default -> throw new AssertionError(attempt.place);
      }
    }

    private void resume(Attempt attempt, List<Name> names) {
      boolean vanished = names.stream().anyMatch(name -> find(name) == null);
      if (vanished && rules.has(Guard.LISTED_AGAIN)) {
        return;
      }
      int found = newest(names.stream().map(this::find).filter(folder -> folder != null).toList());
      attempt.lineage = found == NOBODY ? 0 : lineages[found];
      attempt.place = Place.OPEN;
    }

    private void confirm(int who, Attempt attempt, int newest) {
      int id = who * rules.commits() + attempt.committed;
      Folder own = plain(attempt.number);
      boolean there = own != null && (own.commits & 1 << id) != 0;
      boolean mine = own != null && own.signedBy == who && newest <= attempt.number;
      if (!there || rules.has(Guard.CONFIRMATION) && !mine) {
        attempt.place = Place.FENCED;
        return;
      }
      acknowledged |= 1 << id;
      attempt.committed++;
      attempt.place = attempt.committed < rules.commits() ? Place.OPEN : Place.LIST_DOOMED;
    }

    private void act(int who, Attempt attempt) {
      Folder own = plain(attempt.number);
      boolean mine = own != null && own.signedBy == who;
      switch (attempt.place) {
        case TAKE_PLACE -> takePlace(who, attempt);
        case SEAL -> seal(attempt);
        case OPEN -> attempt.place = mine ? Place.CREATE : Place.FENCED;
        case CREATE -> {
          if (canWrite(own)) {
            own.pending |= 1 << who;
          }
          attempt.place = canWrite(own) ? Place.CHECK : Place.FENCED;
        }
        case CHECK -> attempt.place = mine ? Place.RENAME : Place.FENCED;
        case RENAME -> commit(who, attempt, own);
        case TAKE_PATH -> takePath(attempt);
        case UNSEAL -> unseal(attempt);
        case MOVE -> move(attempt, own);
        case RESEAL -> {
          Folder doomed = find(attempt.todo.get(0));
          if (doomed != null) {
            doomed.sealed = true;
          }
          attempt.place = Place.FENCED;
        }
        default -> throw new AssertionError(attempt.place);
      }
    }

    private void takePlace(int who, Attempt attempt) {
      if (plain(attempt.after + 1) != null) {
        attempt.place = Place.LOOK;
        return;
      }
      attempt.number = attempt.after + 1;
      Folder room = new Folder(attempt.number);
      room.signedBy = who;
      folders.add(room);
      attempt.cache = null;
      attempt.place = Place.LOOK_AGAIN;
    }

    private void seal(Attempt attempt) {
      if (attempt.todo.isEmpty()) {
        attempt.place = Place.RESUME;
        return;
      }
      Folder older = find(attempt.todo.get(0));
      attempt.todo = attempt.todo.subList(1, attempt.todo.size());
      if (older != null) {
        older.sealed = true;
        if (!rules.modesBind()) {
          rename(older);
          attempt.cache = null;
        }
      }
    }

    private void commit(int who, Attempt attempt, Folder own) {
      if (!canWrite(own) || (own.pending & 1 << who) == 0) {
        attempt.place = Place.FENCED;
        return;
      }
      int id = who * rules.commits() + attempt.committed;
      own.pending &= ~(1 << who);
      own.commits |= 1 << id;
      attempt.lineage |= 1 << id;
      lineages[id] = attempt.lineage;
      attempt.place = Place.CONFIRM;
    }

    /** The path by which its owner knows it goes, before it can be written again. */
    private void takePath(Attempt attempt) {
      if (attempt.todo.isEmpty()) {
        attempt.place = Place.ENDED;
        return;
      }
      Folder doomed = find(attempt.todo.get(0));
      if (doomed != null && doomed.renamed == NOBODY && rules.has(Guard.PATH_TAKEN_FIRST)) {
        rename(doomed);
        attempt.cache = null;
      }
      List<Name> todo = new ArrayList<>(attempt.todo.subList(1, attempt.todo.size()));
      if (doomed != null) {
        todo.add(0, doomed.name());
      }
      attempt.todo = todo;
      attempt.place = doomed == null ? Place.TAKE_PATH : Place.UNSEAL;
    }

    private void unseal(Attempt attempt) {
      Folder doomed = find(attempt.todo.get(0));
      if (doomed != null) {
        doomed.sealed = false;
      }
      attempt.place = Place.MOVE;
    }

    private void move(Attempt attempt, Folder own) {
      Folder doomed = find(attempt.todo.get(0));
      if (doomed != null && !canWrite(own)) {
        attempt.place = Place.RESEAL;
        return;
      }
      if (doomed != null) {
        folders.remove(doomed);
        attempt.cache = null;
      }
      attempt.todo = attempt.todo.subList(1, attempt.todo.size());
      attempt.place = Place.TAKE_PATH;
    }
  }
}
