//! Blocks in existing Markdown: `<!-- schema-doc:begin table-list -->` … `<!-- schema-doc:end table-list -->`.
//!
//! What stands between the two is ours, everything else is left as it is, byte for byte.

mod content;

use schema_doc_diagnostics::Code;

use super::Input;
use super::markdown::fence::Fence;
use crate::list::IteratorExt;
use content::Block;

/// What is wrong with a block, and where in the host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockError {
    /// What it is about.
    pub code: Code,
    /// The line of the marker, from 1.
    pub line: u32,
    /// What is wrong.
    pub message: String,
    /// What to type instead.
    pub help: String,
}

/// The host with its blocks filled. Its path is relative to the package root. A host without blocks comes back as it is.
///
/// # Errors
/// Every marker that stands alone, and every block that is not known or names something that does not exist. Nothing is filled then.
pub fn inject(input: Input, host_path: &str, host_text: &str) -> Result<String, Vec<BlockError>> {
    let lines: Vec<&str> = host_text.split_inclusive('\n').collect_vec();
    let mut errors = Vec::new();
    let mut out = String::with_capacity(host_text.len());
    let mut fence = Fence::default();
    let mut at = 0;
    while let Some(&line) = lines.get(at) {
        let in_code = fence.step(line);
        out.push_str(line);
        at += 1;
        let Some(marker) = Marker::read(line).filter(|_| !in_code) else { continue };
        let number = at as u32;
        let block = match marker {
            Marker::Begin(block) => block,
            Marker::End(block) => {
                errors.push(unpaired(number, "end", "begin", block));
                continue;
            }
        };
        let Some(end) = end_of(&lines, at, block) else {
            errors.push(unpaired(number, "begin", "end", block));
            continue;
        };
        match Block::read(input, block).map(|block| block.markdown(input, host_path)) {
            Ok(markdown) => push_block(&mut out, line, &markdown),
            Err((message, help)) => {
                errors.push(BlockError { code: Code::InvalidConfig, line: number, message, help });
            }
        }
        // The end marker itself is copied by the next round: it is no begin, and its begin has been seen.
        out.push_str(lines.get(end).copied().unwrap_or_default());
        at = end + 1;
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

fn unpaired(line: u32, there: &str, missing: &str, block: &str) -> BlockError {
    BlockError {
        code: Code::UnclosedBlock,
        line,
        message: format!("`schema-doc:{there} {block}` without its {missing}"),
        help: format!("add a line `<!-- schema-doc:{missing} {block} -->`"),
    }
}

/// A line that is nothing but a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker<'t> {
    Begin(&'t str),
    End(&'t str),
}

impl<'t> Marker<'t> {
    fn read(line: &'t str) -> Option<Self> {
        let indent = line.len() - line.trim_start_matches(' ').len();
        // So far in, it is a code block that shows a marker.
        if indent > 3 || line.starts_with('\t') {
            return None;
        }
        let inside = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim().strip_prefix("schema-doc:")?;
        let (word, block) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        match word {
            "begin" => Some(Self::Begin(block.trim())),
            "end" => Some(Self::End(block.trim())),
            _ => None,
        }
    }
}

/// The line of a block's end: outside code, since what was filled in may show one; where a fence in it was left open, the first.
fn end_of(lines: &[&str], from: usize, block: &str) -> Option<usize> {
    let kind = block.split_whitespace().next().unwrap_or_default();
    let find = |in_code_too: bool| {
        let mut fence = Fence::default();
        for (position, line) in lines.iter().enumerate().skip(from) {
            if fence.step(line) && !in_code_too {
                continue;
            }
            match Marker::read(line) {
                Some(Marker::End(end)) if end == block || end == kind || end.is_empty() => return Some(position),
                Some(_) => return None,
                None => {}
            }
        }
        None
    };
    find(false).or_else(|| find(true))
}

/// The content with blank lines around it, with the line breaks and the indentation of its marker.
fn push_block(out: &mut String, marker: &str, markdown: &str) {
    let line_break = if marker.ends_with("\r\n") { "\r\n" } else { "\n" };
    let indent = marker.get(..marker.len() - marker.trim_start_matches(' ').len()).unwrap_or_default();
    out.push_str(line_break);
    for line in markdown.trim_matches('\n').split('\n') {
        if !line.is_empty() {
            out.push_str(indent);
            out.push_str(line);
        }
        out.push_str(line_break);
    }
    out.push_str(line_break);
}

#[cfg(test)]
mod tests;
