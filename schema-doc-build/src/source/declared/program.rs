//! The Rust files of a source, read with syn: nothing is expanded, nothing is run.

use proc_macro2::{TokenStream, TokenTree};
use schema_doc_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Span};
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::Said;
use crate::config::SourceConfig;
use crate::files::Files;
use crate::hash::{self, Hash};
use crate::list::VecExt;
use crate::model::{Schema, SourceComment, SourceInfo};
use crate::source::sql::layout;
use crate::source::sql::load;

/// A file that syn could read.
pub(crate) struct RustFile {
    /// Where its text stands.
    pub(crate) file: FileId,
    pub(crate) items: Vec<syn::Item>,
}

impl RustFile {
    /// A place in the file.
    pub(crate) fn span(&self, span: proc_macro2::Span) -> Span {
        place(self.file, span)
    }
}

/// A place that syn names.
pub(crate) fn place(file: FileId, span: proc_macro2::Span) -> Span {
    let range = span.byte_range();
    Span { file, start: range.start as u32, end: range.end as u32 }
}

/// Reads the files of a source: a file, a folder, a glob. One that is no Rust is reported and left out.
pub(crate) fn read(
    files: &Files,
    source: &SourceConfig,
    schema: &mut Schema,
    diagnostics: &mut Diagnostics,
) -> Vec<RustFile> {
    let mut hash = Hash::new();
    let (mut read, mut ids) = (Vec::new(), Vec::new());
    for path in layout::rust_files(files, source, diagnostics) {
        let loaded = load::load(files, &path, source, source.span, &mut schema.files, &mut hash, diagnostics);
        let Some(file) = loaded else { continue };
        ids.push(file);
        let text = schema.files.file(file).shared_text();
        schema.comments.push_all(suppressions(file, &text));
        match parse(&text) {
            Ok(syn::File { items, .. }) => read.push(RustFile { file, items }),
            Err(error) => {
                let diagnostic = Diagnostic::error(Code::RustSyntax, place(file, error.span()), error.to_string());
                diagnostics.push(diagnostic.with_help("`cargo check` says more"));
            }
        }
    }
    schema.sources.push(SourceInfo {
        kind: source.kind.as_str(),
        path: source.path.clone(),
        hash: hash::text(hash),
        layout: None,
        files: ids,
    });
    read
}

/// The comments of a file that allow what a lint finds: `// schema-doc: allow(…)`. Others are the programmers' own.
pub(crate) fn suppressions(file: FileId, text: &str) -> Vec<SourceComment> {
    const MARK: &str = "schema-doc:";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
        let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let (start, end) = match before {
            _ if before.ends_with("//") && !before.ends_with("///") => (before.len() - 2, at + line.trim_end().len()),
            _ if before.ends_with("/*") => match line.find("*/") {
                Some(end) => (before.len() - 2, at + end + 2),
                None => continue,
            },
            _ => continue,
        };
        found.push(SourceComment { span: Span { file, start: start as u32, end: end as u32 } });
    }
    // What stands in a text, or in the words of a `///`, is no comment.
    let mut streams: Vec<_> = Vec::new();
    if !found.is_empty() {
        streams.push(text.parse::<TokenStream>().unwrap_or_default().into_iter());
    }
    while let Some(stream) = streams.last_mut() {
        match stream.next() {
            Some(TokenTree::Group(group)) => streams.push(group.stream().into_iter()),
            Some(TokenTree::Literal(literal)) => {
                let literal = place(file, literal.span());
                found.keep(|comment| !(literal.start <= comment.span.start && comment.span.start < literal.end));
            }
            Some(_) => {}
            None => drop(streams.pop()),
        }
    }
    found
}

/// Parses a file that is no deeper than programs are: the parser calls itself for what is nested.
fn parse(text: &str) -> syn::Result<syn::File> {
    let tokens: TokenStream = text.parse()?;
    match too_deep(&tokens) {
        Some(place) => Err(syn::Error::new(place, "nested too deep to be read")),
        // From the text: it may begin with `#!`.
        None => syn::parse_file(text),
    }
}

/// The expression of a text in an attribute, where it is one.
pub(crate) fn expression(text: &str) -> Option<Expr> {
    let tokens: TokenStream = text.parse().ok()?;
    too_deep(&tokens).is_none().then(|| syn::parse2(tokens).ok())?
}

/// How deep groups lie in each other, how many signs follow each other, how many brackets `<` are open: at most.
const DEEPEST: usize = 100;

/// How long an expression is, in signs (`a + b + c`): at most.
const LONGEST: usize = 10_000;

/// Where a file is deeper or longer than that.
fn too_deep(tokens: &TokenStream) -> Option<proc_macro2::Span> {
    let mut streams = vec![tokens.clone().into_iter()];
    let (mut signs, mut angles, mut length) = (0_usize, 0_usize, 0_usize);
    while let Some(stream) = streams.last_mut() {
        let Some(token) = stream.next() else {
            streams.pop();
            continue;
        };
        match &token {
            TokenTree::Punct(sign) => {
                signs += 1;
                length += 1;
                match sign.as_char() {
                    '<' => angles += 1,
                    '>' => angles = angles.saturating_sub(1),
                    ';' | ',' => (signs, angles, length) = (0, 0, 0),
                    _ => {}
                }
            }
            TokenTree::Group(group) => {
                signs = 0;
                streams.push(group.stream().into_iter());
            }
            _ => signs = 0,
        }
        if streams.len() > DEEPEST || signs > DEEPEST || angles > DEEPEST || length > LONGEST {
            return Some(token.span());
        }
    }
    None
}

/// `///` and `#[doc = "…"]`, as one text.
pub(crate) fn documentation(attributes: &[Attribute], file: &RustFile) -> Option<Said> {
    let mut lines: Vec<String> = Vec::new();
    let mut place: Option<Span> = None;
    for attribute in attributes {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Some(text) = text_of(&pair.value).filter(|_| pair.path.is_ident("doc")) else { continue };
        lines.extend(text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned()));
        if text.is_empty() {
            lines.push(String::new());
        }
        let span = file.span(syn::spanned::Spanned::span(attribute));
        place = Some(place.map_or(span, |place| place.to(span)));
    }
    let text = lines.join("\n");
    place.filter(|_| !text.trim().is_empty()).map(|span| Said { text, span, attribute: false, value: None })
}

/// `"text"`
pub(crate) fn text_of(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{expression, parse};

    #[test]
    fn a_file_of_any_depth_is_read_or_refused() {
        for hostile in
            ["(", "[", "{", "!", "-", "&", "*", "A<", "a+", "a.b()", "|x|", "if a {} else ", "a;", "fn f() {", "'a: "]
        {
            for (before, behind) in [("", ""), ("const A: B = ", ";"), ("type A = ", ";"), ("m!{", "}")] {
                let _ = parse(&format!("{before}{}{behind}", hostile.repeat(20_000)));
            }
        }
        let deep = |depth: usize| format!("const A: u8 = {}1{};", "(".repeat(depth), ")".repeat(depth));
        assert!(parse(&deep(90)).is_ok());
        assert!(parse(&deep(20_000)).is_err());
        assert!(expression(&"(".repeat(20_000)).is_none() && expression("a(1)").is_some());
        assert!(parse("#!/usr/bin/env run\nfn main() {}").is_ok());
    }
}
