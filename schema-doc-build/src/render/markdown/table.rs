//! Tables of GitHub's Markdown.

use crate::list::IteratorExt;

/// A table that is written row by row.
#[derive(Debug)]
pub struct Table {
    out: String,
    width: usize,
    rows: usize,
}

impl Table {
    /// A table with these headings, which are our own words.
    pub fn new(headings: &[&str]) -> Self {
        let mut table = Self { out: String::new(), width: headings.len(), rows: 0 };
        table.push(headings);
        table.out.push('|');
        table.out.push_str(&"---|".repeat(headings.len()));
        table.out.push('\n');
        table.rows = 0;
        table
    }

    /// A row of finished cells. Missing ones are empty, surplus ones are joined to the last.
    pub fn push(&mut self, cells: &[impl AsRef<str>]) {
        self.out.push('|');
        for i in 0..self.width {
            let cell = match cells.get(i) {
                Some(last) if i + 1 == self.width && cells.len() > self.width => {
                    let more = cells.iter().skip(i + 1).map(AsRef::as_ref);
                    std::iter::once(last.as_ref()).chain(more).join(" ")
                }
                Some(cell) => cell.as_ref().to_owned(),
                None => String::new(),
            };
            if !cell.is_empty() {
                self.out.push(' ');
                self.out.push_str(&cell);
            }
            self.out.push_str(" |");
        }
        self.out.push('\n');
        self.rows += 1;
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The table as Markdown; nothing where it has no row.
    pub fn finish(self) -> String {
        if self.rows == 0 { String::new() } else { self.out }
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn every_row_is_as_wide_as_the_heading() {
        let mut table = Table::new(&["A", "B"]);
        table.push(&["1"]);
        table.push(&["1", "2", "3"]);
        assert_eq!(table.finish(), "| A | B |\n|---|---|\n| 1 | |\n| 1 | 2 3 |\n");
        assert_eq!(Table::new(&["A"]).finish(), "");
    }
}
