//! Contexts: do they hold the tables that a task needs, and are they as short as they say?

mod questions;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use schema_doc_build::render::manifest::manifest;
use schema_doc_runtime::context::{Budget, Form, estimate_tokens};
use schema_doc_runtime::manifest::Manifest;
use schema_doc_tests::{MYSQL, POSTGRESQL, Project, Server, corpus, skipped};
use tiktoken_rs::CoreBPE;

use questions::{AI_TEMPLATE, BACULA, KEA, MEDIAWIKI, Question, ZABBIX};

/// Real tokenizers, their vocabularies compiled in.
static TOKENIZERS: LazyLock<[(&str, CoreBPE); 2]> = LazyLock::new(|| {
    let [first, second] = [tiktoken_rs::cl100k_base(), tiktoken_rs::o200k_base()].map(Result::unwrap);
    [("cl100k_base", first), ("o200k_base", second)]
});

/// The tokens that each real tokenizer sees.
fn real_tokens(text: &str) -> impl Iterator<Item = (&'static str, usize)> {
    TOKENIZERS.iter().map(move |(name, tokenizer)| (*name, tokenizer.encode_ordinary(text).len()))
}

/// The manifest of a schema of the corpora; `None` where they are not there.
fn of_corpus(server: Server, name: &str) -> Option<Manifest> {
    let Some(schema) = corpus(server).into_iter().find(|schema| schema.name == name) else {
        skipped(&format!("{name} is in neither corpus"));
        return None;
    };
    let loaded = Project::of_schema(&schema).load();
    Some(Manifest::from_json(&manifest(loaded.input()).to_string()).unwrap())
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

/// The manifest that an example has checked in.
fn of_example(path: &str) -> Manifest {
    let text = std::fs::read_to_string(examples().join(path).join("schema-manifest.json")).unwrap();
    Manifest::from_json(&text).unwrap()
}

/// The context of a question, as text, and the tables that it shows.
fn answer(manifest: &Manifest, question: &Question, budget: Budget) -> (String, BTreeSet<String>) {
    if question.is_bug {
        let context = manifest.debugging_context(question.text, budget).unwrap();
        let text = context.in_form(budget.form).unwrap();
        (text, context.relevant_fields.into_iter().filter_map(|field| field.table).collect())
    } else {
        let context = manifest.feature_context(question.text, budget).unwrap();
        let text = context.in_form(budget.form).unwrap();
        (text, context.relevant_tables.into_iter().map(|table| table.name).collect())
    }
}

/// The questions whose context has not all tables that they need, each with what it lacks.
fn unanswered(manifest: &Manifest, questions: &[Question], budget: Budget) -> Vec<String> {
    let lacks = |question: &Question| {
        let (_, shown) = answer(manifest, question, budget);
        let missing: Vec<&&str> = question.tables.iter().filter(|table| !shown.contains(**table)).collect();
        (!missing.is_empty()).then(|| format!("{}: {missing:?}", question.text))
    };
    questions.iter().filter_map(lacks).collect()
}

/// The schemas that the ranking was made with, and two that it was not.
fn schemas() -> Option<[(Manifest, &'static [Question]); 5]> {
    Some([
        (of_corpus(POSTGRESQL, "zabbix-server-pgsql")?, &ZABBIX),
        (of_corpus(MYSQL, "mediawiki")?, &MEDIAWIKI),
        (of_example("ai-template/docs/architecture/schema"), &AI_TEMPLATE),
        (of_corpus(MYSQL, "kea-admin")?, &KEA),
        (of_corpus(POSTGRESQL, "bacula-director-pgsql")?, &BACULA),
    ])
}

const FORMS: [Form; 2] = [Form::Markdown, Form::Json];

#[test]
fn questions_name_tables_that_are_there() {
    for (manifest, questions) in schemas().iter().flatten() {
        let known: BTreeSet<&str> = manifest.tables.iter().map(|table| table.name.as_str()).collect();
        for table in questions.iter().flat_map(|question| question.tables) {
            assert!(known.contains(table), "{table}");
        }
    }
}

#[test]
fn what_a_task_needs_is_within_4000_tokens() {
    let Some([zabbix, wiki, chat, kea, bacula]) = schemas() else { return };
    for form in FORMS {
        let budget = Budget { tokens: 4_000, form };
        let lacking = |(manifest, questions): &(Manifest, &[Question])| unanswered(manifest, questions, budget);
        let known: Vec<String> = [&zabbix, &wiki, &chat].into_iter().flat_map(lacking).collect();
        assert!(known.len() <= 3, "{form:?} {known:#?}");
        let unseen: Vec<String> = [&kea, &bacula].into_iter().flat_map(lacking).collect();
        assert!(unseen.len() <= 3, "{form:?} {unseen:#?}");
        eprintln!("{unseen:#?}");
        for tokens in [500, 1_000, 2_000] {
            let budget = Budget { tokens, form };
            let lacking =
                |(manifest, questions): &(Manifest, &[Question])| unanswered(manifest, questions, budget).len();
            eprintln!("{budget:?}: without a table {:?}", [&zabbix, &wiki, &chat, &kea, &bacula].map(lacking));
        }
        eprintln!("{budget:?}: without a table {} of 30, {} of 20", known.len(), unseen.len());
    }
}

#[test]
fn no_context_has_more_tokens_than_its_budget() {
    let chat = (of_example("ai-template/docs/architecture/schema"), &AI_TEMPLATE[..]);
    let (mut texts, mut estimated, mut most) = (0, 0, 0);
    for (manifest, questions) in schemas().map_or_else(|| vec![chat], Vec::from) {
        let tables: BTreeSet<&str> = questions.iter().filter_map(|question| question.tables.first()).copied().collect();
        for tokens in [500, 1_000, 4_000, 16_000] {
            for form in FORMS {
                let budget = Budget { tokens, form };
                let performance = manifest.performance_context(budget).unwrap().in_form(form).unwrap();
                let queries =
                    tables.iter().map(|table| manifest.query_context(table, budget).unwrap().in_form(form).unwrap());
                let answers = questions.iter().map(|question| answer(&manifest, question, budget).0);
                for text in queries.chain(answers).chain([performance]) {
                    assert!(estimate_tokens(&text) <= tokens, "{tokens}\n{text}");
                    for (tokenizer, real) in real_tokens(&text) {
                        assert!(real <= tokens, "{tokenizer}: {real} of {tokens}\n{text}");
                        assert!(real <= estimate_tokens(&text), "{tokenizer}: {real}\n{text}");
                        most = most.max(real);
                    }
                    texts += 1;
                    estimated = estimated.max(estimate_tokens(&text));
                }
            }
        }
    }
    eprintln!("{texts} contexts, at most {most} tokens where {estimated} were estimated");
}

#[test]
fn tokens_of_documents_are_estimated_from_above() {
    let (mut estimated, mut real) = (0, 0);
    for path in documents(&examples()) {
        let text = std::fs::read_to_string(&path).unwrap();
        let most = real_tokens(&text).map(|(_, tokens)| tokens).max().unwrap();
        let estimate = estimate_tokens(&text);
        assert!(most <= estimate, "{}: {most}, estimated {estimate}", path.display());
        estimated += estimate;
        real += most;
    }
    eprintln!("{real} tokens, {estimated} estimated");
    // From above, yet not so far that a budget would be half empty.
    assert!(real * 3 > estimated * 2, "{real} tokens, {estimated} estimated");
}

/// The documents below a folder that are written for people or agents, sorted.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let is_document = |path: &Path| {
        let ending = path.extension().unwrap_or_default();
        (ending == "md" || ending == "sql" || ending == "json") && std::fs::metadata(path).unwrap().len() < 60_000
    };
    entries
        .into_iter()
        .flat_map(
            |path| {
                if path.is_dir() { documents(&path) } else { Vec::from_iter(is_document(&path).then_some(path)) }
            },
        )
        .collect()
}
