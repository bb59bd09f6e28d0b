# Sourced by the other scripts: finds the JDKs, says what is missing.

say() { printf '\n== %s\n' "$*"; }

java_version() { "$1/bin/java" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p'; }

# The home of a JDK of the given version, where there is one.
find_jdk() {
  local wanted=$1 home named="JDK$1_HOME"
  for home in "${!named:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/javac" ] && [ "$(java_version "$home")" = "$wanted" ]; then
      printf '%s' "$home"
      return 0
    fi
  done
  return 1
}

# What the tests have to tell beside "passed": counts and reasons of skipped tests.
summarise() {
  local reports
  reports=$(find . -path '*/target/*-reports/*-output.txt' -newer pom.xml 2>/dev/null || true)
  if [ -n "$reports" ]; then
    # shellcheck disable=SC2086
    grep -hE '^(crash states|operations failed|kills|seed|SKIPPED|skipped)' $reports | sort | uniq -c || true
  fi
}

if ! JAVA_HOME=$(find_jdk 17); then
  say "a JDK 17 is needed: apt-get install openjdk-17-jdk-headless, or set JDK17_HOME"
  exit 1
fi
export JAVA_HOME
if ! command -v mvn >/dev/null; then
  say "Maven is needed: apt-get install maven"
  exit 1
fi
