#!/usr/bin/env bash
# CPU seconds of a cold build of schema-doc-build with default features as a build-dependency, beside prost-build's, in one run.
# Ours comes from git, as committed, since cargo builds what comes from elsewhere as it builds what comes from the registry: without
# incremental compilation and without lints. Prints both and their ratio; exit 1 where ours is more.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
project() { # name dependency
  mkdir -p "$tmp/$1/src"
  printf '[package]\nname = "%s"\nedition = "2024"\n[build-dependencies]\n%s\n[workspace]\n' "$1" "$2" > "$tmp/$1/Cargo.toml"
  echo 'fn main() {}' | tee "$tmp/$1/src/main.rs" > "$tmp/$1/build.rs"
  (cd "$tmp/$1" && cargo fetch --quiet)
}
cost() { # name → user + system seconds of a cold dev build
  ( cd "$tmp/$1" && TIMEFORMAT='%U %S'
    { time cargo build --quiet --offline --target-dir "$tmp/$1/target-$2" > /dev/null 2>&1; } 2>&1 | awk '{print $1 + $2}' )
}
project ours "schema-doc-build = { git = \"file://$root\" }"
project theirs 'prost-build = "*"'
# Alternating, so that both see the machine's moods.
for round in 1 2 3; do
  a=$(cost ours $round)
  b=$(cost theirs $round)
  echo "schema-doc-build $a s, prost-build $b s"
  printf '%s %s\n' "$a" "$b" >> "$tmp/rounds"
done
awk '{a += $1; b += $2} END {printf "sum: %.1f s and %.1f s, ratio %.2f\n", a, b, a / b; exit a > b}' "$tmp/rounds"
