use schema_doc_macro_tests::schema;
use schema_doc_runtime::access_pattern;

#[access_pattern(
    query = "
        SELECT u.id, o.totl
        FROM users u
        JOIN orders o ON o.user = u.id
        WHERE u.emial = $1
    "
)]
fn orders_of(email: &str) {
    let _ = email;
}

#[access_pattern(query = "DELETE FROM session WHERE token = $1")]
fn log_out() {}

#[access_pattern(query = "SELECT id FROM users, orders")]
fn ambiguous() {}

#[access_pattern(query = "INSERT INTO auth.sessions (token, user_id) VALUES ($1)")]
fn too_few() {}

struct Store;

impl Store {
    #[access_pattern(query = "UPDATE users SET fone = $1 WHERE id = $2")]
    async fn set_phone(&self) {}
}

fn main() {
    orders_of("");
    log_out();
    ambiguous();
    too_few();
    drop(Store.set_phone());
}
