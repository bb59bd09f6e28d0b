#!/usr/bin/env bash
# The example of docs/slurm.md from start to end on a real Slurm of four nodes, which it starts and stops itself (root): a job of a
# minute that needs four, and the same without checkpoints and limit. What it prints is what the page shows.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh

[ "$(id -u)" = 0 ] || { say "a Slurm of its own needs root"; exit 1; }
cluster=$PWD/slurm-integration/src/test/cluster/cluster.sh
steps=${1:-130000}
# Not in /tmp, which the program would warn about: nodes do not share it.
work=$(mktemp -d -p "${CAIRN_EXAMPLE_FOLDER:-/srv}")
chmod 755 "$work"
trap '"$cluster" stop "$work/slurm"; rm -rf "$work"' EXIT

say "building"
mvn -B -ntp -q install -DskipTests -Dspotless.check.skip -pl all -am
"$cluster" install
"$cluster" start "$work/slurm"
export SLURM_CONF=$work/slurm/slurm.conf PATH=$JAVA_HOME/bin:$PATH
home=$work/simulation
mkdir "$home"
cp samples/slurm/*.sh "$home"
cp all/target/cairn-all-*-SNAPSHOT.jar "$home/cairn-all.jar"
"$JAVA_HOME/bin/javac" -cp "$home/cairn-all.jar" -d "$home" samples/slurm/Simulation.java
chown -R cairn-jobs "$home"
cd "$home"

as_user() {
  echo "\$ $*"
  runuser -u cairn-jobs -- "$@"
}

finish() {
  until scontrol show job "$1" 2>/dev/null | grep -qE 'JobState=(COMPLETED|FAILED|TIMEOUT|CANCELLED|NODE_FAIL)'; do sleep 1; done
}

say "one script, a limit of a minute, work for more"
as_user sbatch job.sh "$steps"
finish 1
as_user cat slurm-1.out
as_user ls -l checkpoints checkpoints/*
scontrol show job 1 | grep -oE 'JobState=\w+|Restarts=[0-9]+|ExitCode=[0-9:]+' | paste -sd' '

say "the same without a limit, and without being stopped"
as_user env CAIRN_ENABLED=false sbatch --time=20 --output=uninterrupted.out job.sh "$steps"
finish 2
as_user tail -n 1 uninterrupted.out
tail -n 1 uninterrupted.out | cmp - <(grep '^after' slurm-1.out) && say "the results are the same"
say "lines more than without checkpoints: $(($(wc -l <job.sh) - $(wc -l <without.sh)))"
