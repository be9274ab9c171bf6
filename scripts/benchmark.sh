#!/usr/bin/env bash
# benchmark.sh [SCHEMA.sql]: the whole command, `generate` then `check`, on a given schema and on made-up ones of 1,000 and 10,000
# tables, and on Convex schemas of 100, 1,000 and 10,000, in all formats, in the dev and the release profile: time (best of five; of the largest, best of two and one), peak memory, sizes. Prints a
# Markdown table. ONLY="convex-100 convex-1000" leaves the others out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in hyperfine time jq; do
  [ -x "/usr/bin/$tool" ] || { apt-get update -qq; apt-get install -y -qq --no-install-recommends hyperfine time jq; break; } >&2
done
cargo build --quiet -p cargo-schema-doc
cargo build --quiet --release -p cargo-schema-doc
# In memory: a disk's time depends on what it did before.
[ -w /dev/shm ] && export TMPDIR=/dev/shm
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
target=$(realpath "${CARGO_TARGET_DIR:-target}")
for tables in 1000 10000; do
  mkdir -p "$tmp/$tables"
  cargo run --quiet --release -p schema-doc-tests --example synthetic "$tables" > "$tmp/$tables/schema.sql"
done
for tables in 100 1000 10000; do
  mkdir -p "$tmp/convex-$tables"
  cargo run --quiet --release -p schema-doc-tests --example synthetic "$tables" convex > "$tmp/convex-$tables/schema.ts"
done
[ $# -eq 0 ] || { mkdir "$tmp/given"; cp "$1" "$tmp/given/schema.sql"; }
echo '| schema | profile | write, first | write, nothing to do | check | peak memory | input | largest document |'
echo '|---|---|---|---|---|---|---|---|'
for schema in ${ONLY:-given 1000 10000 convex-100 convex-1000 convex-10000}; do
  [ -d "$tmp/$schema" ] || continue
  for profile in release debug; do
    command="$target/$profile/cargo-schema-doc"
    runs=5; warmup=1
    case $schema-$profile in
      *10000-release) runs=2 ;;
      *10000-debug) runs=1; warmup=0 ;;
    esac
    cd "$tmp/$schema"
    printf '[schema]\nname = "bench"\n[docs]\nformats = ["manifest", "ai-context", "tables", "relationship-analysis", "dbml", "mermaid", "ddl", "rust"]\n[[source]]\n' > schema-doc.toml
    case $schema in
      convex-*) source=schema.ts kind=convex ;;
      *) source=schema.sql kind=sql ;;
    esac
    printf 'kind = "%s"\npath = "%s"\n' "$kind" "$source" >> schema-doc.toml
    seconds() { jq -r '.results[0].min | . * 1000 | round | tostring + " ms"' "$tmp/result.json"; }
    measure() { hyperfine --style none --warmup "$warmup" --runs "$runs" --export-json "$tmp/result.json" "$@" > /dev/null 2>&1; seconds; }
    first=$(measure --prepare 'rm -rf docs' "$command generate")
    again=$(measure "$command generate")
    check=$(measure "$command check")
    rm -rf docs
    memory=$(/usr/bin/time -f %M "$command" generate 2>&1 > /dev/null | tail -1)
    input=$(stat -c %s "$source")
    largest=$(find docs -type f -printf '%s\n' | sort -n | tail -1)
    echo "| $schema | $profile | $first | $again | $check | $((memory / 1024)) MiB | $((input / 1024)) KiB | $((largest / 1024)) KiB |"
    cd - > /dev/null
  done
done
