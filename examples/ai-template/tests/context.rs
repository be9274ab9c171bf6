//! What the schema is known as: to an agent, and to other programs.

use ai_template::{feature, features, schema};

#[test]
fn a_feature_has_its_tables_and_how_they_are_read() {
    assert_eq!(features().unwrap(), ["authentication_flow", "chat_system", "knowledge_system"]);
    let text = feature("chat_system").unwrap().unwrap();
    assert!(text.starts_with("# chat_system\n\nPersistent conversation management\n"), "{text}");
    assert!(
        text.contains("\n## chat_messages: What was said, by whom\n\n- sessionId: v.id(\"chat_sessions\")\n"),
        "{text}"
    );
    assert!(text.contains("\n- image?: v.string()\n"), "{text}");
    assert!(text.contains("\n- **authentication**: Email-based login lookup (by_email)\n"), "{text}");
    assert!(!text.contains("debug_logs"), "{text}");
    assert_eq!(feature("billing").unwrap(), None);
}

#[test]
fn every_name_of_the_schema_is_a_constant() {
    assert_eq!(schema::users::EMAIL, "email");
    assert_eq!(schema::users::indexes::BY_EMAIL, "by_email");
    assert_eq!(schema::TABLES.len(), 9);
}
