//! `ddl.sql`: the schema as executable DDL of its own system, which loads into an empty database.

mod access;
mod account;
mod attached;
mod comment;
mod constraint;
#[cfg(feature = "sync")]
pub(crate) mod files;
mod object;
mod order;
mod plain;
mod script;
mod sequence;
mod step;
mod table;
#[cfg(feature = "book")]
mod tables;
#[cfg(feature = "tbls")]
mod texts;
mod token;

use super::{Artifact, Format, Input, Renderer, header};
use crate::list::SliceExt;
use crate::model::{Schema, System};
use script::{Script, literal};
use step::Steps;
#[cfg(feature = "book")]
pub(crate) use tables::TableScripts;
#[cfg(feature = "tbls")]
pub(crate) use texts::Texts;

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
    let steps = Steps::new(schema);
    let mut script = Script::new(schema, &format!("{}\n{}", header::SQL, settings(schema.system)));
    steps.write(&mut script, &steps.all);
    script.finish()
}

/// What the session must know before anything is created.
fn settings(system: System) -> &'static str {
    match system {
        System::PostgreSql => {
            "\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nSET check_function_bodies = false;\n\
             SET client_min_messages = warning;\n"
        }
        // Keys may name tables that come later.
        System::MySql | System::MariaDb => "\nSET NAMES utf8mb4;\nSET FOREIGN_KEY_CHECKS = 0;\n",
        _ => "",
    }
}

fn namespaces(script: &mut Script) {
    for namespace in &script.schema.namespaces {
        let name = script.quote(&namespace.name);
        // Every new database has this one.
        if namespace.name != script.schema.system.default_namespace() {
            let owner = namespace.owner.as_ref().filter(|o| script.schema.roles.any(|role| role.name == **o));
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
