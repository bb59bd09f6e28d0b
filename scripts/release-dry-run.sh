#!/usr/bin/env bash
# Builds what would be published, signed, with sources and Javadoc, into target/release; nothing leaves this machine.
# The key is made for this run alone.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/setup.sh

if ! command -v gpg >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install gnupg; } >/dev/null 2>&1
  fi
  command -v gpg >/dev/null || { say "SKIPPED: release dry run, since there is no gpg"; exit 0; }
fi

published=.,bundled,core,testkit,chronicle-map,slurm-integration,micrometer,pcj,cli,all,bom
folder=$PWD/target/release
rm -rf "$folder"
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
chmod 700 "$GNUPGHOME"
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key 'Cairn dry run <dry-run@cairn.invalid>' rsa3072 sign never

say "release dry run: build, sources, Javadoc, signatures"
mvn -B -ntp -q -Prelease,sign deploy -DskipTests -DskipITs -Dspotless.check.skip -pl "$published" \
  -DaltDeploymentRepository="dry-run::file://$folder"

say "what would be published"
missing=0
while read -r pom; do
  base=${pom%.pom}
  wanted=("$pom")
  if ! grep -q '<packaging>pom</packaging>' "$pom"; then
    wanted+=("$base.jar" "$base-sources.jar" "$base-javadoc.jar")
  fi
  for file in "${wanted[@]}"; do
    if [ ! -f "$file" ] || ! gpg --batch --quiet --verify "$file.asc" "$file" 2>/dev/null; then
      echo "missing, or not signed: $file"
      missing=1
    fi
  done
  echo "$(basename "$base"): ${#wanted[@]} signed"
done < <(find "$folder" -name '*.pom' | sort)
[ "$missing" = 0 ] || { say "release dry run: FAILED"; exit 1; }
say "release dry run: all signed, in $folder"
