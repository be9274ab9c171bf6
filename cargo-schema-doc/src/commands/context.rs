//! `context`: what an agent needs to know of the schema for a task, cut to a number of tokens.

use std::process::ExitCode;

use schema_doc_build::Loaded;
use schema_doc_build::render::manifest::manifest;
use schema_doc_runtime::context::{Budget, ContextError, Form};
use schema_doc_runtime::manifest::Manifest;

use crate::arguments::{Context, ContextFormat, ContextOptions};
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::packages::{self, docs_folder};
use crate::paths::{self, not_empty, schema_of_paths};

pub(crate) fn run(arguments: &Context, output: &mut Output) -> Result<ExitCode, Failure> {
    let options = arguments.options();
    let progress = output.progress("reading");
    let schemas = load(options)?;
    drop(progress);
    let mut code = ExitCode::SUCCESS;
    for loaded in schemas.iter().filter(|loaded| loaded.diagnostics().has_errors()) {
        output.diagnostics(loaded);
        code = ExitCode::from(2);
    }
    let text = match (arguments, schemas.as_slice()) {
        (_, [loaded]) => context(arguments, loaded)?.map_err(|error| failure(&error))?,
        // Of several schemas, the one that has the table.
        (Context::Query { .. }, [_, ..]) => {
            let all = schemas.iter().map(|loaded| context(arguments, loaded)).collect::<Result<Vec<_>, _>>()?;
            let is_elsewhere = |found: &Result<String, ContextError>| match found {
                Err(ContextError::UnknownTable { .. }) => true,
                Ok(_) | Err(_) => false,
            };
            let near =
                all.iter().find(|found| matches!(found, Err(ContextError::UnknownTable { nearest: Some(_), .. })));
            let near = near.or(all.first()).cloned();
            let mut here: Vec<_> = all.into_iter().filter(|found| !is_elsewhere(found)).collect();
            match (here.pop(), here.is_empty(), near) {
                (Some(found), true, _) | (None, _, Some(found)) => found.map_err(|error| failure(&error))?,
                _ => return Err(several(&schemas)),
            }
        }
        _ => return Err(several(&schemas)),
    };
    output.line(text.trim_end())?;
    Ok(code)
}

fn load(options: &ContextOptions) -> Result<Vec<Loaded>, Failure> {
    if options.sources.are_none() {
        return packages::load_all(&packages::select(&options.selection)?);
    }
    let loaded = schema_of_paths(&options.sources, &paths::here()?, false)?.load()?;
    not_empty(&loaded)?;
    Ok(vec![loaded])
}

/// The context of one schema, as it is printed.
fn context(arguments: &Context, loaded: &Loaded) -> Result<Result<String, ContextError>, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| Failure::Argument(format!("the manifest cannot be read: {error}"));
    let manifest = Manifest::from_json(&manifest(loaded.input()).to_string()).map_err(|error| unreadable(&error))?;
    let options = arguments.options();
    let form = match options.format {
        ContextFormat::Markdown => Form::Markdown,
        ContextFormat::Json => Form::Json,
    };
    let budget = Budget { tokens: options.max_tokens, form };
    let text = match arguments {
        Context::Query { table, .. } => manifest.query_context(table, budget).map(|context| context.in_form(form)),
        Context::Feature { name, .. } => manifest.feature_context(name, budget).map(|context| context.in_form(form)),
        Context::Debug { text, .. } => manifest.debugging_context(text, budget).map(|context| context.in_form(form)),
        Context::Performance { .. } => manifest.performance_context(budget).map(|context| context.in_form(form)),
    };
    match text {
        Ok(Ok(text)) => Ok(Ok(text)),
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(error) => Ok(Err(error)),
    }
}

fn failure(error: &ContextError) -> Failure {
    Failure::Argument(match error {
        ContextError::UnknownTable { name, nearest } => {
            let help = nearest.as_ref().map_or_else(
                || "`cargo schema-doc list` lists them".to_owned(),
                |near| format!("did you mean `{}`?", plain(near)),
            );
            format!("no table `{}`\nhelp: {help}", plain(name))
        }
        ContextError::TooSmall { needed, .. } => format!("{error}\nhelp: `--max-tokens {needed}` or more"),
        _ => error.to_string(),
    })
}

fn several(schemas: &[Loaded]) -> Failure {
    let folders: Vec<String> = schemas.iter().map(docs_folder).collect();
    Failure::Argument(format!(
        "a context is of one schema, and there are {}: {}\nhelp: choose it with `-p`, or name its manifest as PATH",
        schemas.len(),
        folders.join(", ")
    ))
}
