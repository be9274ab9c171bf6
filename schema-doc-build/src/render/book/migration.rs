//! Chapter 8: how the schema is changed, and how it was.

mod history;

use self::history::history;
use super::{Chapter, Context, sql};
use crate::list::SliceExt;
use crate::model::{IndexKind, SourceInfo, System, Table as ModelTable};
use crate::render::markdown::{Table, block, code, fenced};

/// `## 8. Data Migration`
pub(super) fn migration(book: &Context) -> Chapter {
    let example = book.example().and_then(|at| Example::new(book, at));
    let (forward, back) = example.map(|example| example.scripts()).unwrap_or_default();
    let parts = vec![
        ("8.1 Migration Scripts", forward),
        ("8.2 Rollback Scripts", back),
        ("8.3 How a Change Is Classed", if book.shown.is_empty() { String::new() } else { classes(book) }),
        ("8.4 History", history(book)),
    ];
    Chapter::new("8. Data Migration", parts)
}

/// A column that a table of the schema gets, and loses again.
struct Example<'b> {
    book: &'b Context<'b>,
    at: usize,
    table: &'b ModelTable,
    /// The column and the index as they stand in a statement.
    column: String,
    index: String,
    constraint: String,
}

impl<'b> Example<'b> {
    fn new(book: &'b Context<'b>, at: usize) -> Option<Self> {
        let table = book.schema.tables.get(at)?;
        let column = book.new_column(table, "note");
        let fold = |name: String| if book.system == System::Oracle { name.to_uppercase() } else { name };
        let stem: String = table.id.name.chars().take(20).collect();
        let (index, constraint) = (fold(format!("{stem}_{column}_idx")), fold(format!("{stem}_{column}_given")));
        let quote = |name: &str| book.quote(name);
        Some(Self { book, at, table, column: quote(&column), index: quote(&index), constraint: quote(&constraint) })
    }

    fn scripts(&self) -> (String, String) {
        match self.book.system {
            System::PostgreSql => self.postgresql(),
            System::MySql | System::MariaDb => self.mysql(),
            System::Sqlite => self.sqlite(),
            System::SqlServer => self.sql_server(),
            System::Oracle => self.oracle(),
            System::Convex => self.convex(),
        }
    }

    fn name(&self) -> String {
        self.book.table_name(self.at)
    }

    /// The key of a row, where it is one column.
    fn key(&self) -> Option<String> {
        let key = self.table.primary_key.as_ref()?;
        let [column] = key.columns.as_slice() else { return None };
        Some(self.book.quote(column))
    }

    fn opening(&self) -> String {
        format!(
            "A migration is a new file; one that has run anywhere is never edited. {}As an example of practice, {} gets a column that every row \
             must have, without stopping those who write to it. Each number is a transaction of its own, so that no lock is held longer than \
             its step; the filling is done beside the migrations: it may take hours.",
            tool(self.book),
            self.book.links.table(self.at)
        )
    }

    fn postgresql(&self) -> (String, String) {
        let (name, column, index, constraint) = (self.name(), &self.column, &self.index, &self.constraint);
        let mut forward = String::new();
        block(&mut forward, &self.opening());
        let batch = match self.key() {
            Some(key) => format!(
                "UPDATE {name} SET {column} = ''\n WHERE {key} IN (SELECT {key} FROM {name} WHERE {column} IS NULL LIMIT 1000);"
            ),
            None => format!("UPDATE {name} SET {column} = '' WHERE {column} IS NULL;"),
        };
        let statements = [
            ("Give up rather than keep others waiting behind a lock", "SET lock_timeout = '2s';".to_owned()),
            (
                "1. The column, which may be null at first: no row is touched; new rows get a value from programs that do not know it",
                format!(
                    "ALTER TABLE {name} ADD COLUMN {column} text;\nALTER TABLE {name} ALTER COLUMN {column} SET DEFAULT '';"
                ),
            ),
            ("2. Fill the old rows, again and again until none is left", batch),
            (
                "3. Ask it of new rows",
                format!("ALTER TABLE {name} ADD CONSTRAINT {constraint} CHECK ({column} IS NOT NULL) NOT VALID;"),
            ),
            (
                "4. Prove it of the old ones, without a lock against writers",
                format!("ALTER TABLE {name} VALIDATE CONSTRAINT {constraint};"),
            ),
            (
                "5. Not null; the check has proved it, so that no row is read again, and may go",
                format!(
                    "ALTER TABLE {name} ALTER COLUMN {column} SET NOT NULL;\nALTER TABLE {name} DROP CONSTRAINT {constraint};"
                ),
            ),
            ("It waits for those who write, however long they take", "RESET lock_timeout;".to_owned()),
            (
                "6. An index, while others write: outside a transaction; where it fails, an invalid index is left (7.2)",
                format!("CREATE INDEX CONCURRENTLY {index} ON {name} ({column});"),
            ),
        ];
        sql(&mut forward, &statements);
        block(&mut forward, outside_a_transaction(self.book));
        let at_once = code(&format!("ALTER TABLE {name} ADD COLUMN {column} text NOT NULL DEFAULT ''"));
        block(
            &mut forward,
            &format!("Where one value does for all old rows, {at_once} is all of 1 to 5, and touches no row either."),
        );
        let index = match self.table.id.namespace.as_str() {
            namespace if namespace == self.book.schema.default_namespace => index.clone(),
            namespace => format!("{}.{index}", self.book.quote(namespace)),
        };
        let mut back = String::new();
        block(&mut back, "The same steps the other way round. What the column held is lost: back it up first (10.1).");
        let statements = [
            ("Outside a transaction", format!("DROP INDEX CONCURRENTLY IF EXISTS {index};")),
            ("With its constraints", format!("ALTER TABLE {name} DROP COLUMN IF EXISTS {column};")),
        ];
        sql(&mut back, &statements);
        (forward, back)
    }

    fn mysql(&self) -> (String, String) {
        let (name, column, index) = (self.name(), &self.column, &self.index);
        let mut forward = String::new();
        block(&mut forward, &self.opening());
        let engine = self.table.options.as_deref().and_then(|o| o.engine.as_deref()).unwrap_or("InnoDB");
        let plain = engine.eq_ignore_ascii_case("InnoDB") && self.table.indexes.all(|i| i.kind == IndexKind::Index);
        let (instant, online) =
            if plain { (", ALGORITHM = INSTANT", ", ALGORITHM = INPLACE, LOCK = NONE") } else { ("", "") };
        let statements = [
            (
                "1. The column, which may be null at first: no row is touched; new rows get a value from programs that do not know it",
                format!(
                    "ALTER TABLE {name} ADD COLUMN {column} varchar(255){instant};\nALTER TABLE {name} ALTER COLUMN {column} SET DEFAULT '';"
                ),
            ),
            (
                "2. Fill the old rows, again and again until none is left",
                format!("UPDATE {name} SET {column} = '' WHERE {column} IS NULL LIMIT 1000;"),
            ),
            ("3. Not null", format!("ALTER TABLE {name} MODIFY COLUMN {column} varchar(255) NOT NULL DEFAULT '';")),
            ("4. An index, while others write", format!("ALTER TABLE {name} ADD INDEX {index} ({column}){online};")),
        ];
        sql(&mut forward, &statements);
        block(
            &mut forward,
            &format!(
                "{} ends a transaction at every statement of this kind: each step is a migration that can be repeated by itself.",
                self.book.system.title()
            ),
        );
        let mut back = String::new();
        block(&mut back, "The same steps the other way round. What the column held is lost: back it up first (10.1).");
        let statement = format!("ALTER TABLE {name} DROP INDEX {index}, DROP COLUMN {column};");
        sql(&mut back, &[("The index and the column", statement)]);
        (forward, back)
    }

    fn sqlite(&self) -> (String, String) {
        let (name, column, index) = (self.name(), &self.column, &self.index);
        let mut forward = String::new();
        block(
            &mut forward,
            &format!(
                "A migration is a new file; one that has run anywhere is never edited. It is one transaction: either all of it is done, or \
                 nothing. As an example of practice, {} gets a column that every row must have.",
                self.book.links.table(self.at)
            ),
        );
        let forward_statements = format!(
            "BEGIN;\nALTER TABLE {name} ADD COLUMN {column} TEXT NOT NULL DEFAULT '';\nCREATE INDEX {index} ON {name} ({column});\nCOMMIT;"
        );
        sql(
            &mut forward,
            &[(
                "A column that must be there needs a default, since the rows that are there get it",
                forward_statements,
            )],
        );
        block(
            &mut forward,
            "What `ALTER TABLE` cannot change (a type, a constraint, a key) needs a new table: with `PRAGMA foreign_keys = OFF`, in one \
             transaction, create it under another name, copy the rows, drop the old one, rename the new one, make its indexes and triggers \
             anew, and see with `PRAGMA foreign_key_check` that no reference was lost.",
        );
        let mut back = String::new();
        block(
            &mut back,
            "The same steps the other way round (SQLite 3.35). What the column held is lost: back it up first (10.1).",
        );
        let statements = format!("BEGIN;\nDROP INDEX {index};\nALTER TABLE {name} DROP COLUMN {column};\nCOMMIT;");
        sql(&mut back, &[("The index, then the column", statements)]);
        (forward, back)
    }

    fn sql_server(&self) -> (String, String) {
        let (name, column, index, constraint) = (self.name(), &self.column, &self.index, &self.constraint);
        let mut forward = String::new();
        block(&mut forward, &self.opening());
        let statements = [
            (
                "1. The column, which may be null at first: no row is touched; new rows get a value from programs that do not know it",
                format!("ALTER TABLE {name} ADD {column} nvarchar(200) NULL CONSTRAINT {constraint} DEFAULT N'';\nGO"),
            ),
            (
                "2. Fill the old rows, again and again until none is left",
                format!("UPDATE TOP (1000) {name} SET {column} = N'' WHERE {column} IS NULL;\nGO"),
            ),
            ("3. Not null", format!("ALTER TABLE {name} ALTER COLUMN {column} nvarchar(200) NOT NULL;\nGO")),
            (
                "4. An index; with WITH (ONLINE = ON), where the edition has that, while others write",
                format!("CREATE INDEX {index} ON {name} ({column});\nGO"),
            ),
        ];
        sql(&mut forward, &statements);
        let mut back = String::new();
        block(&mut back, "The same steps the other way round. What the column held is lost: back it up first (10.1).");
        let statements = format!(
            "SET XACT_ABORT ON;\nBEGIN TRANSACTION;\nDROP INDEX {index} ON {name};\nALTER TABLE {name} DROP CONSTRAINT {constraint}, COLUMN {column};\nCOMMIT;"
        );
        sql(&mut back, &[("The index, then the column with its default", statements)]);
        (forward, back)
    }

    fn oracle(&self) -> (String, String) {
        let (name, column, index) = (self.name(), &self.column, &self.index);
        let mut forward = String::new();
        block(&mut forward, &self.opening());
        let statements = [
            (
                "1. The column, which may be null at first: no row is touched; new rows get a value from programs that do not know it",
                format!(
                    "ALTER TABLE {name} ADD ({column} VARCHAR2(200));\nALTER TABLE {name} MODIFY ({column} DEFAULT '-');"
                ),
            ),
            (
                "2. Fill the old rows, again and again until none is left",
                format!("UPDATE {name} SET {column} = '-' WHERE {column} IS NULL AND ROWNUM <= 1000;\nCOMMIT;"),
            ),
            ("3. Not null; an empty text is null here", format!("ALTER TABLE {name} MODIFY ({column} NOT NULL);")),
            (
                "4. An index; with ONLINE behind it, where the edition has that, while others write",
                format!("CREATE INDEX {index} ON {name} ({column});"),
            ),
        ];
        sql(&mut forward, &statements);
        block(
            &mut forward,
            "Oracle ends a transaction at every `ALTER` and `CREATE`: each step is a migration that can be repeated by itself.",
        );
        let mut back = String::new();
        block(&mut back, "The same steps the other way round. What the column held is lost: back it up first (10.1).");
        let statements = [
            ("The index", format!("DROP INDEX {index};")),
            (
                "The column; of a large table SET UNUSED first, which is done at once",
                format!("ALTER TABLE {name} DROP ({column});"),
            ),
        ];
        sql(&mut back, &statements);
        (forward, back)
    }

    fn convex(&self) -> (String, String) {
        let table = crate::json::compact(&crate::json::Value::String(self.table.id.name.clone()));
        let column = self.book.new_column(self.table, "note");
        let mut forward = String::new();
        block(
            &mut forward,
            &format!(
                "A deployment is refused while a document does not fit the schema. So a change of {} that old documents do not fit takes three \
                 deployments: the field optional, the documents filled, the field required.",
                self.book.links.table(self.at)
            ),
        );
        block(&mut forward, "1. In the schema, and with it functions that take both kinds:");
        block(&mut forward, &fenced("typescript", &format!("{column}: v.optional(v.string()),")));
        block(&mut forward, "2. A function that fills what is there, a page at a time:");
        block(
            &mut forward,
            &fenced(
                "typescript",
                &format!(
                    "// convex/migrations.ts\nimport {{ v }} from \"convex/values\";\nimport {{ internal }} from \"./_generated/api\";\nimport {{ internalMutation }} from \"./_generated/server\";\n\n\
                     export const fill = internalMutation({{\n  args: {{ cursor: v.union(v.string(), v.null()) }},\n  handler: async (ctx, {{ cursor }}) => {{\n    \
                     const result = await ctx.db.query({table}).paginate({{ cursor, numItems: 100 }});\n    \
                     for (const document of result.page) {{\n      if (document.{column} === undefined) {{\n        \
                     await ctx.db.patch(document._id, {{ {column}: \"\" }});\n      }}\n    }}\n    \
                     if (!result.isDone) {{\n      await ctx.scheduler.runAfter(0, internal.migrations.fill, {{ cursor: result.continueCursor }});\n    }}\n  }},\n}});"
                ),
            ),
        );
        block(&mut forward, &fenced("bash", "npx convex run migrations:fill '{\"cursor\": null}' --prod"));
        block(&mut forward, "3. In the schema, once no document is without it:");
        block(&mut forward, &fenced("typescript", &format!("{column}: v.string(),")));
        let mut back = String::new();
        block(
            &mut back,
            "The same steps the other way round: the field optional again, then taken out of the documents, then out of the schema. What it \
             held is lost: export it first (10.1).",
        );
        block(
            &mut back,
            &fenced("typescript", &format!("await ctx.db.patch(document._id, {{ {column}: undefined }});")),
        );
        (forward, back)
    }
}

/// The commands of the tool that the sources are certain to be of: files that are only numbered may be anyone's.
fn tool(book: &Context) -> &'static str {
    let of = |source: &SourceInfo| match (source.kind, source.layout.unwrap_or_default()) {
        ("drizzle", _) | (_, "drizzle") => {
            "The models are changed first: `npx drizzle-kit generate` writes the file from the difference, to be read before \
             `npx drizzle-kit migrate` runs it; `npx drizzle-kit generate --custom` begins one for what models do not say. "
        }
        ("diesel", _) | (_, "diesel") => {
            "`diesel migration generate NAME` begins one, `diesel migration run` runs it, `diesel migration redo` runs it back and again. "
        }
        ("sea-orm", _) => "`sea-orm-cli migrate generate NAME` begins one, `sea-orm-cli migrate up` runs it. ",
        (_, "prisma") => {
            "The models are changed first: `npx prisma migrate dev --create-only --name NAME` writes the file from the difference, to be read \
             before `npx prisma migrate deploy` runs it. "
        }
        (_, "supabase") => "`supabase migration new NAME` begins one, `supabase db push` runs it. ",
        (_, "goose") => "`goose create NAME sql` begins one, `goose up` runs it, `goose down` runs it back. ",
        (_, "dbmate") => "`dbmate new NAME` begins one, `dbmate up` runs it, `dbmate down` runs it back. ",
        (_, "flyway") => "`flyway migrate` runs it. ",
        (_, "rails") => "`bin/rails generate migration NAME` begins one, `bin/rails db:migrate` runs it. ",
        (_, "liquibase") => "`liquibase update` runs it. ",
        _ => "",
    };
    book.schema.sources.iter().map(of).find(|words| !words.is_empty()).unwrap_or_default()
}

/// How what stands outside a transaction is run, by the tool (the tools' documentation of transactions).
fn outside_a_transaction(book: &Context) -> &'static str {
    let of = |source: &SourceInfo| match (source.kind, source.layout.unwrap_or_default()) {
        ("drizzle", _) | (_, "drizzle") => {
            "`drizzle-kit migrate` runs all files that wait in one transaction: the steps are released one by one, and the index is made with \
             `psql` first, while the file says `CREATE INDEX IF NOT EXISTS`."
        }
        ("diesel", _) | (_, "diesel") => {
            "A migration with `run_in_transaction = false` in its `metadata.toml` is run outside a transaction."
        }
        (_, "sqlx") => "A migration whose first line is `-- no-transaction` is run outside a transaction.",
        (_, "goose") => "A migration with `-- +goose NO TRANSACTION` is run outside a transaction.",
        (_, "dbmate") => "A migration with `-- migrate:up transaction:false` is run outside a transaction.",
        (_, "flyway") => {
            "A migration with `executeInTransaction=false` in its `.conf` file is run outside a transaction."
        }
        (_, "rails") => "A migration with `disable_ddl_transaction!` is run outside a transaction.",
        _ => "",
    };
    book.schema.sources.iter().map(of).find(|words| !words.is_empty()).unwrap_or_default()
}

/// What a change is, by what it does to those who read and write.
fn classes(book: &Context) -> String {
    let mut rows = Table::new(&["Class", "For example", "What to do"]);
    if book.system.has_documents() {
        rows.push(&["additive", "a new table, an optional field, an index", "deploy"]);
        rows.push(&[
            "risky",
            "a required field, a narrower type, a value taken out of a union",
            "fill or change the documents first; else the deployment is refused",
        ]);
        rows.push(&[
            "breaking",
            "a table, field or index that is gone or has another name",
            "first the functions, then the schema; an old client still calls the old functions",
        ]);
        rows.push(&["neutral", "words, order", "deploy"]);
    } else {
        rows.push(&[
            "additive",
            "a new table, a column that may be null or has a default, an index, a wider type",
            "run it before the program that needs it",
        ]);
        rows.push(&[
            "risky",
            "not null, a unique key, a check, a foreign key, a narrower type: rows that are there may not fit",
            "look for such rows, mend them, then run it; see how long it locks the table",
        ]);
        rows.push(&[
            "breaking",
            "a table or column that is gone or has another name, another type",
            "in two releases: first no program uses it, then it goes",
        ]);
        rows.push(&["neutral", "comments, the order of columns", "run it at any time"]);
    }
    let mut out = String::new();
    block(&mut out, &rows.finish());
    let verify = match book.system {
        System::SqlServer | System::Oracle | System::Convex => "",
        _ => "; `cargo schema-doc verify` tells whether a database is what the sources say",
    };
    block(
        &mut out,
        &format!(
            "`cargo schema-doc diff` names the class of each change between two states of the sources; `cargo schema-doc check` fails while \
             these documents are behind them{verify}."
        ),
    );
    out
}
