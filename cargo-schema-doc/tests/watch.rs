//! `generate --watch`: it stays, and writes again what has changed, through whatever goes wrong meanwhile.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests look at the disk and run programs, and a failure is a panic"
)]

mod folder;

use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use folder::{CONFIG, Folder, USERS};

/// A run that stays, and what it prints.
struct Watch {
    child: Child,
    folder: Folder,
}

impl Watch {
    fn start(folder: Folder, arguments: &[&str]) -> Self {
        let file = |name: &str| Stdio::from(std::fs::File::create(folder.path.join(name)).unwrap());
        let mut command = folder.command(&[&["generate", "--watch"], arguments].concat());
        let child = command.stdout(file(".out")).stderr(file(".err")).spawn().unwrap();
        Self { child, folder }
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path.join(path)).unwrap_or_default()
    }

    /// Waits until a file says something.
    #[track_caller]
    fn until(&mut self, path: &str, words: &str) {
        let start = Instant::now();
        while !self.read(path).contains(words) {
            assert!(self.child.try_wait().unwrap().is_none(), "it ended\n{}", self.read(".err"));
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "no {words:?} in {path}\n{}{}",
                self.read(".out"),
                self.read(".err")
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// How often it has come to wait.
    fn rounds(&self) -> usize {
        self.read(".out").matches("watching what was read").count()
    }

    /// Waits until it waits again, for the time that is given.
    #[track_caller]
    fn until_round(&mut self, round: usize) {
        let start = Instant::now();
        while self.rounds() < round {
            assert!(start.elapsed() < Duration::from_secs(30), "{}{}", self.read(".out"), self.read(".err"));
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_has_changed_is_written_again_and_errors_are_survived() {
    let mut watch = Watch::start(Folder::configured(), &[]);
    let page = "docs/schema/tables/users.md";
    watch.until_round(1);
    assert!(watch.read(page).contains("email"));

    watch.folder.write("migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n");
    watch.until(page, "phone");
    watch.until(".out", "\nchanged migrations/0002_phone.sql\nwrote  ");

    watch.folder.write("migrations/0002_phone.sql", "ALTER TABEL users ADD COLUMN fax text;\n");
    watch.until(".err", "migrations/0002_phone.sql:1:7");
    assert!(watch.read(page).contains("phone"));
    watch.folder.write("migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN fax text;\n");
    watch.until(page, "fax");

    watch.folder.write("schema-doc.toml", "[[sauce]]\n");
    watch.until(".err", "schema-doc.toml:1:");
    std::fs::remove_file(watch.folder.path.join("schema-doc.toml")).unwrap();
    watch.until(".err", "no `schema-doc.toml`");
    watch.folder.write("schema-doc.toml", CONFIG);
    watch.folder.write("migrations/0001_users.sql", USERS.replace("People", "Persons"));
    watch.until(page, "Persons who sign in.");
}

#[test]
fn what_it_writes_itself_is_no_change() {
    let folder = Folder::with_sql();
    let mut watch = Watch::start(folder, &["."]);
    watch.until_round(1);
    let began = watch.rounds();
    sleep(Duration::from_millis(900));
    assert_eq!((began, watch.rounds()), (1, 1), "{}", watch.read(".out"));
    assert!(!watch.read(".out").contains("changed"), "{}", watch.read(".out"));
}
