//! An editor without a window: it starts rust-analyzer's own binary on a package, and speaks JSON-RPC with it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{Package, skipped};

/// How long the server may take for what a test waits for. A cold start compiles the derives and all that they depend on.
const PATIENCE: Duration = Duration::from_mins(5);

/// Who tells the server that a file on the disk has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watcher {
    /// Nobody: it watches for itself, as with editors that know no file watching.
    Server,
    /// The editor, for the patterns that the server asks for, as VS Code does.
    Client,
}

/// A session with rust-analyzer, whose settings are the ones that it has by default.
#[derive(Debug)]
pub struct Editor {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    requests: u64,
    /// Of the files' texts, counted up.
    version: u64,
    /// By URI, as published last.
    diagnostics: BTreeMap<String, Vec<Value>>,
    /// Whether the server has nothing left to do.
    is_quiescent: bool,
    /// The folders below which the server wants to hear of changed Rust files.
    watched: Vec<PathBuf>,
}

impl Editor {
    /// Opens a package. `None` where rust-analyzer, or the standard library's sources that it reads, are not installed, which is said.
    pub fn open(package: &Package, watcher: Watcher) -> Option<Self> {
        if !is_installed() {
            let why = "no rust-analyzer: `rustup component add rust-analyzer rust-src`";
            match std::env::var_os("SCHEMA_DOC_WITHOUT_EDITOR") {
                Some(_) => eprintln!("skipped: {why}"),
                None => skipped(why),
            }
            return None;
        }
        // As the tests' own cargo: without a network.
        let mut command = package.program("rust-analyzer");
        command.env("CARGO_NET_OFFLINE", "true");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let input = server.stdin.take().unwrap();
        let messages = listen(server.stdout.take().unwrap());
        let mut editor = Self {
            server,
            input,
            messages,
            requests: 0,
            version: 0,
            diagnostics: BTreeMap::new(),
            is_quiescent: false,
            watched: Vec::new(),
        };
        let by_client = watcher == Watcher::Client;
        editor.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": uri(package.dir()),
                "workspaceFolders": [{ "uri": uri(package.dir()), "name": "package" }],
                "capabilities": {
                    "workspace": {
                        "didChangeWatchedFiles": { "dynamicRegistration": by_client, "relativePatternSupport": by_client },
                    },
                    "experimental": { "serverStatusNotification": true },
                },
            }),
        );
        editor.notify("initialized", &json!({}));
        Some(editor)
    }

    /// Opens a file in a tab.
    pub fn show(&mut self, file: &Path) {
        let text = std::fs::read_to_string(file).unwrap();
        self.version += 1;
        let document = json!({ "uri": uri(file), "languageId": "rust", "version": self.version, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// Saves a file as it is, on which rust-analyzer runs `cargo check`.
    pub fn save(&mut self, file: &Path) {
        self.notify("textDocument/didSave", &json!({ "textDocument": { "uri": uri(file) } }));
    }

    /// Tells the server of a file that has changed on the disk, if it has asked to be told.
    ///
    /// # Panics
    /// Where it does not ask.
    pub fn changed(&mut self, file: &Path) {
        let asked = |editor: &Self| editor.watched.iter().any(|folder| file.starts_with(folder));
        self.wait(asked, |editor| format!("{} is not among {:#?}", file.display(), editor.watched));
        let change = json!({ "uri": uri(file), "type": 2 });
        self.notify("workspace/didChangeWatchedFiles", &json!({ "changes": [change] }));
    }

    /// Types what is there already.
    fn retype(&mut self, file: &Path) {
        let text = std::fs::read_to_string(file).unwrap();
        for text in [format!("{text}\n"), text] {
            self.version += 1;
            let document = json!({ "uri": uri(file), "version": self.version });
            self.notify(
                "textDocument/didChange",
                &json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
            );
        }
    }

    /// Waits until the server has nothing left to do and says this of a file, and nothing else: `SOURCE at TEXT: FIRST LINE OF THE
    /// MESSAGE`, sorted. A change that comes while it is at work can make it forget to publish its own diagnostics until somebody types:
    /// that is done where it has been silent for long.
    ///
    /// # Panics
    /// Where it does not.
    pub fn expect(&mut self, file: &Path, expected: &[&str]) {
        const SILENCE: Duration = Duration::from_secs(20);
        let holds = |editor: &Self| editor.is_quiescent && editor.said_of(file) == expected;
        let deadline = Instant::now() + PATIENCE;
        while !self.holds_within(SILENCE, holds) {
            assert!(
                Instant::now() < deadline,
                "{}: {:#?} instead of {expected:#?}",
                file.display(),
                self.said_of(file)
            );
            if self.is_quiescent {
                self.retype(file);
            }
        }
    }

    /// What is shown where the mouse rests on a text of a file.
    pub fn hover(&mut self, file: &Path, text: &str) -> String {
        let source = std::fs::read_to_string(file).unwrap();
        let (line, character) =
            source.lines().enumerate().find_map(|(number, line)| Some((number, line.find(text)?))).unwrap();
        let place =
            json!({ "textDocument": { "uri": uri(file) }, "position": { "line": line, "character": character } });
        let answer = self.request("textDocument/hover", &place);
        answer["result"]["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    fn said_of(&self, file: &Path) -> Vec<String> {
        let source = std::fs::read_to_string(file).unwrap();
        let mut said: Vec<String> = self
            .diagnostics
            .get(&uri(file))
            .into_iter()
            .flatten()
            .map(|diagnostic| words(diagnostic, &source))
            .collect();
        said.sort();
        said
    }

    /// Takes what the server says until something holds.
    fn wait(&mut self, holds: impl Fn(&Self) -> bool, missing: impl Fn(&Self) -> String) {
        assert!(self.holds_within(PATIENCE, holds), "{}", missing(self));
    }

    /// Takes what the server says until something holds, or the time is over.
    fn holds_within(&mut self, time: Duration, holds: impl Fn(&Self) -> bool) -> bool {
        let deadline = Instant::now() + time;
        while !holds(self) {
            match self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(message) => self.take(&message),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => panic!("the server is gone"),
            }
        }
        true
    }

    /// Sends a request and waits for its answer.
    fn request(&mut self, method: &str, parameters: &Value) -> Value {
        self.requests += 1;
        let id = json!(self.requests);
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        loop {
            let message = self.messages.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{method}: {error}"));
            if message.get("method").is_none() && message["id"] == id {
                return message;
            }
            self.take(&message);
        }
    }

    fn notify(&mut self, method: &str, parameters: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    /// A notification or a request of the server's; each of its requests is granted.
    fn take(&mut self, message: &Value) {
        let parameters = &message["params"];
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let (file, list) = (parameters["uri"].as_str().unwrap(), parameters["diagnostics"].as_array().unwrap());
                self.diagnostics.insert(file.to_owned(), list.clone());
            }
            Some("experimental/serverStatus") => self.is_quiescent = parameters["quiescent"] == true,
            Some("client/registerCapability") => self.watched = watched(parameters),
            _ => {}
        }
        if message.get("method").is_some() && message.get("id").is_some() {
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The proxy of rustup may be there without what it stands for.
fn is_installed() -> bool {
    let text = |program: &str, argument: &[&str]| {
        let output = Command::new(program).args(argument).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let sources = |sysroot: String| Path::new(&sysroot).join("lib/rustlib/src/rust/library").is_dir();
    text("rust-analyzer", &["--version"]).is_some() && text("rustc", &["--print", "sysroot"]).is_some_and(sources)
}

/// Reads the server's messages in a thread of its own.
fn listen(output: ChildStdout) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        while let Some(message) = message(&mut output) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    receiver
}

/// `Content-Length: 52\r\n\r\n{"jsonrpc":"2.0",…}`; none where the server has gone.
fn message(output: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut header = String::new();
        if output.read_line(&mut header).ok()? == 0 {
            return None;
        }
        match header.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut text = vec![0; length];
    output.read_exact(&mut text).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// ``rust-analyzer at phone: no column `phone` in table `users` ``
fn words(diagnostic: &Value, source: &str) -> String {
    let place = |edge: &str| {
        let position = &diagnostic["range"][edge];
        let number = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
        source.split_inclusive('\n').take(number("line")).map(str::len).sum::<usize>() + number("character")
    };
    let text = source.get(place("start")..place("end")).unwrap_or_default();
    let message = diagnostic["message"].as_str().unwrap().lines().next().unwrap_or_default();
    format!("{} at {text}: {message}", diagnostic["source"].as_str().unwrap_or_default())
}

/// `{"globPattern": {"baseUri": "file:///…/out", "pattern": "**/*.rs"}}` → `/…/out`
fn watched(registrations: &Value) -> Vec<PathBuf> {
    let registrations = registrations["registrations"].as_array().into_iter().flatten();
    let watchers = registrations.filter_map(|one| one["registerOptions"]["watchers"].as_array()).flatten();
    let patterns = watchers.map(|watcher| &watcher["globPattern"]).filter(|glob| glob["pattern"] == "**/*.rs");
    patterns.filter_map(|glob| Some(glob["baseUri"].as_str()?.strip_prefix("file://")?.into())).collect()
}
