#!/usr/bin/env bash
# What the derives cost, in CPU seconds, each beside what it is measured by, in one run:
# - `cargo check` of 200 `SchemaRow` structs of 15 fields against a schema of 1,000 tables, beside the same structs without the derive:
#   at most 1 s more;
# - a cold build of schema-doc-macros with all that it depends on, beside darling with syn in full: at most 1.3 times.
# Ours comes from git, as committed, as in compile-cost.sh. Prints every round and both figures; exit 1 where one is over its goal.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset SCHEMA_DOC CARGO_TARGET_DIR
export CARGO_INCREMENTAL=0
project() { # name, the manifest's dependencies
  mkdir -p "$tmp/$1/src"
  printf '[package]\nname = "%s"\nedition = "2024"\n%s\n[workspace]\n' "$1" "$2" > "$tmp/$1/Cargo.toml"
  touch "$tmp/$1/src/lib.rs"
  (cd "$tmp/$1" && cargo fetch --quiet)
}
cost() { # name, what cargo does → user + system seconds
  ( cd "$tmp/$1" && shift && TIMEFORMAT='%U %S'
    { time cargo "$@" --quiet --offline > /dev/null 2> "$tmp/errors" || { cat "$tmp/errors" >&2; exit 1; }; } 2>&1 | awk '{print $1 + $2}' )
}

# Tables t0 to t999, and structs T0 to T199 of every fifth one: types and nullability vary by column.
tables() {
  awk 'BEGIN {
    split("bigint text boolean integer float8", types)
    for (t = 0; t < 1000; t++) {
      printf "CREATE TABLE t%d (", t
      for (c = 0; c < 15; c++) printf "%s\n    c%d %s%s", c ? "," : "", c, types[c % 5 + 1], c % 2 ? "" : " NOT NULL"
      print "\n);"
    }
  }'
}
structs() { # whether they have the derive
  awk -v derive="$1" 'BEGIN {
    split("i64 String bool i32 f64", types)
    print "schema_doc_runtime::include_schema!(pub mod schema);"
    for (t = 0; t < 200; t++) {
      if (derive) printf "#[derive(schema_doc_runtime::SchemaRow)]\n#[schema_doc(table = \"t%d\")]\n", t * 5
      printf "pub struct T%d {\n", t
      for (c = 0; c < 15; c++) printf "    pub c%d: %s,\n", c, c % 2 ? "Option<" types[c % 5 + 1] ">" : types[c % 5 + 1]
      print "}"
    }
  }'
}
rows() { # name, whether its structs have the derive
  project "$1" "[dependencies]
schema-doc-runtime = { git = \"file://$root\", features = [\"derive\"] }
[build-dependencies]
schema-doc-build = { git = \"file://$root\" }"
  echo 'fn main() -> Result<(), schema_doc_build::Error> { schema_doc_build::generate() }' > "$tmp/$1/build.rs"
  printf '[[source]]\nkind = "sql"\npath = "schema.sql"\ndialect = "postgresql"\n[drift]\nmode = "off"\n' > "$tmp/$1/schema-doc.toml"
  tables > "$tmp/$1/schema.sql"
  structs "$2" > "$tmp/$1/src/lib.rs"
  cost "$1" check > /dev/null
}
rows with 1
rows without ''
# Alternating, so that both see the machine's moods.
for round in 1 2 3 4 5; do
  touch "$tmp/with/src/lib.rs" "$tmp/without/src/lib.rs"
  a=$(cost with check)
  b=$(cost without check)
  echo "200 structs: $a s with SchemaRow, $b s without"
  printf '%s %s\n' "$a" "$b" >> "$tmp/rows"
done

project ours "[dependencies]
schema-doc-macros = { git = \"file://$root\" }"
project theirs '[dependencies]
darling = "*"
syn = { version = "*", features = ["full"] }'
for round in 1 2 3; do
  a=$(cost ours build --target-dir "$tmp/target")
  rm -rf "$tmp/target"
  b=$(cost theirs build --target-dir "$tmp/target")
  rm -rf "$tmp/target"
  echo "schema-doc-macros $a s, darling and syn $b s"
  printf '%s %s\n' "$a" "$b" >> "$tmp/macros"
done

missed=0
awk '{a += $1; b += $2} END {d = (a - b) / NR; printf "200 rows: %.2f s more a check, goal 1\n", d; exit d > 1}' "$tmp/rows" || missed=1
awk '{a += $1; b += $2} END {r = a / b; printf "the macros: %.1f s and %.1f s, ratio %.2f, goal 1.3\n", a, b, r; exit r > 1.3}' "$tmp/macros" || missed=1
exit $missed
