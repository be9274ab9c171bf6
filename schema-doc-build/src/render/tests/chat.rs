//! A schema of documents.

use super::documents as rendered;
use crate::analyze::build::documents::{array, document, documents, id, literals, null, number, object, string, union};
use crate::config::Config;
use crate::model::{IndexKind, Named, Schema, Sensitivity, Transition};
use crate::render::Format;

fn chat() -> Schema {
    let place = object(&[("street", string()), ("geo", object(&[("lat", number()), ("lng", number())]))]);
    let users = document("users")
        .field("githubId", string())
        .with(|column| {
            column.annotations.unique = true;
            column.annotations.purpose = Some("Of GitHub.".into());
        })
        .optional("email", string())
        .optional("address", place)
        .indexed("by_github_id", IndexKind::Index, &["githubId"]);
    let text = object(&[("kind", literals(&["text"])), ("body", string())]);
    let file = object(&[("kind", literals(&["file"])), ("size", number())]);
    let messages = document("chatMessages")
        .field("authorId", id("users"))
        .field("replyTo", union(&[id("chatMessages"), null()]))
        .field("readers", array(id("users")))
        .field("content", union(&[text, file]))
        .field("body", string())
        .field("state", literals(&["open", "sent", "read"]))
        .with(|column| {
            let words = |text: &str| Some(text.to_owned());
            column.annotations.values = vec![Named { name: "open".into(), text: words("Not yet sent") }];
            let arrow = |from: &str, to: &str| Transition { from: from.into(), to: to.into() };
            column.annotations.flow = vec![arrow("open", "sent"), arrow("sent", "read")];
        })
        .field("sentAt", number())
        .field("embedding", array(number()))
        .with(|column| column.annotations.sensitivity = Some(Sensitivity::Internal))
        .indexed("by_author_and_sent", IndexKind::Index, &["authorId", "sentAt"])
        .indexed("search_body", IndexKind::Search, &["body"])
        .with_index(|index| index.filter_fields = vec!["authorId".into()])
        .indexed("by_embedding", IndexKind::Vector, &["embedding"])
        .with_index(|index| index.dimensions = Some(1536))
        .indexed("by_state", IndexKind::Index, &["state"])
        .with_index(|index| index.staged = true);
    documents([users, messages])
}

fn document_of(path: &str, format: Format) -> String {
    let found = rendered(&chat(), &Config::default(), format).into_iter().find(|(known, _)| known == path);
    found.unwrap_or_else(|| panic!("no {path}")).1
}

#[test]
fn a_page_of_documents() {
    insta::assert_snapshot!("chatMessages", document_of("tables/chatMessages.md", Format::Tables));
    insta::assert_snapshot!("users", document_of("tables/users.md", Format::Tables));
}

#[test]
fn documents_in_other_formats() {
    insta::assert_snapshot!("chat-overview", document_of("diagrams/_overview.mmd", Format::Mermaid));
    insta::assert_snapshot!("chat-dbml", document_of("visualization.dbml", Format::Dbml));
    insta::assert_snapshot!("chat-ai-context", document_of("schema-ai-context.json", Format::AiContext));
    insta::assert_snapshot!("chat-module", document_of("schema.rs", Format::Rust));
}
