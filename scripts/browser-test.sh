#!/usr/bin/env bash
# Opens a report of real runs in headless Chromium (Debian's), which must not complain, and keeps its picture in target/report.png.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh

if ! command -v chromium >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install chromium fonts-dejavu-core; } \
      >/dev/null 2>&1 || true
  fi
  command -v chromium >/dev/null || { say "SKIPPED: report in a browser, since there is no chromium"; exit 0; }
fi
mvn -B -ntp -q package -DskipTests -Dspotless.check.skip -pl bundled,core,slurm-integration,cli,samples,samples/harness,samples/ising

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CAIRN_DIRECTORY=$work/runs CAIRN_NAME=ising CAIRN_EVERY=500ms CAIRN_BEAT_PERIOD=1s
ising=("$JAVA_HOME/bin/java" -cp "samples/ising/target/ising.jar:samples/ising/target/lib/*" dev.cairn.samples.ising.Ising 512 20000 7)
cairn=cli/src/main/launcher/cairn

for attempt in 1 2 3; do
  "${ising[@]}" >/dev/null 2>&1 &
  until "$cairn" request ising >/dev/null 2>&1; do kill -0 $! || break 2; done
  "$cairn" request ising >/dev/null || true
  kill -9 $! && { wait $! || true; }
done
"${ising[@]}" >/dev/null 2>&1 &
until "$cairn" request ising >/dev/null 2>&1; do kill -0 $! || break; done
"$cairn" stop ising
wait $! || true

"$cairn" report ising -o "$work/report.html"
console=$(chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=960,1500 --enable-logging=stderr \
  --screenshot="$work/report.png" "file://$work/report.html" 2>&1 | grep -i 'CONSOLE' || true)
[ -z "$console" ] || { echo "$console"; say "the browser complains of the report"; exit 1; }
dom=$(chromium --headless --no-sandbox --disable-gpu --dump-dom "file://$work/report.html" 2>/dev/null)
for expected in '<h1>Run ising</h1>' 'class="attempt killed"' 'class="attempt stopped"' 'class="tick"' 'attempt 4'; do
  grep -qF "$expected" <<<"$dom" || { say "the report lacks $expected"; exit 1; }
done
# A page that shows nothing is a small picture of one colour.
[ "$(stat -c %s "$work/report.png")" -gt 30000 ] || { say "the picture of the report is empty"; exit 1; }
mkdir -p target && cp "$work/report.png" target/report.png
say "the report opens in a browser without complaint: target/report.png"
