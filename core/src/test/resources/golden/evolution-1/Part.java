package dev.cairn.golden.before;

/** It has moved since. */
public class Part {
  int inside = 13;
}
