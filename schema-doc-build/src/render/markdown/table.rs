//! Tables of GitHub's Markdown.

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
        let mut table = Self { out: String::with_capacity(512), width: headings.len(), rows: 0 };
        table.push(headings);
        table.out.push('|');
        for _ in headings {
            table.out.push_str("---|");
        }
        table.out.push('\n');
        table.rows = 0;
        table
    }

    /// A row of finished cells. Missing ones are empty, surplus ones are joined to the last.
    pub fn push(&mut self, cells: &[impl AsRef<str>]) {
        self.out.push('|');
        for i in 0..self.width {
            let end = if i + 1 == self.width { cells.len() } else { i + 1 };
            for cell in cells.get(i..end).unwrap_or_default() {
                let cell = cell.as_ref();
                if !cell.is_empty() {
                    self.out.push(' ');
                    self.out.push_str(cell);
                }
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
