//! What is going on, for whoever looks on: nothing is shown of work that is soon done.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long work may take without a word.
const PATIENCE: Duration = Duration::from_millis(300);
const TICK: Duration = Duration::from_millis(100);

/// Work that is going on, until this is dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Shows the bar when it is time; ends when the sender is gone.
    watcher: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// `⠙ reading the database… 3s`; nothing where `is_shown` is not.
    pub(super) fn new(what: &'static str, is_shown: bool) -> Self {
        let bar = ProgressBar::hidden();
        bar.set_message(what);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}… {elapsed}") {
            bar.set_style(style);
        }
        let watcher = is_shown.then(|| {
            let (sender, receiver) = mpsc::channel::<()>();
            let bar = bar.clone();
            let show = move || {
                if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            };
            (sender, thread::spawn(show))
        });
        Self { bar, watcher }
    }

    /// Counts what comes by: `⠙ writing… 1234 files 3s`.
    pub(crate) fn count<I: Iterator>(&self, items: I) -> impl Iterator<Item = I::Item> {
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}… {pos} files {elapsed}") {
            self.bar.set_style(style);
        }
        let bar = self.bar.clone();
        items.inspect(move |_| bar.inc(1))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.watcher.take() {
            drop(sender);
            // It only ever waits and draws.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
