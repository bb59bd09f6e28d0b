#!/usr/bin/env bash
# Removes every guard of the commit protocol in turn, in a copy of the sources, and shows that a named
# test fails without it. A guard is a statement that ends in a comment "// guard: NAME".
#
#   scripts/mutation.sh [PART OF A NAME]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r pom.xml .mvn config bundled core testkit "$work/"
sed -i '/<module>/{/bundled\|core\|testkit/!d}' "$work/pom.xml"
sed -i '/-Werror/d; /-Xplugin:ErrorProne/d' "$work/pom.xml"
tests='CrashConsistencyTest#shouldLose*+shouldForce*,RunFolderTest,RetentionPlanTest,CheckpointTest'
tests+=',WholeStateTest,SafepointGateTest,CheckpointFileTest,PruneTest,OutputTest,OutputFenceTest,ChainTest,EncryptionTest,ZombieTest#shouldBe*,RanksTest,RankMistakesTest,ShardsTest,AgreementModelTest,RankCrashTest'
failed=0
while IFS=: read -r file line text; do
  name=${text##*guard: }
  cp "$root/$file" "$work/$file"
  case "$text" in
    *'if ('*) sed -i "${line}s|if (.*) {|if (System.nanoTime() == 0) {|" "$work/$file" ;;
    *'guard: claim'*) sed -i "${line}s|^|//|" "$work/$file" ;; # a copy of a folder would be an empty one
    *'rename('*) sed -i "${line}s|DurableFiles.rename(\(.*\), \(.*\));|Files.copy(\1, \2);|" "$work/$file" ;;
    *) sed -i "${line}s|^|//|" "$work/$file" ;;
  esac
  if cmp -s "$root/$file" "$work/$file"; then
    say "guard $name in $file: the mutation changed nothing"
    failed=1
  elif (cd "$work" && mvn -B -ntp -q test -Dspotless.check.skip -Dtest="$tests" \
      -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.skipAfterFailureCount=1 >mutation.log 2>&1); then
    say "guard $name in $file: NO TEST FAILS without it"
    failed=1
  elif grep -q 'COMPILATION ERROR' "$work/mutation.log"; then
    say "guard $name in $file: the mutation does not compile"
    grep -A3 'COMPILATION ERROR' "$work/mutation.log"
    failed=1
  else
    broken=$(grep -E '<<< (ERROR|FAILURE)!' "$work/mutation.log" \
      | grep -oE '[A-Za-z]+Test\.should[A-Za-z]+' | sort -u | head -3 | tr '\n' ' ' || true)
    if [ -z "$broken" ]; then
      say "guard $name in $file: no test was run"
      tail -5 "$work/mutation.log"
      failed=1
    fi
    printf '%-24s without it fails: %s\n' "$name" "$broken"
  fi
  cp "$root/$file" "$work/$file"
done < <(grep -rn "// guard: .*${1:-}" core/src/main/java)
exit $failed
