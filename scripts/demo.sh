#!/usr/bin/env bash
# Runs two programs on real input, kills each with -9 several times at random moments, resumes, and shows
# side by side that the results are those of uninterrupted runs. Exit 0 only if all are identical.
#
#   scripts/demo.sh [SEED]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh

RANDOM=${1:-$((RANDOM + 1))}
seed=${1:-drawn by the shell}
kills=4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "building (JDK $(java_version "$JAVA_HOME"))"
mvn -B -ntp -q install -DskipTests -Dspotless.check.skip -pl core,testkit,cli,samples/kmers,samples/ising -am

export CAIRN_EVERY=500ms
java="$JAVA_HOME/bin/java"

# Shows what a program reports, on one line that is written over; its Cairn lines as they are.
show() {
  local line
  while IFS= read -r line; do
    case "$line" in
      SLF4J*) ;;
      cairn:*RESUMED* | cairn:*NEW* | cairn:*COMPLETE* | cairn:*complete*) printf '\r\033[K   %s\n' "${line//"$work/"/}" ;;
      cairn:*) ;;
      *) printf '\r\033[K   %.100s' "$line" ;;
    esac
  done
  printf '\r\033[K'
}

milliseconds() { date +%s%3N; }

# seconds of computing at which the newest checkpoint was taken, as the resumed program says
saved_seconds() { sed -n 's/.*after \([0-9]*\) s of computing.*/\1/p' "$1" | tail -1; }

identical=0
run_sample() {
  local name=$1
  shift
  local command=("$java" -jar "samples/$name/target/$name.jar" "$@")

  say "$name: without interruption"
  CAIRN_DIRECTORY="$work/reference" "${command[@]}" 2> >(show) >"$work/$name.reference"
  sleep 0.2

  say "$name: killed with -9 $kills times"
  local computed=0 lost=0 killed=0 begun pid wait_for
  for ((attempt = 1; attempt <= kills; attempt++)); do
    begun=$(milliseconds)
    CAIRN_DIRECTORY="$work/killed" "${command[@]}" >"$work/$name.killed" 2> >(tee "$work/log" | show) &
    pid=$!
    wait_for=$((2 + RANDOM % 4)).$((RANDOM % 10))
    sleep "$wait_for"
    if ! kill -9 "$pid" 2>/dev/null; then
      wait "$pid" || true
      break
    fi
    wait "$pid" 2>/dev/null || true
    killed=$((killed + 1))
    computed=$((computed + $(milliseconds) - begun))
    printf '\r\033[K   kill -9 after %s s\n' "$wait_for"
  done
  CAIRN_DIRECTORY="$work/killed" "${command[@]}" 2> >(tee "$work/log" | show) >"$work/$name.killed"
  sleep 0.2
  local saved
  saved=$(saved_seconds "$work/log")
  lost=$((computed / 1000 - ${saved:-0}))

  say "$name: side by side"
  printf '   %-28s %s\n' "uninterrupted" "$(grep '^result' "$work/$name.reference")"
  printf '   %-28s %s\n' "killed $killed times" "$(grep '^result' "$work/$name.killed")"
  printf '   ran %d s before the last kill: %d s saved, %d s lost (JVM starts included)\n' \
    $((computed / 1000)) "${saved:-0}" "$lost"
  if [ "$(grep '^result' "$work/$name.reference")" = "$(grep '^result' "$work/$name.killed")" ] \
    && grep -q '^result' "$work/$name.reference" && [ "$killed" -gt 0 ]; then
    printf '   IDENTICAL\n'
  else
    printf '   DIFFERENT\n'
    identical=1
  fi
}

say "kills at random moments, seed $seed"
run_sample kmers --repeat 3500
run_sample ising

say "what is left of them, as anybody sees it: cairn list, cairn report"
cli/src/main/launcher/cairn list "$work/killed"
mkdir -p target
cli/src/main/launcher/cairn report "$work/killed" -o target/demo-report.html
exit "$identical"
