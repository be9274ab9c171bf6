use schema_doc_macro_tests::schema;
use schema_doc_runtime::SchemaRow;

macro_rules! row {
    ($name:ident, $table:literal, $field:ident, $type:ty) => {
        #[derive(SchemaRow)]
        #[schema_doc(table = $table)]
        struct $name {
            $field: $type,
        }
    };
}

row!(Login, "usres", id, i64);
row!(Member, "users", emial, String);
row!(User, "users", id, Option<i64>);

fn main() {}
