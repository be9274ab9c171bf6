//! `ddl.sql`: the schema as executable DDL of its own system, which loads into an empty database.

mod access;
mod attached;
mod comment;
mod constraint;
mod object;
mod order;
mod plain;
mod script;
mod sequence;
mod table;
mod token;

use super::{Artifact, Format, Input, Renderer, header};
use crate::model::{Schema, System};
use order::Object;
use script::{Script, literal};

/// Makes the DDL.
#[derive(Debug)]
pub(crate) struct Ddl;

impl Renderer for Ddl {
    fn format(&self) -> Format {
        Format::Ddl
    }

    fn render<'a>(&'a self, input: Input<'a>) -> Box<dyn Iterator<Item = Artifact<'a>> + 'a> {
        super::single(input, |input| Artifact::new(Format::Ddl, input.layout.file(Format::Ddl), document(input.schema)))
    }
}

/// The whole script.
pub(crate) fn document(schema: &Schema) -> String {
    if schema.system != System::PostgreSql {
        return plain::document(schema);
    }
    let plan = order::plan(schema);
    let mut script = Script::new(schema, &settings());

    script.section("Roles");
    access::roles(&mut script);
    script.section("Schemas");
    namespaces(&mut script);
    script.section("Extensions");
    extensions(&mut script);

    let mut section = "";
    for &object in &plan.objects {
        let title = match object {
            Object::Enum(_) | Object::Range(_) | Object::Domain(_) | Object::Composite(_) => "Types",
            Object::Sequence(_) => "Sequences",
            Object::Table(_) => "Tables",
            Object::Routine(_) => "Functions and procedures",
            Object::Other(_) => "Other objects",
            Object::View(_) => "Views",
        };
        if title != section {
            section = title;
            script.section(title);
        }
        object::create(&mut script, object, &plan.later);
    }
    script.section("Defaults and checks that need what stands above");
    for &(object, part) in &plan.later {
        object::add_later(&mut script, object, part);
    }
    script.section("Owners of sequences");
    for sequence in &schema.sequences {
        sequence::owner(&mut script, sequence);
    }
    attached::attached(&mut script);
    script.section("Privileges");
    access::grants(&mut script);
    script.finish()
}

fn settings() -> String {
    let settings = [
        "client_encoding = 'UTF8'",
        "standard_conforming_strings = on",
        "check_function_bodies = false",
        "client_min_messages = warning",
    ];
    format!("{}\n\nSET {};\n", header::SQL, settings.join(";\nSET "))
}

fn namespaces(script: &mut Script) {
    for namespace in &script.schema.namespaces {
        let name = script.quote(&namespace.name);
        // Every new database has this one.
        if namespace.name != script.schema.system.default_namespace() {
            let owner = namespace.owner.as_ref().filter(|o| script.schema.roles.iter().any(|role| role.name == **o));
            let owner = owner.map(|owner| format!(" AUTHORIZATION {}", script.quote(owner))).unwrap_or_default();
            script.statement(&format!("CREATE SCHEMA {name}{owner}"));
        }
        comment::on(script, &format!("SCHEMA {name}"), &namespace.annotations);
    }
}

fn extensions(script: &mut Script) {
    for extension in &script.schema.extensions {
        let name = script.quote(&extension.name);
        let namespace =
            extension.namespace.as_ref().map(|n| format!(" SCHEMA {}", script.quote(n))).unwrap_or_default();
        let version = extension.version.as_ref().map(|v| format!(" VERSION {}", literal(v))).unwrap_or_default();
        // Some are there in every new database (`plpgsql`).
        script.statement(&format!("CREATE EXTENSION IF NOT EXISTS {name}{namespace}{version}"));
        comment::on(script, &format!("EXTENSION {name}"), &extension.annotations);
    }
}
