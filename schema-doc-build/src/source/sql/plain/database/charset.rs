//! MySQL's character sets: columns have their table's unless they say their own, and some types follow from them (MySQL 8.4, Specifying
//! Character Sets and Collations; `ALTER TABLE`, Changing the Character Set).

use super::super::ast::TableClauses;
use crate::list::{SliceExt, VecExt};
use crate::model::{Column, DataType, LogicalType, Table, TableOptions};

/// MySQL 8's own, for tables that say none: the database's is not told in a schema.
const DEFAULT: &str = "utf8mb4";

/// The clause of a column that says one.
const CLAUSE: &str = "CHARACTER SET ";

/// `VARCHAR(9) BINARY`: the binary collation of its character set.
pub(in crate::source::sql::plain) const BINARY: &str = "BINARY";

/// Makes a new column of a table what its character set makes it.
pub(super) fn settle(table: &Table, column: &mut Column) {
    let charset = of_column(table.options.as_deref(), column).to_owned();
    if !column.data_type.has_charset() {
        return;
    }
    if let Some(place) = column.options.position(|option| option == BINARY) {
        column.options.remove(place);
        column.collation = Some(format!("{charset}_bin").into());
    }
    size_text(&mut column.data_type, &charset);
    if charset == "binary" && as_bytes(&mut column.data_type) {
        forget(column);
    }
}

/// `CONVERT TO CHARACTER SET`, `DEFAULT CHARACTER SET`: what it does to the columns that are there.
pub(super) fn apply(clauses: &TableClauses, table: &mut Table) {
    if clauses.charset.is_none() && clauses.collation.is_none() {
        return;
    }
    let before = table.options.clone();
    let options = table.options.get_or_insert_default();
    options.collation.clone_from(&clauses.collation);
    options.charset = match (&clauses.charset, &clauses.collation) {
        (Some(charset), _) => Some(charset.clone()),
        (None, collation) => collation.as_deref().map(|collation| of_collation(collation).to_owned()),
    };
    let new = of_table(Some(options)).to_owned();
    for column in table.columns.iter_mut().filter(|column| column.data_type.has_charset()) {
        let old = of_column(before.as_deref(), column).to_owned();
        if clauses.converts {
            forget(column);
            grow_text(&mut column.data_type, &old, &new);
            if new == "binary" {
                as_bytes(&mut column.data_type);
            }
        } else if own(column).is_none() && column.collation.is_none() {
            // They keep what they had, which is no longer their table's.
            let collation = before.as_ref().and_then(|options| options.collation.clone());
            if old != new || collation != clauses.collation {
                column.options.push(format!("{CLAUSE}{old}"));
                column.collation = collation.map(Into::into);
            }
        }
    }
}

/// The character set that a column says.
fn own(column: &Column) -> Option<&str> {
    column.options.iter().find_map(|option| option.strip_prefix(CLAUSE))
}

fn forget(column: &mut Column) {
    column.options.keep(|option| !option.starts_with(CLAUSE));
    column.collation = None;
}

fn of_column<'a>(table: Option<&'a TableOptions>, column: &'a Column) -> &'a str {
    match (own(column), &column.collation) {
        (Some(charset), _) => charset,
        (None, Some(collation)) => of_collation(collation),
        (None, None) => of_table(table),
    }
}

fn of_table(options: Option<&TableOptions>) -> &str {
    let Some(options) = options else { return DEFAULT };
    match (&options.charset, &options.collation) {
        (Some(charset), _) => charset,
        (None, Some(collation)) => of_collation(collation),
        (None, None) => DEFAULT,
    }
}

/// `latin1_swedish_ci` is of `latin1`.
fn of_collation(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// At most, for one character (MySQL 8.4, Supported Character Sets and Collations).
fn bytes_per_character(charset: &str) -> u64 {
    match charset.to_ascii_lowercase().as_str() {
        "utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030" => 4,
        "utf8" | "utf8mb3" | "eucjpms" | "ujis" => 3,
        "ucs2" | "big5" | "gbk" | "gb2312" | "euckr" | "sjis" | "cp932" => 2,
        _ => 1,
    }
}

/// The sizes of `text`, by what they hold.
const SIZES: [(&str, u64); 4] =
    [("tinytext", 255), ("text", 65_535), ("mediumtext", 16_777_215), ("longtext", 4_294_967_295)];

/// The smallest `text` for so many bytes.
fn text_of(bytes: u64) -> &'static str {
    SIZES.find(|(_, most)| bytes <= *most).map_or("longtext", |(name, _)| name)
}

/// `text(300)`: the smallest that holds so many characters.
fn size_text(data_type: &mut DataType, charset: &str) {
    let inside = data_type.native.strip_prefix("text(").and_then(|rest| rest.strip_suffix(')'));
    if let Some(characters) = inside.and_then(|n| n.parse::<u64>().ok()) {
        text_of(characters.saturating_mul(bytes_per_character(charset))).clone_into(&mut data_type.native);
    }
}

/// A conversion makes text as large as all that it could hold needs in the new character set.
fn grow_text(data_type: &mut DataType, old: &str, new: &str) {
    if let Some((_, most)) = SIZES.find(|(name, _)| *name == data_type.native) {
        let bytes = most / bytes_per_character(old) * bytes_per_character(new);
        text_of(bytes.max(*most)).clone_into(&mut data_type.native);
    }
}

/// Characters of the character set `binary` are bytes: `varchar(9)` is `varbinary(9)`. An `enum` stays one.
fn as_bytes(data_type: &mut DataType) -> bool {
    let native = &data_type.native;
    let made = match native.split_once('(') {
        Some(("char", length)) => format!("binary({length}"),
        Some(("varchar", length)) => format!("varbinary({length}"),
        None if native.ends_with("text") => native.replace("text", "blob"),
        _ => return false,
    };
    *data_type = DataType { native: made, logical: LogicalType::Bytes };
    true
}
