#!/usr/bin/env bash
# sync-speed.sh: `sync` of a PostgreSQL database beside `pg_dump --schema-only` of the same, with 1,000 and 10,000 tables of ten columns,
# each with a key, two indexes, a check and a foreign key; release, best of five. The second sync finds nothing to do. The server is the
# one of PGHOST and its like, where databases of its own are made and dropped. Prints a Markdown table; exits with 1 where a sync of
# 1,000 tables takes more than 1.5 times as long as pg_dump, or a second one longer than the first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in hyperfine jq psql pg_dump; do
  command -v "$tool" > /dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends hyperfine jq postgresql-client; break; } >&2
done
cargo build --quiet --release -p cargo-schema-doc
command=$(realpath "${CARGO_TARGET_DIR:-target}")/release/cargo-schema-doc
[ -w /dev/shm ] && export TMPDIR=/dev/shm
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"; for tables in 1000 10000; do psql -qX -d postgres -c "DROP DATABASE IF EXISTS sync_speed_$tables"; done 2> /dev/null' EXIT

tables() { # how many
  for ((i = 0; i < $1; i++)); do
    cat <<SQL
CREATE TABLE table_$i (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint, name varchar(100) NOT NULL UNIQUE, email text, age integer CHECK (age >= 0),
  balance numeric(12,2) NOT NULL DEFAULT 0, settings jsonb NOT NULL DEFAULT '{}', active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
);
CREATE INDEX ON table_$i (parent_id, created_at DESC);
CREATE INDEX ON table_$i (lower(email)) WHERE active;
COMMENT ON TABLE table_$i IS 'The table number $i.';
SQL
    [ "$i" -eq 0 ] || echo "ALTER TABLE table_$i ADD FOREIGN KEY (parent_id) REFERENCES table_$((i / 2)) ON DELETE CASCADE;"
  done
}

best() { # options and commands of hyperfine: seconds
  hyperfine --style none --warmup 1 --runs 5 --export-json "$tmp/result.json" "$@" > /dev/null
  jq -r '.results[0].min' "$tmp/result.json"
}

too_slow=0
echo '| tables | `pg_dump --schema-only` | `sync`, first | `sync`, nothing to do | first beside pg_dump |'
echo '|---|---|---|---|---|'
for tables in 1000 10000; do
  database=sync_speed_$tables
  psql -qX -d postgres -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database" 2> /dev/null
  tables "$tables" | psql -qX -d "$database" -v ON_ERROR_STOP=1
  psql -qX -d "$database" -c 'VACUUM ANALYZE'
  sync="env PGDATABASE=$database $command sync --quiet --output-dir $tmp/$tables"
  dump=$(best "pg_dump --schema-only $database --file $tmp/dump.sql")
  first=$(best --prepare "rm -rf $tmp/$tables" "$sync")
  again=$(best "$sync")
  ratio=$(jq -n "$first / $dump * 100 | round / 100")
  echo "| $tables | $(jq -n "$dump * 1000 | round") ms | $(jq -n "$first * 1000 | round") ms | $(jq -n "$again * 1000 | round") ms | $ratio |"
  jq -ne "$tables > 1000 or ($ratio <= 1.5 and $again <= $first)" > /dev/null || too_slow=1
done
exit "$too_slow"
