use super::{BlockError, Marker, inject};
use crate::analyze::{Analysis, Feature, TableAnalysis};
use crate::config::Config;
use crate::model::{QualifiedName, Schema, Table};
use crate::render::Input;
use crate::render::layout::Layout;

fn filled(host: &str) -> Result<String, Vec<BlockError>> {
    let table = |name: &str| Table { id: QualifiedName::new("public", name), ..Table::default() };
    let mut schema = Schema { default_namespace: "public".into(), ..Schema::default() };
    schema.tables = vec![table("orders"), table("users")];
    let feature = Feature { name: "shop".into(), tables: vec![0], ..Feature::default() };
    let tables = vec![TableAnalysis::default(), TableAnalysis::default()];
    let analysis = Analysis { tables, features: vec![feature], fingerprint: "sha256:0".into(), ..Analysis::default() };
    let config = Config::default();
    let layout = Layout::new(&schema, &config);
    inject(Input { schema: &schema, analysis: &analysis, config: &config, layout: &layout }, "docs/data.md", host)
}

#[test]
fn a_block_is_filled_and_the_rest_stays() {
    let begin = "<!-- schema-doc:begin table-list -->";
    let end = "<!-- schema-doc:end table-list -->";
    let rows = "| Schema | Purpose | Documentation |\n|---|---|---|\n\
                | **orders** | *No description yet* | [`tables/orders.md`](schema/tables/orders.md) |\n\
                | **users** | *No description yet* | [`tables/users.md`](schema/tables/users.md) |\n";
    let once = filled(&format!("# a \n\n{begin}\nold\n{end}\n\ttail")).unwrap();
    assert_eq!(once, format!("# a \n\n{begin}\n\n{rows}\n{end}\n\ttail"));
    assert_eq!(filled(&once).unwrap(), once);

    let crlf = filled(&format!("a\r\n{begin}\r\n{end}\r\nb\n")).unwrap();
    assert_eq!(crlf, format!("a\r\n{begin}\r\n\r\n{}\r\n{end}\r\nb\n", rows.replace('\n', "\r\n")));
}

#[test]
fn every_block_has_content() {
    for block in ["table-list", "erd", "erd shop", "feature shop", "table users", "summary", "ai-pointer"] {
        let host = format!("<!-- schema-doc:begin {block} -->\n<!-- schema-doc:end {block} -->\n");
        let once = filled(&host).unwrap();
        assert!(once.lines().count() > 4, "{block}: {once}");
        assert_eq!(filled(&once).unwrap(), once, "{block}");
    }
}

#[test]
fn hosts_without_blocks_stay_as_they_are() {
    for host in [
        "",
        "a",
        "a\r\nb",
        "```\n<!-- schema-doc:begin x -->\n```\n",
        "    <!-- schema-doc:begin x -->\n",
        "see <!-- schema-doc:begin x -->\n",
    ] {
        assert_eq!(filled(host).unwrap(), host);
    }
}

#[test]
fn what_is_wrong_has_its_line_and_a_help() {
    let check = |host: &str, expected: &[(u32, &str, &str)]| {
        let errors = filled(host).unwrap_err();
        let found: Vec<_> = errors.iter().map(|e| (e.line, e.message.as_str(), e.help.as_str())).collect();
        assert_eq!(found, expected, "{host}");
    };
    let block = |name: &str| format!("<!-- schema-doc:begin {name} -->\n<!-- schema-doc:end {name} -->\n");
    check(
        "a\n<!-- schema-doc:begin erd -->\n",
        &[(2, "`schema-doc:begin erd` without its end", "add a line `<!-- schema-doc:end erd -->`")],
    );
    check(
        "a\n<!-- schema-doc:end erd -->\n",
        &[(2, "`schema-doc:end erd` without its begin", "add a line `<!-- schema-doc:begin erd -->`")],
    );
    check(&block("table-lst"), &[(1, "no block `table-lst`", "did you mean `table-list`?")]);
    check(&block("table user"), &[(1, "no table `user`", "did you mean `users`?")]);
    check(&block("erd shup"), &[(1, "no feature `shup`", "did you mean `shop`?")]);
    check(
        &block("columns"),
        &[(1, "block `columns` without a name", "write `<!-- schema-doc:begin columns NAME -->`")],
    );
    let both = format!("{}\n{}", block("tables"), block("table x"));
    assert_eq!(filled(&both).unwrap_err().iter().map(|e| e.line).collect::<Vec<_>>(), [1, 4]);
    // A block in a block: the outer one has no end.
    check(
        "<!-- schema-doc:begin erd -->\n<!-- schema-doc:begin summary -->\n<!-- schema-doc:end summary -->\n",
        &[(1, "`schema-doc:begin erd` without its end", "add a line `<!-- schema-doc:end erd -->`")],
    );
}

#[test]
fn markers_are_lines_of_their_own() {
    assert_eq!(Marker::read("<!--schema-doc:begin   erd  a b-->\r\n"), Some(Marker::Begin("erd  a b")));
    assert_eq!(Marker::read("  <!-- schema-doc:end -->"), Some(Marker::End("")));
    assert_eq!(Marker::read("<!-- schema-doc:begin erd --> x"), None);
}
