//! Contexts as Markdown: a part a line. Names and prose are hostile: each is escaped where it is written.

use std::fmt::Write as _;

use super::parts::{
    About, FieldDefinition, IndexDefinition, IntegrationPoint, JoinPath, KnownIssue, LeftOut, QueryPattern,
    RelationshipDefinition, TableDefinition,
};
use super::{DebuggingContext, FeatureContext, PerformanceContext, QueryContext};
use crate::manifest::Deprecated;

/// A document as it is written.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    pub(super) fn of(write: impl FnOnce(&mut Self)) -> String {
        let mut page = Self::default();
        write(&mut page);
        page.text
    }

    fn heading(&mut self, level: usize, text: &str) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        let _ = writeln!(self.text, "{} {text}\n", "#".repeat(level));
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn item(&mut self, text: &str) {
        self.line(&format!("- {text}"));
    }

    /// A section; nothing where there is no item.
    fn section<T>(&mut self, title: &str, all: &[T], mut write: impl FnMut(&mut Self, &T)) {
        if !all.is_empty() {
            self.heading(2, title);
            for one in all {
                write(self, one);
            }
        }
    }

    fn about(&mut self, about: &About) {
        let asked = about.asked.as_deref();
        let title = match about.context.as_str() {
            "query" => format!("Query context: {}", code(asked.unwrap_or_default())),
            "feature" => format!("Feature context: {}", text(asked.unwrap_or_default())),
            "debugging" => format!("Debugging context: {}", text(asked.unwrap_or_default())),
            _ => "Performance context".to_owned(),
        };
        self.heading(1, &title);
        let name = about.schema.as_deref().map(|name| format!("{}, ", code(name))).unwrap_or_default();
        self.line(&format!("Schema: {name}{}, fingerprint {}", text(&about.system), code(&about.fingerprint)));
        if about.features.is_empty() && about.understood.is_empty() && about.unknown_words.is_empty() {
            return;
        }
        self.line("");
        let mut understood: Vec<String> = Vec::new();
        if !about.features.is_empty() {
            understood.push(format!("feature {}", codes(&about.features)));
        }
        for word in &about.understood {
            let taken =
                word.taken_for.as_deref().map(|known| format!(" taken for {}", code(known))).unwrap_or_default();
            let more = if word.more > 0 { format!(" and {} more", word.more) } else { String::new() };
            understood.push(format!("{}{taken} in {}{more}", code(&word.word), codes(&word.tables)));
        }
        if !understood.is_empty() {
            self.line(&format!("Understood: {}", understood.join("; ")));
        }
        if !about.unknown_words.is_empty() {
            self.line(&format!("Nowhere in the schema: {}", codes(&about.unknown_words)));
        }
    }

    fn left_out(&mut self, left_out: &LeftOut) {
        if !left_out.is_nothing() {
            self.line(&format!("\nLeft out: {left_out}. Raise the budget to see them."));
        }
    }

    fn patterns(&mut self, title: &str, patterns: &[QueryPattern]) {
        self.section(title, patterns, Self::pattern);
    }

    fn pattern(&mut self, pattern: &QueryPattern) {
        let table = pattern.table.as_deref().map(|table| format!("{}: ", code(table))).unwrap_or_default();
        let mut line = format!("{table}{}", text(&pattern.name));
        if let Some(description) = &pattern.description {
            let _ = write!(line, ": {}", text(description));
        }
        let words = [
            pattern.query_pattern.as_deref().filter(|_| pattern.query.is_none()).map(text),
            pattern.frequency.as_deref().map(|frequency| format!("{} frequency", text(frequency))),
            (!pattern.covered_by.is_empty()).then(|| format!("served by {}", codes(&pattern.covered_by))),
            pattern.location.as_deref().map(|location| format!("in {}", code(location))),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        if !words.is_empty() {
            let _ = write!(line, " ({})", words.join(", "));
        }
        self.item(&line);
        if let Some(query) = &pattern.query {
            self.fenced(query);
        }
    }

    /// A code block inside an item.
    fn fenced(&mut self, code: &str) {
        let fence = "`".repeat(longest_run(code).max(2) + 1);
        self.line(&format!("  {fence}"));
        for line in code.trim_end().split(['\n', '\r']).filter(|line| !line.is_empty()) {
            let line: String = line.chars().map(|c| if c == '\t' { c } else { visible(c) }).collect();
            self.line(format!("  {line}").trim_end());
        }
        self.line(&format!("  {fence}"));
    }

    fn joins(&mut self, paths: &[JoinPath]) {
        self.section("Join paths", paths, |page, path| {
            let inferred = if path.inferred { " (inferred from names and types)" } else { "" };
            page.item(&format!("{} to {}: {}{inferred}", code(&path.from), code(&path.to), codes(&path.joins)));
        });
    }

    fn field(&mut self, field: &FieldDefinition) {
        self.item(&field_text(field));
    }

    fn tips(&mut self, tips: &[String]) {
        self.section("Performance tips", tips, |page, tip| page.item(&text(tip)));
    }
}

impl QueryContext {
    pub(super) fn write(&self, page: &mut Page) {
        page.about(&self.about);
        page.line(&format!("\n{}", table_text(&self.table)));
        if let Some(description) = &self.table.description {
            page.line(&format!("\n{}", text(description)));
        }
        for rule in &self.table.business_rules {
            page.line(&format!("\nRule: {}", text(rule)));
        }
        for security in &self.table.security_considerations {
            page.line(&format!("\nSecurity: {}", text(security)));
        }
        page.section("Fields", &self.fields, Page::field);
        page.section("Indexes", &self.indexes, |page, index| page.item(&index_text(index)));
        page.patterns("Common patterns", &self.common_patterns);
        page.tips(&self.performance_tips);
        page.joins(&self.join_paths);
        page.left_out(&self.left_out);
    }
}

impl FeatureContext {
    pub(super) fn write(&self, page: &mut Page) {
        page.about(&self.about);
        page.section("Relevant tables", &self.relevant_tables, |page, table| {
            page.heading(3, &code(&table.name));
            page.line(&table_text(table));
            if !table.fields.is_empty() {
                page.line("");
            }
            for field in &table.fields {
                page.field(field);
            }
            match table.more_fields {
                0 => {}
                more if table.fields.is_empty() => page.line(&counted(more, "field")),
                more => page.item(&format!("{more} more")),
            }
            for rule in &table.business_rules {
                page.item(&format!("Rule: {}", text(rule)));
            }
            for security in &table.security_considerations {
                page.item(&format!("Security: {}", text(security)));
            }
        });
        page.section("Relationships", &self.relationships, |page, relationship| {
            page.item(&relationship_text(relationship));
        });
        page.patterns("Access patterns", &self.access_patterns);
        page.section("Integration points", &self.integration_points, |page, point| page.item(&integration_text(point)));
        page.joins(&self.join_paths);
        page.left_out(&self.left_out);
    }
}

impl DebuggingContext {
    pub(super) fn write(&self, page: &mut Page) {
        page.about(&self.about);
        let mut table = None;
        page.section("Relevant fields", &self.relevant_fields, |page, field| {
            if table != field.table {
                table.clone_from(&field.table);
                page.heading(3, &code(field.table.as_deref().unwrap_or_default()));
            }
            page.field(field);
        });
        page.section("Common issues", &self.common_issues, |page, KnownIssue { table, name, text: words }| {
            let words = words.as_deref().map(|words| format!(": {}", text(words))).unwrap_or_default();
            page.item(&format!("{}: {}{words}", code(table), text(name)));
        });
        page.patterns("Investigation queries", &self.investigation_queries);
        page.joins(&self.join_paths);
        page.left_out(&self.left_out);
    }
}

impl PerformanceContext {
    pub(super) fn write(&self, page: &mut Page) {
        page.about(&self.about);
        page.section("Indexes", &self.indexes, |page, index| page.item(&index_text(index)));
        page.patterns("Common patterns", &self.common_patterns);
        page.tips(&self.performance_tips);
        page.left_out(&self.left_out);
    }
}

/// `Who is signed in (table, core, authentication; key id)`.
fn table_text(table: &TableDefinition) -> String {
    let mut words = vec![text(&table.kind.replace('_', " "))];
    words.extend(table.role.as_deref().map(text));
    words.extend(table.category.as_deref().map(text));
    if !table.primary_key.is_empty() {
        words.push(format!("key {}", codes(&table.primary_key)));
    }
    let deprecated = table.deprecated.as_ref().map(|deprecated| format!("{}. ", deprecated_text(deprecated)));
    let purpose = table.purpose.as_deref().map(|purpose| format!("{} ", text(purpose)));
    format!("{}{}({})", deprecated.unwrap_or_default(), purpose.unwrap_or_default(), words.join(", "))
}

fn deprecated_text(deprecated: &Deprecated) -> String {
    match deprecated {
        Deprecated::Text(instead) => format!("Deprecated: {}", text(instead)),
        Deprecated::Flag(_) => "Deprecated".to_owned(),
    }
}

/// `` `user_id bigint`: required, references `users.id` on delete cascade. The owner ``.
fn field_text(field: &FieldDefinition) -> String {
    let name =
        if field.name.contains(char::is_whitespace) { format!("\"{}\"", field.name) } else { field.name.clone() };
    let mut line = code(format!("{name} {}", field.native_type).trim_end());
    let mut words: Vec<String> = field.constraints.iter().map(|word| text(&word.replace('_', " "))).collect();
    words.extend(field.data_sensitivity.as_deref().map(text));
    if let Some(default) = &field.default {
        words.push(format!("default {}", code(default)));
    }
    if let Some(references) = &field.references {
        let action = field.on_delete.as_deref().map(|action| format!(" on delete {}", text(&action.replace('_', " "))));
        words.push(format!("references {}{}", code(references), action.unwrap_or_default()));
    }
    if !field.enum_values.is_empty() {
        let more = if field.more_values > 0 { format!(" and {} more", field.more_values) } else { String::new() };
        words.push(format!("one of {}{more}", codes(&field.enum_values)));
    }
    if !words.is_empty() {
        let _ = write!(line, " {}", words.join(", "));
    }
    let sentences = [
        field.deprecated.as_ref().map(deprecated_text),
        field.purpose.as_deref().map(text),
        field.business_meaning.as_deref().map(text),
        (!field.validation_rules.is_empty()).then(|| format!("Rules: {}", text(&field.validation_rules.join(", ")))),
    ];
    let mut sentences: Vec<String> = sentences.into_iter().flatten().collect();
    let described = field.value_descriptions.iter().map(|(value, words)| format!("{}: {}", code(value), text(words)));
    sentences.extend(described);
    if !sentences.is_empty() {
        let _ = write!(line, ": {}", sentences.join(". ").replace(".. ", ". "));
    }
    line
}

/// `` `orders`: unique index `by_number` on `number` where …: Fast lookups ``.
fn index_text(index: &IndexDefinition) -> String {
    let table = index.table.as_deref().map(|table| format!("{}: ", code(table))).unwrap_or_default();
    let kind = match index.kind.as_str() {
        "primary_key" => "primary key".to_owned(),
        "unique" => "unique constraint".to_owned(),
        "index" if index.unique => "unique index".to_owned(),
        "index" => "index".to_owned(),
        other => format!("{} index", text(other)),
    };
    let name = index.name.as_deref().map(|name| format!(" {}", code(name))).unwrap_or_default();
    let mut line = format!("{table}{kind}{name} on {}", codes(&index.keys));
    if let Some(method) = index.method.as_deref().filter(|method| *method != "btree") {
        let _ = write!(line, " using {}", text(method));
    }
    if !index.include.is_empty() {
        let _ = write!(line, " with {}", codes(&index.include));
    }
    if let Some(predicate) = &index.predicate {
        let _ = write!(line, " where {}", code(predicate));
    }
    if !index.serves.is_empty() {
        let _ = write!(line, ", serves {}", text(&index.serves.join(", ")));
    }
    for words in [&index.purpose, &index.performance_impact].into_iter().flatten() {
        let _ = write!(line, ": {}", text(words));
    }
    line
}

fn relationship_text(relationship: &RelationshipDefinition) -> String {
    let mut line = match &relationship.join {
        Some(join) => code(join),
        None => format!("{} reads {}", code(&relationship.from), code(&relationship.to)),
    };
    let mut words = Vec::new();
    if relationship.relationship_type == "one_to_one" {
        words.push("one to one".to_owned());
    }
    if relationship.optional {
        words.push("optional".to_owned());
    }
    words.extend(
        relationship.on_delete.as_deref().map(|action| format!("on delete {}", text(&action.replace('_', " ")))),
    );
    words.extend(relationship.label.as_deref().map(text));
    if relationship.origin != "declared" {
        words.push(text(&relationship.origin));
    }
    if !words.is_empty() {
        let _ = write!(line, ": {}", words.join(", "));
    }
    line
}

fn integration_text(point: &IntegrationPoint) -> String {
    let mut line = format!("{} {}", text(&point.kind.replace('_', " ")), code(&point.name));
    if !point.tables.is_empty() {
        let _ = write!(line, " on {}", codes(&point.tables));
    }
    if let Some(detail) = &point.detail {
        let _ = write!(line, ", {}", text(detail));
    }
    if let Some(purpose) = &point.purpose {
        let _ = write!(line, ": {}", text(purpose));
    }
    if let Some(location) = &point.location {
        let _ = write!(line, " ({})", code(location));
    }
    line
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn codes(all: &[String]) -> String {
    all.iter().map(|one| code(one)).collect::<Vec<_>>().join(", ")
}

/// A code span on one line. What is invisible is shown.
fn code(plain: &str) -> String {
    let shown: String = plain.chars().map(visible).collect();
    if shown.is_empty() {
        return "`\"\"`".to_owned();
    }
    let ticks = "`".repeat(longest_run(&shown) + 1);
    let padded = |c: char| c == '`' || c == ' ';
    let pad = if shown.starts_with(padded) || shown.ends_with(padded) { " " } else { "" };
    format!("{ticks}{pad}{shown}{pad}{ticks}")
}

/// What stands for a character that is invisible, ends a line or turns the text around; any other itself.
fn visible(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{2028}' | '\u{2029}' => '\u{2424}',
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        c => c,
    }
}

/// Prose on one line; a name between backticks stays code, all else that Markdown could read as its own is escaped.
fn text(plain: &str) -> String {
    let folded = plain.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let folded = folded.collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(folded.len() + 8);
    let mut rest = folded.as_str();
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let name = after.split('`').next().unwrap_or_default();
        let is_name = c == '`' && !name.is_empty() && after.len() > name.len() && name.chars().all(is_plain);
        if is_name && before != Some('`') && !after[name.len() + 1..].starts_with('`') {
            out.push_str(&rest[..name.len() + 2]);
            rest = &after[name.len() + 1..];
            before = Some('`');
            continue;
        }
        let next = after.chars().next();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' | '|' => true,
            '_' => !(is_word(before) && is_word(next)),
            '#' => before.is_none_or(|before| before == ' '),
            '-' | '+' | '=' | '>' | ':' => before.is_none(),
            '&' => next.is_some_and(|next| next.is_alphanumeric() || next == '#'),
            '.' | ')' => out.bytes().all(|byte| byte.is_ascii_digit()) && before.is_some(),
            _ => false,
        };
        if is_escaped {
            out.push('\\');
        }
        out.push(visible(c));
        before = Some(c);
        rest = after;
    }
    out
}

/// What a name between backticks may hold.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-.()".contains(c)
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in text.bytes() {
        run = if byte == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{code, text};

    #[test]
    fn a_name_cannot_leave_its_code_span() {
        let check = |plain: &str, expected: &str| assert_eq!(code(plain), expected);
        check("users", "`users`");
        check("a`b", "``a`b``");
        check("`", "`` ` ``");
        check("a\nb\0", "`a␊b␀`");
        check("a\u{202e}b", "`a\u{fffd}b`");
        check("", "`\"\"`");
    }

    #[test]
    fn prose_comes_out_as_text_on_one_line() {
        let check = |plain: &str, expected: &str| assert_eq!(text(plain), expected);
        check("plain words, and more.", "plain words, and more.");
        check("a\n\n# b\r\n- c", "a \\# b - c");
        check("# a", "\\# a");
        check("- a", "\\- a");
        check("1. a 2. b", "1\\. a 2. b");
        check("see `users.id` first", "see `users.id` first");
        check("a `b c` d", "a \\`b c\\` d");
        check("``a``", "\\`\\`a\\`\\`");
        check("[a](b) <i> *c* snake_case _d_", "\\[a\\](b) \\<i> \\*c\\* snake_case \\_d\\_");
        check("&lt; a & b", "\\&lt; a & b");
        check("a\u{202e}b", "a\u{fffd}b");
        check("", "");
    }
}
