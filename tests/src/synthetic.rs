//! Made-up schemas of any size, for benchmarks and for tests of what grows.

use std::fmt::Write;

/// DDL of `tables` tables of twelve columns, each with keys, a closed set, two indexes, words, and foreign keys to earlier tables: what
/// a large, well-kept schema looks like. About 1.5 kB a table.
pub fn synthetic(tables: usize) -> String {
    let mut sql = String::new();
    for i in 0..tables {
        let _ = write!(
            sql,
            "-- Records of kind {i}, one a customer and day.\n\
             -- @category group_{group}\n\
             CREATE TABLE record_{i} (\n    \
                 id bigserial PRIMARY KEY, -- Unique record identifier.\n    \
                 code varchar(40) NOT NULL UNIQUE,\n    \
                 email varchar(255), -- Where a reply goes. @pii\n    \
                 status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'held', 'closed')), -- @flow open -> held -> open, open -> closed\n    \
                 amount numeric(12, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0),\n    \
                 quantity integer NOT NULL CHECK (quantity > 0),\n    \
                 payload jsonb NOT NULL DEFAULT '{{}}'::jsonb,\n    \
                 tags text[],\n    \
                 parent_id bigint,\n    \
                 other_id bigint,\n    \
                 created_at timestamptz NOT NULL DEFAULT now(),\n    \
                 updated_at timestamptz\n);\n\
             -- The newest of a state.\n\
             CREATE INDEX record_{i}_status ON record_{i} (status, created_at DESC);\n\
             CREATE INDEX record_{i}_tags ON record_{i} USING gin (tags);\n\
             COMMENT ON COLUMN record_{i}.payload IS 'What came in, unchanged.';\n",
            group = i / 12,
        );
        // Neighbours mostly, and a hub that a tenth of all tables reference.
        if i > 0 {
            let parent = i - 1 - (i * 7) % i.min(12);
            let _ = writeln!(
                sql,
                "ALTER TABLE record_{i} ADD CONSTRAINT record_{i}_parent FOREIGN KEY (parent_id) REFERENCES record_{parent} (id) ON DELETE CASCADE;"
            );
        }
        if i % 10 == 9 {
            let _ = writeln!(sql, "ALTER TABLE record_{i} ADD FOREIGN KEY (other_id) REFERENCES record_0;");
        }
        sql.push('\n');
    }
    sql
}

/// A Convex schema of `tables` tables of ten fields, some of which helpers make, with an id of another table and two indexes each.
pub fn convex(tables: usize) -> String {
    let mut text = String::from(
        "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\n\n\
         const literals = (...names: string[]) => v.union(...names.map((name) => v.literal(name)));\n\
         const status = literals(\"open\", \"closed\");\n\
         const timestamps = { createdAt: v.number(), updatedAt: v.optional(v.number()) };\n\nexport default defineSchema({\n",
    );
    for table in 0..tables {
        let other = table / 2;
        let _ = write!(
            text,
            "  // What table {table} holds.\n  table{table}: defineTable({{\n    parentId: v.id(\"table{other}\"),\n    \
             name: v.string(), // How it is called.\n    email: v.optional(v.string()),\n    amount: v.number(),\n    \
             settings: v.object({{ theme: v.string(), sizes: v.array(v.number()) }}),\n    tags: v.array(v.string()),\n    \
             status,\n    ...timestamps,\n  }})\n    .index(\"by_parent\", [\"parentId\"])\n    \
             .index(\"by_status\", [\"status\", \"createdAt\"]),\n"
        );
    }
    text.push_str("});\n");
    text
}
