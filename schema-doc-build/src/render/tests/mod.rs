//! The documents of one rich schema, as snapshots.

#[cfg(feature = "typescript")]
mod chat;
mod shop;

use crate::analyze::analyze;
use crate::config::Config;
use crate::model::Schema;
use crate::render::layout::Layout;
use crate::render::{Format, Input, renderer};
use schema_doc_diagnostics::Diagnostics;

/// The documents of a format by path.
fn documents(schema: &Schema, config: &Config, format: Format) -> Vec<(String, String)> {
    let analysis = analyze(schema, config, &mut Diagnostics::default());
    let layout = Layout::new(schema, config);
    let input = Input { schema, analysis: &analysis, config, layout: &layout };
    let documents = renderer(format).unwrap().render(input);
    documents.map(|artifact| (artifact.path, artifact.contents.to_string())).collect()
}

fn document(path: &str, format: Format) -> String {
    let (schema, config) = shop::shop();
    let found = documents(&schema, &config, format).into_iter().find(|(known, _)| known == path);
    found.unwrap_or_else(|| panic!("no {path}")).1
}

// Which index serves an access pattern, only its SQL says.
#[cfg(feature = "queries")]
#[test]
fn a_page_has_all_sections_in_order() {
    insta::assert_snapshot!("orders", document("tables/orders.md", Format::Tables));
}

#[test]
fn a_page_without_words_says_where_to_write_them() {
    insta::assert_snapshot!("audit_log", document("tables/audit_log.md", Format::Tables));
}

#[test]
fn the_overview_shows_everything_else() {
    insta::assert_snapshot!("readme", document("README.md", Format::Tables));
}

#[cfg(feature = "queries")]
#[test]
fn the_analysis_tells_how_tables_hang_together() {
    insta::assert_snapshot!(
        "relationship-analysis",
        document("relationship-analysis.md", Format::RelationshipAnalysis)
    );
}

#[cfg(all(feature = "book", feature = "queries"))]
#[test]
fn the_book_has_all_chapters_with_their_numbers() {
    insta::assert_snapshot!("book", document("human-documentation.md", Format::HumanDocs));
}

#[cfg(feature = "samples")]
#[test]
fn an_example_is_derived_where_sample_data_is_asked_for() {
    let check = |asked: &[Format], expected: bool| {
        let (schema, mut config) = shop::shop();
        config.docs.formats.extend(asked);
        for (format, path, mark) in [
            (Format::Tables, "tables/audit_log.md", "nobody wrote it"),
            (Format::Manifest, "schema-manifest.json", "\"role\",\n          \"examples\""),
        ] {
            let (_, text) = documents(&schema, &config, format).into_iter().find(|(known, _)| known == path).unwrap();
            assert_eq!(text.contains(mark), expected, "{path}: {asked:?}");
        }
    };
    check(&[], false);
    check(&[Format::SampleData], true);
}

#[test]
fn documents_are_lf_with_one_newline_at_the_end() {
    let (schema, config) = shop::shop();
    for format in [Format::Tables, Format::RelationshipAnalysis] {
        for (path, contents) in documents(&schema, &config, format) {
            assert!(contents.ends_with('\n') && !contents.ends_with("\n\n"), "{path}");
            assert!(!contents.contains('\r') && !contents.contains("\n\n\n"), "{path}");
            assert!(super::header::is_ours(&path, &contents), "{path}");
        }
    }
}

#[test]
fn a_column_table_of_another_document_leads_to_the_page() {
    let (schema, config) = shop::shop();
    let analysis = analyze(&schema, &config, &mut Diagnostics::default());
    let layout = Layout::new(&schema, &config);
    let input = Input { schema: &schema, analysis: &analysis, config: &config, layout: &layout };
    let host = "<!-- schema-doc:begin columns orders -->\n<!-- schema-doc:end columns -->\n";
    insta::assert_snapshot!("columns", super::inject::inject(input, "README.md", host).unwrap());
}
