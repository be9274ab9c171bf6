//! Fenced code blocks: written with a fence that nothing inside can close, and followed line by line in texts of others.

/// A fenced code block. The fence is longer than any run of backticks inside; `info` is one of our own words.
pub fn fenced(info: &str, code: &str) -> String {
    let ticks = longest_run(code).max(2) + 1;
    let code = code.trim_end_matches(['\n', '\r']);
    let mut out = String::with_capacity(code.len() + info.len() + 2 * ticks + 3);
    push_ticks(&mut out, ticks);
    for part in [info, "\n", code, "\n"] {
        out.push_str(part);
    }
    push_ticks(&mut out, ticks);
    out.push('\n');
    out
}

/// Adds so many backticks.
pub(crate) fn push_ticks(out: &mut String, ticks: usize) {
    for _ in 0..ticks {
        out.push('`');
    }
}

/// The length of the longest run of backticks.
pub(crate) fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for b in text.bytes() {
        run = if b == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Whether the lines of a Markdown text lie in a fenced code block: a line at a time.
#[derive(Debug, Default)]
pub struct Fence {
    open: Option<(u8, usize)>,
}

impl Fence {
    /// Takes the next line; whether it belongs to a code block, fences included.
    pub fn step(&mut self, line: &str) -> bool {
        let line = line.trim_end_matches(['\n', '\r']);
        let indent = line.len() - line.trim_start_matches(' ').len();
        let text = line.get(indent..).unwrap_or_default();
        let Some(&mark) = text.as_bytes().first().filter(|b| matches!(b, b'`' | b'~')) else {
            return self.open.is_some();
        };
        let run = text.bytes().take_while(|&b| b == mark).count();
        let rest = text.get(run..).unwrap_or_default();
        match self.open {
            Some((open, length)) => {
                if mark == open && run >= length && indent < 4 && rest.trim().is_empty() {
                    self.open = None;
                }
                true
            }
            // The info string of a backtick fence holds no backtick: "```x```" is a code span.
            None if run >= 3 && indent < 4 && !(mark == b'`' && rest.contains('`')) => {
                self.open = Some((mark, run));
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fence, fenced};

    #[test]
    fn the_fence_is_longer_than_any_inside() {
        let check = |code: &str, expected: &str| assert_eq!(fenced("sql", code), expected);
        check("SELECT 1;\n", "```sql\nSELECT 1;\n```\n");
        check("a ``` b", "````sql\na ``` b\n````\n");
        check("`````\n", "``````sql\n`````\n``````\n");
        check("", "```sql\n\n```\n");
    }

    #[test]
    fn lines_of_a_code_block_are_known() {
        let check = |text: &str, expected: &[bool]| {
            let mut fence = Fence::default();
            let found: Vec<bool> = text.lines().map(|line| fence.step(line)).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("a\n```\nb\n```\nc", &[false, true, true, true, false]);
        check("````\n```\n````\nc", &[true, true, true, false]);
        check("~~~ md\n```\n~~~\nc", &[true, true, true, false]);
        check("```a``` b\nc", &[false, false]);
        check("    ```\nc", &[false, false]);
        check("```\nb", &[true, true]);
    }
}
