//! Qualified names: one type, one parser, one printer.

/// A name within a namespace, both folded as the system folds them. The key of everything in a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct QualifiedName {
    /// The database schema (`public`). Empty where the system has none.
    pub namespace: String,
    /// The name in it.
    pub name: String,
}

/// The key of a table.
pub type TableId = QualifiedName;

impl QualifiedName {
    /// From its two parts.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }

    /// `name` in the default namespace, else `namespace.name`. A part that is empty or holds a dot or a double quote is
    /// quoted, with the quotes in it doubled.
    pub fn display(&self, default_namespace: &str) -> String {
        if self.namespace == default_namespace {
            quote_part(&self.name)
        } else {
            format!("{}.{}", quote_part(&self.namespace), quote_part(&self.name))
        }
    }

    /// Reads what [`QualifiedName::display`] prints. `None` where the text is no qualified name of one or two parts.
    pub fn parse(text: &str, default_namespace: &str) -> Option<Self> {
        let mut parts = split_parts(text)?;
        let name = parts.pop()?;
        match parts.len() {
            0 => Some(Self::new(default_namespace, name)),
            1 => Some(Self { namespace: parts.pop()?, name }),
            _ => None,
        }
    }
}

fn quote_part(part: &str) -> String {
    if part.is_empty() || part.contains(['.', '"']) {
        format!("\"{}\"", part.replace('"', "\"\""))
    } else {
        part.to_owned()
    }
}

/// Splits `a."b.c".d` at the dots outside quotes. `None` where a quote is not closed, stands inside a part, or a part that is not
/// quoted is empty.
pub fn split_parts(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let mut part = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            loop {
                let end = quoted.find('"')?;
                part.push_str(&quoted[..end]);
                quoted = &quoted[end + 1..];
                match quoted.strip_prefix('"') {
                    Some(after) => {
                        part.push('"');
                        quoted = after;
                    }
                    None => break,
                }
            }
            rest = quoted;
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            if end == 0 || rest[..end].contains('"') {
                return None;
            }
            part.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        parts.push(part);
        if rest.is_empty() {
            return Some(parts);
        }
        rest = rest.strip_prefix('.')?;
    }
}

#[cfg(test)]
mod tests {
    use super::{QualifiedName, split_parts};

    #[test]
    fn what_is_printed_is_read_back() {
        let check = |namespace: &str, name: &str, expected: &str| {
            let id = QualifiedName::new(namespace, name);
            assert_eq!(id.display("public"), expected);
            assert_eq!(QualifiedName::parse(expected, "public"), Some(id));
        };
        check("public", "users", "users");
        check("auth", "users", "auth.users");
        check("public", "a.b", "\"a.b\"");
        check("we\"ird", "", "\"we\"\"ird\".\"\"");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", ".", "a.", "\"a", "a\"b", "\"a\"b", "a.b.c"] {
            assert_eq!(QualifiedName::parse(text, "public"), None, "{text}");
        }
        assert_eq!(split_parts("a.b.c").map(|p| p.len()), Some(3));
    }
}
