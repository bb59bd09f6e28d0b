#!/usr/bin/env bash
# Measures everything that docs/PERFORMANCE.md has figures of, prints it, and puts it there: between the marks
# "<!-- figures: NAME -->" and the end of the block behind it. Best on a quiet machine; all of it takes about three hours.
#
#   scripts/benchmarks.sh              all
#   scripts/benchmarks.sh NAME...      some of them
#   scripts/benchmarks.sh --list       their names
set -euo pipefail
cd "$(dirname "$0")/.."

document=docs/PERFORMANCE.md
names=(safepoint graphs graphs-25 generations state state-25 off-heap durable-64 durable-256 durable-1024 compression encryption scale soak
  peers overhead overhead-often cli ranks)

if [ "${1:-}" = --list ]; then
  printf '%s\n' "${names[@]}"
  exit 0
fi
source scripts/setup.sh
chosen=("${@:-${names[@]}}")
work=$(mktemp -d -p "${CAIRN_BENCHMARK_FOLDER:-.}" .benchmarks.XXXXXX)
trap 'finish $?' EXIT

# What a benchmark said on its way down is worth more than the folder it said it in.
finish() {
  if [ "$1" != 0 ] && [ -s "$work/errors" ]; then
    echo "a benchmark ended with $1; the last of what was written to its error stream:" >&2
    tail -40 "$work/errors" >&2
  fi
  rm -rf "$work"
}

say "building"
mvn -B -ntp -q install -DskipTests -Dspotless.check.skip -pl benchmarks,cli,samples/ising -am
jar=benchmarks/target/benchmarks.jar
java17="$JAVA_HOME/bin/java"
java25=$(find_jdk 25 || true)
java25=${java25:+$java25/bin/java}

# Runs a benchmark of ours: the JVM, its flags, a class, its arguments.
run() {
  local java=$1 flags=$2 class=$3
  shift 3
  # shellcheck disable=SC2086
  "$java" $flags -cp "$jar" "dev.cairn.benchmarks.$class" "$@" 2>>"$work/errors"
}

on_25() {
  if [ -n "$java25" ]; then
    run "$java25" "$@"
  else
    echo "SKIPPED: no JDK 25 is installed"
  fi
}

durable() {
  run "$java17" "-Xmx4g -Xms4g -XX:+AlwaysPreTouch -XX:MaxDirectMemorySize=4g" DiskSpeed "$1" 9 "$work"
}

# 10,000 runs of one checkpoint each, and one run of 10,000: their files are names of the same few.
command_line() {
  local seed=$work/seed/run many=$work/many one=$work/one/run cairn=cli/src/main/launcher/cairn i
  CAIRN_DIRECTORY=$work/seed CAIRN_NAME=run "$java17" -cp "samples/ising/target/ising.jar:samples/ising/target/lib/*" \
    dev.cairn.samples.ising.Ising 16 20 7 >/dev/null 2>>"$work/errors"
  mkdir -p "$many" "$work/one"
  for ((i = 0; i < 10000; i++)); do cp -al "$seed" "$many/Sim-sweep-$i-$(printf %08x $((i * 7919)))"; done
  cp -a "$seed" "$one"
  for ((i = 100; i < 10100; i++)); do ln "$one/epoch-000001/ckpt-000002.cairn" "$one/epoch-000001/ckpt-$(printf %06d "$i").cairn"; done
  local TIMEFORMAT='%R s elapsed, %U s + %S s of processor time'
  time_of "find and ls of 10,000 runs, to compare" find "$many" -name '*.cairn' -ls
  time_of "cairn list of 10,000 runs" "$cairn" list "$many"
  time_of "cairn list --json of 10,000 runs" "$cairn" list --json "$many"
  time_of "cairn list of a run of 10,000 checkpoints" "$cairn" list "$work/one"
  time_of "cairn verify of 10,000 runs" "$cairn" verify "$many"
  time_of "cairn list of 1 run" "$cairn" list "$work/seed"
}

time_of() {
  local what=$1
  shift
  echo "$what: $({ time "$@" >/dev/null 2>>"$work/errors"; } 2>&1)"
}

measure() {
  case $1 in
    safepoint) "$java17" -jar "$jar" SafepointBenchmark -f 2 -wi 2 -i 4 | grep -A20 '^Benchmark' ;;
    graphs) run "$java17" -Xmx6g GraphPause 15 ;;
    graphs-25) on_25 -Xmx6g GraphPause 15 ;;
    generations) run "$java17" -Xmx2g GraphGenerations 4 ;;
    state) run "$java17" "-Xmx4g -XX:MaxDirectMemorySize=5g" PeerState 1024 9 ;;
    state-25) on_25 "-Xmx4g -XX:MaxDirectMemorySize=5g" PeerState 1024 9 ;;
    off-heap)
      run "$java17" "$("$java17" -cp "$jar" dev.cairn.chronicle.PrintFlags) -Xmx8g" OffHeapPause 1000000 9 /dev/shm
      ;;
    durable-*) durable "${1#durable-}" ;;
    compression)
      run "$java17" "-Xmx2g -Xms2g" CompressionTable "$work" \
        samples/kmers/src/main/resources/dev/cairn/samples/kmers/lambda.fa
      ;;
    encryption) run "$java17" "-Xmx2g -Xms2g -XX:MaxDirectMemorySize=2g" EncryptionSpeed 256 9 "$work" ;;
    scale) run "$java17" "" Scale "$work" ;;
    soak) run "$java17" -Xmx1g Soak 10000 "$work" 21 ;;
    peers) run "$java17" "" PeerComparison "$work" ;;
    overhead) run "$java17" "" Overhead "$work" 1 200 60 ;;
    overhead-often) run "$java17" "" Overhead "$work" 1 110 20 ;;
    cli) command_line ;;
    ranks) run "$java17" "-Xmx4g -XX:MaxDirectMemorySize=3g" RankPause 8 32 21 "$work" ;;
    *)
      echo "there is no benchmark $1; there are: ${names[*]}" >&2
      exit 2
      ;;
  esac
}

# Replaces the block behind the mark of a name.
put() {
  local name=$1 figures=$2
  if ! grep -q "^<!-- figures: $name -->\$" "$document"; then
    echo "$document has no mark for $name" >&2
    exit 1
  fi
  awk -v mark="<!-- figures: $name -->" -v figures="$figures" '
    $0 == mark { print; print "```"; while ((getline line < figures) > 0) print line; print "```"; waiting = 1; next }
    waiting && /^```/ { if (++fences == 2) { waiting = 0; fences = 0 } next }
    !waiting { print }
  ' "$document" >"$work/document"
  cp "$work/document" "$document"
}

for name in "${chosen[@]}"; do
  say "$name"
  measure "$name" | tee "$work/$name"
  put "$name" "$work/$name"
done
say "written to $document; look at what has changed with git diff"
