use schema_doc_runtime::SchemaEnum;

#[derive(SchemaEnum)]
enum Channel<T> {
    Web(T),
    Phone { number: String },
    Post,
}

fn main() {}
