#!/usr/bin/env bash
# All tests, on JDK 17 and the same again on JDK 25 where one is installed.
#
#   scripts/test.sh           the quick form
#   scripts/test.sh --long    with the long forms: hundreds of kills, arrays of 2 GiB, mutations
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh

excluded=long
if [ "${1:-}" = --long ]; then
  excluded=
fi

# What some tests need of the system; they say so, and are skipped, where it is not there.
missing=()
command -v strace >/dev/null || missing+=(strace)
command -v setfacl >/dev/null || missing+=(acl)
command -v bindfs >/dev/null || missing+=(bindfs)
compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1" >/dev/null || missing+=(libfaketime)
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  say "installing ${missing[*]}"
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}"; } \
    >/dev/null 2>&1 || say "not installed: ${missing[*]}"
fi

if [ "$(id -u)" = 0 ]; then
  say "a real Slurm of four nodes: installed where it is missing"
  slurm-integration/src/test/cluster/cluster.sh install
  rm -f slurm-integration/target/slurm-jobs samples/heat/target/slurm-jobs
fi

say "JDK $(java_version "$JAVA_HOME"): build, formatter, architecture, all tests, and jobs of a real Slurm on JDK 17 and 25"
# A process-level test that fails once and passes when run again is reported as a flake.
# Two modules at once: jobs of Slurm mostly wait.
mvn -B -ntp -T 2 install -Dtest.excludedGroups="$excluded" -Dfailsafe.rerunFailingTestsCount=1
summarise

say "release build: sources and Javadoc without warnings"
mvn -B -ntp -q -Prelease package -DskipTests -Dspotless.check.skip -pl core,testkit,chronicle-map,slurm-integration,micrometer,pcj,cli

if jdk25=$(find_jdk 25); then
  say "JDK 25: the key tests (without crash states, races, models and damaged files, in which the JVM has no part)"
  mvn -B -ntp verify -pl core,testkit,chronicle-map,cli -Djvm="$jdk25/bin/java" -Dtest.excludedGroups="$excluded" \
    -Dtest='*Test,!CrashConsistencyTest,!EpochModelTest,!ZombieTest,!DamageTest,!CraftedFormsTest,!StreamChangesTest,!CheckpointFileFuzzTest,!RankCrashTest,!AgreementModelTest' -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test='KillIT,RecipesIT,NoUnsupportedIT,LauncherIT' -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dfailsafe.rerunFailingTestsCount=1 -Dspotless.check.skip
  summarise
else
  say "SKIPPED: tests on JDK 25, since none is installed (looked at JDK25_HOME and /usr/lib/jvm)"
fi

if [ "${1:-}" = --long ]; then
  say "arrays of 2 GiB each, in a heap of 10 GiB"
  mvn -B -ntp -q test -pl core -Dtest=LargeArraysTest -Dtest.argLine=-Xmx10g -Dtest.excludedGroups= \
    -Dspotless.check.skip
  say "the report in a real browser"
  scripts/browser-test.sh
  scripts/release-dry-run.sh
  say "every guard of the commit protocol removed in turn"
  scripts/mutation.sh
fi

jobs=$(awk '{ jobs += $1 } END { print jobs + 0 }' slurm-integration/target/slurm-jobs samples/heat/target/slurm-jobs 2>/dev/null || true)
if [ "$(id -u)" = 0 ]; then
  echo "real Slurm jobs: $jobs"
  [ "$jobs" -gt 0 ] || { say "no job of Slurm has run"; exit 1; }
else
  say "SKIPPED: jobs of a real Slurm, since this is not root"
fi
if [ "$(id -u)" != 0 ]; then
  say "SKIPPED: tests that mount file systems or change owners, since this is not root"
fi
say "all tests passed"
