//! What rust-analyzer shows of a schema: errors of the derives while one types, which follow the schema, and its prose.

use std::path::{Path, PathBuf};

use schema_doc_tests::editor::Watcher;
use schema_doc_tests::{Editor, Package};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const WITHOUT_PHONE: &str = "\
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL -- The address that the account signs in with.
);
";

const ROW: &str = "//! The database.
schema_doc_runtime::include_schema!(pub mod schema);

/// Who signs in.
#[derive(schema_doc_runtime::SchemaRow)]
#[schema_doc(table = \"users\")]
pub struct Login {
    /// The key.
    pub id: i64,
    /// A number.
    pub phone: Option<String>,
}
";

const ROW_ELSEWHERE: &str = "//! The front.

/// What a form asks for.
#[derive(schema_doc_runtime::SchemaRow)]
#[schema_doc(table = \"users\", schema = ::db::schema)]
pub struct Form {
    /// A number.
    pub phone: Option<String>,
}

/// What the form's first field is called.
pub const FIRST: schema_doc_runtime::Column = ::db::schema::users::EMAIL;
";

const IN_THE_EDITOR: &str = "rust-analyzer at phone: no column `phone` in table `users`";
const OF_CARGO: &str = "rustc at phone: no column `phone` in table `users`";

/// A workspace of a crate that has the schema and one that has a row of it; neither row's column `phone` is there.
struct Workspace {
    package: Package,
    row: PathBuf,
    row_elsewhere: PathBuf,
    db: Package,
}

impl Workspace {
    fn new(name: &str) -> Self {
        // A target folder that stays, since the derives are long in compiling.
        let package = Package::empty(SCRATCH, name).with_target(&Path::new(SCRATCH).join("editor-target"));
        let (db, web) = (format!("{name}-db"), format!("{name}-web"));
        package.write("Cargo.toml", &format!("[workspace]\nmembers = [\"{db}\", \"{web}\"]\nresolver = \"3\"\n"));
        let (db, web) = (package.member(&db), package.member(&web));
        for member in [&db, &web] {
            let manifest = member.read("Cargo.toml");
            let manifest = manifest.replace("-runtime\" }", "-runtime\", features = [\"derive\"] }");
            member.write("Cargo.toml", &manifest);
        }
        let on_db = format!("db = {{ package = \"{name}-db\", path = \"../{name}-db\" }}\n\n[build-dependencies]");
        web.write("Cargo.toml", &web.read("Cargo.toml").replace("[build-dependencies]", &on_db));
        db.write("src/lib.rs", ROW);
        web.write("src/lib.rs", ROW_ELSEWHERE);
        let workspace = Self { row: db.path("src/lib.rs"), row_elsewhere: web.path("src/lib.rs"), db, package };
        workspace.migrate(WITHOUT_PHONE);
        workspace
    }

    fn migrate(&self, sql: &str) {
        self.db.write("migrations/0001_users.sql", sql);
    }

    fn add_phone(&self) {
        self.migrate(&WITHOUT_PHONE.replace("email", "phone text,\n    email"));
    }

    /// An editor with both files open, which shows that both rows are wrong. What depends on a wrong crate, cargo does not check.
    fn open(&self, watcher: Watcher) -> Option<Editor> {
        let mut editor = Editor::open(&self.package, watcher)?;
        editor.show(&self.row);
        editor.show(&self.row_elsewhere);
        self.expect_errors(&mut editor);
        Some(editor)
    }

    fn expect_errors(&self, editor: &mut Editor) {
        editor.expect(&self.row, &[IN_THE_EDITOR, OF_CARGO]);
        editor.expect(&self.row_elsewhere, &[IN_THE_EDITOR]);
    }

    fn expect_no_error(&self, editor: &mut Editor) {
        editor.expect(&self.row, &[]);
        editor.expect(&self.row_elsewhere, &[]);
    }
}

#[test]
fn errors_follow_the_schema_when_a_file_is_saved() {
    let workspace = Workspace::new("editor-saves");
    let Some(mut editor) = workspace.open(Watcher::Server) else { return };
    workspace.add_phone();
    editor.save(&workspace.row);
    workspace.expect_no_error(&mut editor);
    workspace.migrate(WITHOUT_PHONE);
    editor.save(&workspace.row_elsewhere);
    workspace.expect_errors(&mut editor);
    let hover = editor.hover(&workspace.row_elsewhere, "EMAIL");
    assert!(hover.contains("The address that the account signs in with."), "{hover}");
}

#[test]
fn errors_follow_the_schema_when_cargo_is_run_by_hand() {
    let workspace = Workspace::new("editor-by-hand");
    let Some(mut editor) = workspace.open(Watcher::Client) else { return };
    let index = workspace.db.out_dir().join("index.rs");
    workspace.add_phone();
    workspace.package.cargo(&["check", "--workspace"], &[]).ok();
    editor.changed(&index);
    editor.expect(&workspace.row_elsewhere, &[]);
    // What cargo says of the other file is asked anew when one is saved; newer versions of rust-analyzer ask by themselves.
    editor.save(&workspace.row);
    workspace.expect_no_error(&mut editor);

    workspace.migrate(WITHOUT_PHONE);
    workspace.package.cargo(&["check", "--workspace"], &[]).failed();
    editor.changed(&index);
    editor.expect(&workspace.row_elsewhere, &[IN_THE_EDITOR]);
}
