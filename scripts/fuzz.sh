#!/usr/bin/env bash
# Feeds the reader of checkpoints with what a coverage-guided fuzzer (Jazzer) makes of real files; it goes on from the corpus that is
# kept in core/src/test/resources/fuzz/corpus.zip, and puts what it has found there, made as small as it gets.
#
#   scripts/fuzz.sh [MINUTES]      30 where nobody says so
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh

minutes=${1:-30}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kept=$PWD/core/src/test/resources/fuzz/corpus.zip

say "building"
mvn -B -ntp -q install -DskipTests -Dspotless.check.skip -pl core -am
mvn -B -ntp -q dependency:build-classpath -Pfuzz -pl core -Dmdep.outputFile="$work/class-path" -Dmdep.includeScope=test
path=core/target/test-classes:core/target/classes:$(cat "$work/class-path")
java="$JAVA_HOME/bin/java"

mkdir "$work/corpus" "$work/smaller"
"$java" -cp "$path" dev.cairn.internal.engine.CheckpointFileFuzz "$work/corpus" 2>"$work/log"
(cd "$work/corpus" && "$JAVA_HOME/bin/jar" xf "$kept")

fuzz() {
  "$java" -Xmx1g -cp "$path" com.code_intelligence.jazzer.Jazzer --target_class=dev.cairn.internal.engine.CheckpointFileFuzz \
    --instrumentation_includes='dev.cairn.**' --instrumentation_excludes='dev.cairn.bundled.lz4.**' --reproducer_path="$work" -artifact_prefix="$work/" -rss_limit_mb=4096 "$@"
}

say "fuzzing for $minutes minutes, on every core"
fuzzers=()
for core in $(seq "$(nproc)"); do
  # They share what they find by way of the corpus. The first follows comparisons as well, which takes three times as long.
  tracing=()
  [ "$core" = 1 ] || tracing=(--trace=cov)
  fuzz "${tracing[@]}" -max_len=65536 -timeout=10 -print_final_stats=1 -max_total_time=$((minutes * 60)) "$work/corpus" >"$work/log-$core" 2>&1 &
  fuzzers+=($!)
done
found=
for i in "${!fuzzers[@]}"; do
  wait "${fuzzers[$i]}" || found=$((i + 1))
done
if [ -n "$found" ]; then
  tail -60 "$work/log-$found"
  cp "$work"/crash-* "$work"/timeout-* "$work"/oom-* "${TMPDIR:-/tmp}" 2>/dev/null || true
  say "the fuzzer has found something; its input lies in ${TMPDIR:-/tmp}"
  exit 1
fi
awk '/stat::number_of_executed_units/ { inputs += $2 } END { print "inputs: " inputs + 0 }' "$work"/log-*
fuzz -merge=1 "$work/smaller" "$work/corpus" >"$work/log" 2>&1
(cd "$work/smaller" && "$JAVA_HOME/bin/jar" cMf "$kept" .)
say "$(find "$work/smaller" -type f | wc -l) inputs are kept"
