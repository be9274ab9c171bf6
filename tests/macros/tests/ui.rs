//! Every message that the macros have, where it stands. A folder a rule; `TRYBUILD=overwrite cargo test` writes the expected text anew.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}

#[test]
fn no_message_is_without_a_case() {
    let mut said = expected(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui"));
    // What is said where a feature is missing, that this crate has.
    said += include_str!("../../tests/macros.rs");
    let mut unsaid = Vec::new();
    for source in [
        include_str!("../../../schema-doc-syntax/src/grammar/error.rs"),
        include_str!("../../../schema-doc-syntax/src/expand/message.rs"),
        include_str!("../../../schema-doc-syntax/src/query/problem.rs"),
    ] {
        unsaid.extend(fixed_texts(source.parse().unwrap()).into_iter().filter(|text| !said.contains(text)));
    }
    assert!(unsaid.is_empty(), "no case below tests/ui shows these parts of a message: {unsaid:#?}");
}

/// What rustc says in all cases.
#[expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test looks at the disk")]
fn expected(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &expected(&path);
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            text += &std::fs::read_to_string(path).unwrap();
        }
    }
    text
}

/// The words of a source's string literals, each as far as it is one whatever the arguments are: `no table` and
/// `did you mean` of ``"no table `{name}`; did you mean `{near}`?"``.
fn fixed_texts(source: TokenStream) -> Vec<String> {
    let mut texts = Vec::new();
    let mut tokens = source.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // An attribute, as doc comments are.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next_if(|next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'));
                tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
            }
            TokenTree::Group(group) => texts.extend(fixed_texts(group.stream())),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) {
                    texts.extend(between_arguments(&text.value()));
                }
            }
            TokenTree::Punct(_) | TokenTree::Ident(_) => {}
        }
    }
    texts
}

fn between_arguments(text: &str) -> Vec<String> {
    let fixed = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, behind)| behind));
    let lines = fixed.flat_map(str::lines).map(str::trim);
    lines.filter(|line| line.chars().any(char::is_alphabetic)).map(str::to_owned).collect()
}
