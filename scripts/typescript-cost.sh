#!/usr/bin/env bash
# What the feature `typescript` adds to a cold build of schema-doc-build as a build-dependency, beside oxc's crates alone: CPU seconds, in one
# run. Ours comes from git, as committed, as in compile-cost.sh.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
project() { # name dependencies
  mkdir -p "$tmp/$1/src"
  printf '[package]\nname = "%s"\nedition = "2024"\n[build-dependencies]\n%s\n[workspace]\n' "$1" "$2" > "$tmp/$1/Cargo.toml"
  echo 'fn main() {}' | tee "$tmp/$1/src/main.rs" > "$tmp/$1/build.rs"
  (cd "$tmp/$1" && cargo fetch --quiet)
}
cost() { # name round → user + system seconds of a cold dev build
  ( cd "$tmp/$1" && TIMEFORMAT='%U %S'
    { time cargo build --quiet --offline --target-dir "$tmp/$1/target-$2" > /dev/null 2>&1; } 2>&1 | awk '{print $1 + $2}' )
  rm -rf "$tmp/$1/target-$2"
}
project without "schema-doc-build = { git = \"file://$root\" }"
project with "schema-doc-build = { git = \"file://$root\", features = [\"typescript\"] }"
project oxc "$(grep '^oxc_' "$root/Cargo.toml")"
for round in 1 2 3; do
  a=$(cost without $round) b=$(cost with $round) c=$(cost oxc $round)
  echo "without $a s, with \`typescript\` $b s, oxc alone $c s"
  printf '%s %s %s\n' "$a" "$b" "$c" >> "$tmp/rounds"
done
awk '{a += $1; b += $2; c += $3} END {printf "the feature adds %.1f s a build, oxc alone takes %.1f s\n", (b - a) / NR, c / NR}' "$tmp/rounds"
