//! Text → [`ast`], by oxc: the one module that knows it.

use std::collections::HashMap;
use std::rc::Rc;

use oxc_allocator::Allocator;
use oxc_ast::ast as oxc;
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType};

use super::ast::{
    Body, Class, DEFAULT, Element, Enum, Export, Expression, ExpressionKind, Function, Import, Key, Member, MemberKind,
    Module, PRIVATE, Pattern, PatternKind, Range, Statement, StatementKind, Variable,
};

/// What is wrong with a text.
#[derive(Debug)]
pub(super) struct SyntaxProblem {
    pub(super) message: String,
    pub(super) range: Range,
    pub(super) help: Option<String>,
}

/// Reads a module. `path` tells by its ending whether it is TypeScript, and whether it may hold JSX.
pub(super) fn parse(path: &str, text: &str) -> Result<Module, Vec<SyntaxProblem>> {
    if let Some(range) = super::depth::too_deep(text) {
        let message = "nested too deep to be read".to_owned();
        return Err(vec![SyntaxProblem { message, range, help: None }]);
    }
    let allocator = Allocator::default();
    if path.rsplit_once('.').is_some_and(|(_, ending)| ending == "json") {
        return json(&allocator, text);
    }
    let source_type = SourceType::from_path(path).unwrap_or_else(|_| SourceType::ts()).with_module(true);
    let parsed = Parser::new(&allocator, text, source_type).parse();
    let problems: Vec<SyntaxProblem> = parsed.diagnostics.iter().map(problem).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut lower = Lower::default();
    lower.module.comments = parsed.program.comments.iter().map(|comment| range(comment.span)).collect();
    for statement in &parsed.program.body {
        lower.top(statement);
    }
    Ok(lower.module)
}

/// Whether a file is a program, by its name.
pub(super) fn is_program(path: &str) -> bool {
    SourceType::from_path(path).is_ok()
}

/// A file of data: its value is the default export, and its members are the others.
fn json(allocator: &Allocator, text: &str) -> Result<Module, Vec<SyntaxProblem>> {
    let parsed = Parser::new(allocator, text, SourceType::ts()).parse_expression();
    let value = expression(&parsed.map_err(|problems| problems.iter().map(problem).collect::<Vec<_>>())?);
    let mut lower = Lower::default();
    let range = value.range;
    lower.default_value(value, range);
    Ok(lower.module)
}

fn problem(diagnostic: &oxc_diagnostics::OxcDiagnostic) -> SyntaxProblem {
    let label = diagnostic.labels.iter().next();
    let range = label.map(|label| {
        let start = label.offset();
        Range { start, end: start + label.len() }
    });
    SyntaxProblem {
        message: diagnostic.message.to_string(),
        range: range.unwrap_or_default(),
        help: diagnostic.help.as_ref().map(ToString::to_string),
    }
}

fn range(span: oxc_span::Span) -> Range {
    Range { start: span.start, end: span.end }
}

fn name(text: &str) -> Rc<str> {
    Rc::from(text)
}

/// The key of `#name`.
fn private(text: &str) -> Rc<str> {
    name(&format!("{PRIVATE}#{text}"))
}

#[derive(Default)]
struct Lower {
    module: Module,
    /// By name, where the enums stand.
    enums: HashMap<Rc<str>, usize>,
}

/// The statements and expressions of a module are turned over one by one.
impl Lower {
    fn top(&mut self, statement: &oxc::Statement<'_>) {
        match statement {
            oxc::Statement::ImportDeclaration(import) => self.import(import),
            oxc::Statement::ExportAllDeclaration(export) => {
                if export.export_kind.is_type() {
                    return;
                }
                let (specifier, range) = (name(&export.source.value), range(export.source.span));
                self.module.exports.push(match &export.exported {
                    Some(exported) => {
                        Export::From { name: export_name(exported), imported: name("*"), specifier, range }
                    }
                    None => Export::All { specifier, range },
                });
            }
            oxc::Statement::ExportDefaultDeclaration(export) => self.export_default(export),
            oxc::Statement::ExportDeclaration(export) => {
                if let Some(statement) = declaration(&export.declaration, range(export.span)) {
                    declared(&statement, &mut |local| {
                        self.module.exports.push(Export::Local { name: local.clone(), local: local.clone() });
                    });
                    self.push(statement);
                }
            }
            oxc::Statement::ExportNamedDeclaration(export) => {
                for specifier in export.specifiers.iter().filter(|s| !s.export_kind.is_type()) {
                    let (name, local) = (export_name(&specifier.exported), export_name(&specifier.local));
                    self.module.exports.push(Export::Local { name, local });
                }
            }
            oxc::Statement::ExportFromDeclaration(export) => {
                if export.export_kind.is_type() {
                    return;
                }
                for found in export.specifiers.iter().filter(|s| !s.export_kind.is_type()) {
                    self.module.exports.push(Export::From {
                        name: export_name(&found.exported),
                        imported: export_name(&found.local),
                        specifier: name(&export.source.value),
                        range: range(export.source.span),
                    });
                }
            }
            oxc::Statement::TSExportAssignment(export) => {
                self.default_value(expression(&export.expression), range(export.span));
            }
            _ => {
                let statement = match common_js(self::statement(statement)) {
                    (statement, Some(export)) => {
                        self.module.exports.push(export);
                        statement
                    }
                    (statement, None) => statement,
                };
                self.push(statement);
            }
        }
    }

    /// Adds a statement. An enum that is declared again has further members.
    fn push(&mut self, mut statement: Statement) {
        if let StatementKind::Enum(found) = &mut statement.kind {
            let at = *self.enums.entry(found.name.clone()).or_insert(self.module.body.len());
            if let Some(Statement { kind: StatementKind::Enum(first), .. }) = self.module.body.get_mut(at) {
                first.members.append(&mut found.members);
                return;
            }
        }
        self.module.body.push(statement);
    }

    fn import(&mut self, import: &oxc::ImportDeclaration<'_>) {
        if import.import_kind.is_type() {
            return;
        }
        if import.specifiers.is_none() {
            self.module.bare_imports.push((name(&import.source.value), range(import.source.span)));
        }
        for found in import.specifiers.iter().flatten() {
            let (local, imported) = match found {
                oxc::ImportDeclarationSpecifier::ImportSpecifier(found) => {
                    if found.import_kind.is_type() {
                        continue;
                    }
                    (&found.local, export_name(&found.imported))
                }
                oxc::ImportDeclarationSpecifier::ImportDefaultSpecifier(found) => (&found.local, name("default")),
                oxc::ImportDeclarationSpecifier::ImportNamespaceSpecifier(found) => (&found.local, name("*")),
            };
            self.module.imports.push(Import {
                local: name(&local.name),
                name: imported,
                specifier: name(&import.source.value),
                range: range(import.source.span),
            });
        }
    }

    fn export_default(&mut self, export: &oxc::ExportDefaultDeclaration<'_>) {
        let whole = range(export.span);
        match &export.declaration {
            oxc::ExportDefaultDeclarationKind::FunctionDeclaration(found) => {
                let function = function(found);
                self.default_declaration(function.name.clone(), || StatementKind::Function(function.clone()), whole);
                if function.name.is_none() {
                    let value = Expression { kind: ExpressionKind::Function(function), range: whole };
                    self.default_value(value, whole);
                }
            }
            oxc::ExportDefaultDeclarationKind::ClassDeclaration(found) => {
                let class = class(found);
                self.default_declaration(class.name.clone(), || StatementKind::Class(class.clone()), whole);
                if class.name.is_none() {
                    self.default_value(Expression { kind: ExpressionKind::Class(class), range: whole }, whole);
                }
            }
            oxc::ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => {}
            other => {
                if let Some(value) = other.as_expression() {
                    self.default_value(expression(value), whole);
                }
            }
        }
    }

    /// `export default function name() {}` is known to its module too.
    fn default_declaration(&mut self, local: Option<Rc<str>>, kind: impl FnOnce() -> StatementKind, range: Range) {
        if let Some(local) = local {
            self.module.exports.push(Export::Local { name: name("default"), local });
            self.module.body.push(Statement { kind: kind(), range });
        }
    }

    fn default_value(&mut self, value: Expression, range: Range) {
        self.module.exports.push(Export::Local { name: name("default"), local: name(DEFAULT) });
        let pattern = Pattern { kind: PatternKind::Name(name(DEFAULT)), default: None };
        let kind = StatementKind::Variables(vec![Variable { pattern, value: Some(value), hoisted: false, range }]);
        self.module.body.push(Statement { kind, range });
    }
}

/// `module.exports = value`, `exports.name = value`: statements of `CommonJS` that export; each becomes a variable of that name.
fn common_js(statement: Statement) -> (Statement, Option<Export>) {
    let StatementKind::Expression(Expression { kind: ExpressionKind::Assign { target, .. }, .. }) = &statement.kind
    else {
        return (statement, None);
    };
    let Some((exported, local)) = common_js_target(target) else { return (statement, None) };
    let export = Export::Local { name: exported, local: local.clone() };
    let range = statement.range;
    let StatementKind::Expression(Expression { kind: ExpressionKind::Assign { value, .. }, .. }) = statement.kind
    else {
        return (statement, None);
    };
    let pattern = Pattern { kind: PatternKind::Name(local), default: None };
    let kind = StatementKind::Variables(vec![Variable { pattern, value: Some(*value), hoisted: false, range }]);
    (Statement { kind, range }, Some(export))
}

/// The exported name, and the local one for what is assigned to.
fn common_js_target(target: &Pattern) -> Option<(Rc<str>, Rc<str>)> {
    let PatternKind::Member(member) = &target.kind else { return None };
    let ExpressionKind::Member { object, name: member, .. } = &member.kind else { return None };
    let ExpressionKind::Name(object) = &object.kind else { return None };
    match (&**object, &**member) {
        ("module", "exports") => Some((name("default"), name("module.exports"))),
        ("exports", member) => Some((name(member), name(&format!("exports.{member}")))),
        _ => None,
    }
}

fn export_name(found: &oxc::ModuleExportName<'_>) -> Rc<str> {
    name(&found.name())
}

/// Calls `with` for every name that a statement declares.
pub(super) fn declared(statement: &Statement, with: &mut dyn FnMut(&Rc<str>)) {
    match &statement.kind {
        StatementKind::Variables(variables) => variables.iter().for_each(|variable| bound(&variable.pattern, with)),
        StatementKind::Function(function) => function.name.iter().for_each(with),
        StatementKind::Class(class) => class.name.iter().for_each(with),
        StatementKind::Enum(found) => with(&found.name),
        _ => {}
    }
}

/// Calls `with` for every name that a pattern binds.
pub(super) fn bound(pattern: &Pattern, with: &mut dyn FnMut(&Rc<str>)) {
    match &pattern.kind {
        PatternKind::Name(name) => with(name),
        PatternKind::Object(members, rest) => {
            for pattern in members.iter().map(|(_, pattern)| pattern).chain(rest.as_deref()) {
                bound(pattern, with);
            }
        }
        PatternKind::Array(elements, rest) => {
            for pattern in elements.iter().flatten().chain(rest.as_deref()) {
                bound(pattern, with);
            }
        }
        PatternKind::Member(_) => {}
    }
}

fn statements(list: &[oxc::Statement<'_>]) -> Vec<Statement> {
    list.iter().map(statement).collect()
}

fn statement(found: &oxc::Statement<'_>) -> Statement {
    let kind = match found {
        oxc::Statement::BlockStatement(block) => StatementKind::Block(statements(&block.body)),
        oxc::Statement::BreakStatement(found) => {
            StatementKind::Break(found.label.as_ref().map(|label| name(&label.name)))
        }
        oxc::Statement::ContinueStatement(found) => {
            StatementKind::Continue(found.label.as_ref().map(|label| name(&label.name)))
        }
        oxc::Statement::DoWhileStatement(found) => {
            StatementKind::DoWhile(Box::new(statement(&found.body)), expression(&found.test))
        }
        oxc::Statement::ExpressionStatement(found) => StatementKind::Expression(expression(&found.expression)),
        oxc::Statement::ForInStatement(found) => each(&found.left, &found.right, true, &found.body),
        oxc::Statement::ForOfStatement(found) => each(&found.left, &found.right, false, &found.body),
        oxc::Statement::ForStatement(found) => {
            let first = found.init.as_ref().map(|first| {
                let range = range(first.span());
                let kind = match first {
                    oxc::ForStatementInit::VariableDeclaration(found) => StatementKind::Variables(variables(found)),
                    other => other
                        .as_expression()
                        .map_or(StatementKind::Empty, |value| StatementKind::Expression(expression(value))),
                };
                Box::new(Statement { kind, range })
            });
            StatementKind::For {
                first,
                test: found.test.as_ref().map(expression),
                update: found.update.as_ref().map(expression),
                body: Box::new(statement(&found.body)),
            }
        }
        oxc::Statement::IfStatement(found) => StatementKind::If(
            expression(&found.test),
            Box::new(statement(&found.consequent)),
            found.alternate.as_ref().map(|other| Box::new(statement(other))),
        ),
        oxc::Statement::LabeledStatement(found) => {
            StatementKind::Labeled(name(&found.label.name), Box::new(statement(&found.body)))
        }
        oxc::Statement::ReturnStatement(found) => StatementKind::Return(found.argument.as_ref().map(expression)),
        oxc::Statement::SwitchStatement(found) => {
            let case = |case: &oxc::SwitchCase<'_>| (case.test.as_ref().map(expression), statements(&case.consequent));
            StatementKind::Switch(expression(&found.discriminant), found.cases.iter().map(case).collect())
        }
        oxc::Statement::ThrowStatement(found) => StatementKind::Throw(expression(&found.argument)),
        oxc::Statement::TryStatement(found) => {
            let handler = found.handler.as_ref().map(|handler| {
                let parameter = handler.param.as_ref().map(|parameter| pattern(&parameter.pattern));
                (parameter, statements(&handler.body.body))
            });
            let last = found.finalizer.as_ref().map(|block| statements(&block.body)).unwrap_or_default();
            StatementKind::Try(statements(&found.block.body), handler, last)
        }
        oxc::Statement::WhileStatement(found) => {
            StatementKind::While(expression(&found.test), Box::new(statement(&found.body)))
        }
        oxc::Statement::WithStatement(_) => StatementKind::Other("a `with` statement"),
        other => {
            return other
                .as_declaration()
                .and_then(|found| declaration(found, range(found.span())))
                .unwrap_or(Statement { kind: StatementKind::Empty, range: range(other.span()) });
        }
    };
    Statement { kind, range: range(found.span()) }
}

fn each(
    left: &oxc::ForStatementLeft<'_>,
    of: &oxc::Expression<'_>,
    keys: bool,
    body: &oxc::Statement<'_>,
) -> StatementKind {
    let pattern = match left {
        oxc::ForStatementLeft::VariableDeclaration(found) => found.declarations.first().map(|d| pattern(&d.id)),
        other => other.as_assignment_target().map(target),
    };
    match pattern {
        Some(pattern) => StatementKind::Each { pattern, of: expression(of), keys, body: Box::new(statement(body)) },
        None => StatementKind::Other("a loop without a variable"),
    }
}

/// `None`: a declaration of types alone.
fn declaration(found: &oxc::Declaration<'_>, whole: Range) -> Option<Statement> {
    let kind = match found {
        oxc::Declaration::VariableDeclaration(found) => StatementKind::Variables(variables(found)),
        oxc::Declaration::FunctionDeclaration(found) => {
            let function = function(found);
            // An overload's signature.
            if matches!(function.body, Body::None) {
                return None;
            }
            StatementKind::Function(function)
        }
        oxc::Declaration::ClassDeclaration(found) => StatementKind::Class(class(found)),
        oxc::Declaration::TSEnumDeclaration(found) => StatementKind::Enum(enumeration(found)),
        oxc::Declaration::TSNamespaceDeclaration(_) => StatementKind::Other("a namespace"),
        _ => return None,
    };
    Some(Statement { kind, range: whole })
}

fn variables(found: &oxc::VariableDeclaration<'_>) -> Vec<Variable> {
    let one = found.declarations.len() == 1;
    let variable = |variable: &oxc::VariableDeclarator<'_>| Variable {
        pattern: pattern(&variable.id),
        value: variable.init.as_ref().map(expression),
        hoisted: found.kind.is_var(),
        // `const users = …` with its `const`, where it stands alone.
        range: range(if one { found.span } else { variable.span }),
    };
    found.declarations.iter().map(variable).collect()
}

fn enumeration(found: &oxc::TSEnumDeclaration<'_>) -> Enum {
    let member = |member: &oxc::TSEnumMember<'_>| {
        let key = match &member.id {
            oxc::TSEnumMemberName::Identifier(id) => name(&id.name),
            oxc::TSEnumMemberName::String(text) | oxc::TSEnumMemberName::ComputedString(text) => name(&text.value),
            oxc::TSEnumMemberName::ComputedTemplateString(text) => {
                name(text.quasis.first().map_or("", |quasi| &quasi.value.raw))
            }
        };
        (key, member.initializer.as_ref().map(expression), range(member.span))
    };
    Enum { name: name(&found.id.name), members: found.body.members.iter().map(member).collect() }
}

fn pattern(found: &oxc::BindingPattern<'_>) -> Pattern {
    let kind = match found {
        oxc::BindingPattern::BindingIdentifier(id) => PatternKind::Name(name(&id.name)),
        oxc::BindingPattern::ObjectPattern(object) => PatternKind::Object(
            object.properties.iter().map(|p| (key(&p.key, p.computed), pattern(&p.value))).collect(),
            object.rest.as_ref().map(|rest| Box::new(pattern(&rest.argument))),
        ),
        oxc::BindingPattern::ArrayPattern(array) => PatternKind::Array(
            array.elements.iter().map(|element| element.as_ref().map(pattern)).collect(),
            array.rest.as_ref().map(|rest| Box::new(pattern(&rest.argument))),
        ),
        oxc::BindingPattern::AssignmentPattern(found) => {
            let default = Some(expression(&found.right));
            return Pattern { default, ..pattern(&found.left) };
        }
    };
    Pattern { kind, default: None }
}

/// What an assignment assigns to.
fn target(found: &oxc::AssignmentTarget<'_>) -> Pattern {
    let kind = match found {
        oxc::AssignmentTarget::ArrayAssignmentTarget(array) => PatternKind::Array(
            array.elements.iter().map(|element| element.as_ref().map(maybe_default)).collect(),
            array.rest.as_ref().map(|rest| Box::new(target(&rest.target))),
        ),
        oxc::AssignmentTarget::ObjectAssignmentTarget(object) => {
            let member = |member: &oxc::AssignmentTargetProperty<'_>| match member {
                oxc::AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(found) => {
                    let bound = name(&found.binding.name);
                    let default = found.init.as_ref().map(expression);
                    (Key::Name(bound.clone()), Pattern { kind: PatternKind::Name(bound), default })
                }
                oxc::AssignmentTargetProperty::AssignmentTargetPropertyProperty(found) => {
                    (key(&found.name, found.computed), maybe_default(&found.binding))
                }
            };
            PatternKind::Object(
                object.properties.iter().map(member).collect(),
                object.rest.as_ref().map(|rest| Box::new(target(&rest.target))),
            )
        }
        other => match other.as_simple_assignment_target() {
            Some(found) => simple_target(found),
            None => PatternKind::Member(Box::new(other_expression("an assignment", range(other.span())))),
        },
    };
    Pattern { kind, default: None }
}

fn maybe_default(found: &oxc::AssignmentTargetMaybeDefault<'_>) -> Pattern {
    match found {
        oxc::AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(found) => {
            Pattern { default: Some(expression(&found.init)), ..target(&found.binding) }
        }
        other => other
            .as_assignment_target()
            .map_or_else(|| Pattern { kind: PatternKind::Name(name("")), default: None }, target),
    }
}

fn simple_target(found: &oxc::SimpleAssignmentTarget<'_>) -> PatternKind {
    match found {
        oxc::SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => PatternKind::Name(name(&id.name)),
        other => PatternKind::Member(Box::new(match other.as_member_expression() {
            Some(found) => member(found),
            None => match other.get_expression() {
                Some(inside) => expression(inside),
                None => other_expression("an assignment", range(other.span())),
            },
        })),
    }
}

fn key(found: &oxc::PropertyKey<'_>, computed: bool) -> Key {
    match found {
        oxc::PropertyKey::StaticIdentifier(id) => Key::Name(name(&id.name)),
        oxc::PropertyKey::PrivateIdentifier(id) => Key::Name(private(&id.name)),
        oxc::PropertyKey::StringLiteral(text) => Key::Name(name(&text.value)),
        other => match other.as_expression() {
            Some(found) => Key::Computed(expression(found)),
            None => Key::Computed(other_expression("a key", range(other.span()))),
        },
    }
    .tidy(computed)
}

impl Key {
    /// A key that is a number is a name too.
    fn tidy(self, computed: bool) -> Self {
        match self {
            Self::Computed(Expression { kind: ExpressionKind::Number(number), .. }) if !computed => {
                Self::Name(name(&super::evaluate::number_text(number)))
            }
            other => other,
        }
    }
}

fn function(found: &oxc::Function<'_>) -> Rc<Function> {
    let (parameters, rest) = parameters(&found.params);
    Rc::new(Function {
        name: found.id.as_ref().map(|id| name(&id.name)),
        parameters,
        rest,
        body: found.body.as_ref().map_or(Body::None, |body| Body::Block(statements(&body.statements))),
        arrow: false,
        suspends: found.r#async || found.generator,
        range: range(found.span),
    })
}

fn parameters(found: &oxc::FormalParameters<'_>) -> (Vec<Pattern>, Option<Pattern>) {
    let parameter = |parameter: &oxc::FormalParameter<'_>| {
        let pattern = pattern(&parameter.pattern);
        let default = parameter.initializer.as_ref().map(|value| expression(value));
        Pattern { default: default.or(pattern.default), kind: pattern.kind }
    };
    let rest = found.rest.as_ref().map(|rest| pattern(&rest.rest.argument));
    (found.items.iter().map(parameter).collect(), rest)
}

fn arrow(found: &oxc::ArrowFunctionExpression<'_>) -> Rc<Function> {
    let (parameters, rest) = parameters(&found.params);
    let body = match &found.body {
        oxc::ArrowFunctionBody::FunctionBody(body) => Body::Block(statements(&body.statements)),
        other => other.as_expression().map_or(Body::None, |value| Body::Expression(expression(value))),
    };
    Rc::new(Function {
        name: None,
        parameters,
        rest,
        body,
        arrow: true,
        suspends: found.r#async,
        range: range(found.span),
    })
}

fn class(found: &oxc::Class<'_>) -> Rc<Class> {
    let mut class = Class {
        name: found.id.as_ref().map(|id| name(&id.name)),
        parent: found.heritage.as_ref().map(|parent| expression(&parent.expression)),
        constructor: None,
        parameter_fields: Vec::new(),
        fields: Vec::new(),
        methods: Vec::new(),
        statics: Vec::new(),
    };
    for element in &found.body.body {
        match element {
            oxc::ClassElement::MethodDefinition(found) => method(found, &mut class),
            oxc::ClassElement::PropertyDefinition(found) => {
                let kind = MemberKind::Value(key(&found.key, found.computed), found.value.as_ref().map(expression));
                let member = Member { kind, range: range(found.span) };
                if found.r#static { class.statics.push(member) } else { class.fields.push(member) }
            }
            oxc::ClassElement::AccessorProperty(found) => {
                let kind = MemberKind::Value(key(&found.key, found.computed), found.value.as_ref().map(expression));
                let member = Member { kind, range: range(found.span) };
                if found.r#static { class.statics.push(member) } else { class.fields.push(member) }
            }
            oxc::ClassElement::StaticBlock(found) => {
                let body = Body::Block(statements(&found.body));
                let range = range(found.span);
                let (name, parameters, rest, arrow, suspends) = (None, Vec::new(), None, false, false);
                let code = Rc::new(Function { name, parameters, rest, body, arrow, suspends, range });
                class.statics.push(Member { kind: MemberKind::Block(code), range });
            }
            oxc::ClassElement::TSIndexSignature(_) => {}
        }
    }
    Rc::new(class)
}

fn method(found: &oxc::MethodDefinition<'_>, class: &mut Class) {
    let code = function(&found.value);
    // A signature.
    if matches!(code.body, Body::None) {
        return;
    }
    let range = range(found.span);
    let key = key(&found.key, found.computed);
    let kind = match found.kind {
        oxc::MethodDefinitionKind::Constructor => {
            for (parameter, pattern) in found.value.params.items.iter().zip(&code.parameters) {
                if let PatternKind::Name(name) = &pattern.kind
                    && (parameter.accessibility.is_some() || parameter.readonly)
                {
                    class.parameter_fields.push(name.clone());
                }
            }
            class.constructor = Some(code);
            return;
        }
        oxc::MethodDefinitionKind::Get => MemberKind::Getter(key, code),
        oxc::MethodDefinitionKind::Set => MemberKind::Setter(key, code),
        oxc::MethodDefinitionKind::Method => {
            MemberKind::Value(key, Some(Expression { kind: ExpressionKind::Function(code), range }))
        }
    };
    let member = Member { kind, range };
    if found.r#static { class.statics.push(member) } else { class.methods.push(member) }
}

fn boxed(found: &oxc::Expression<'_>) -> Box<Expression> {
    Box::new(expression(found))
}

fn other_expression(what: &'static str, range: Range) -> Expression {
    Expression { kind: ExpressionKind::Other(what), range }
}

fn expression(found: &oxc::Expression<'_>) -> Expression {
    let kind = match found {
        oxc::Expression::BooleanLiteral(value) => ExpressionKind::Bool(value.value),
        oxc::Expression::NullLiteral(_) => ExpressionKind::Null,
        oxc::Expression::NumericLiteral(value) => ExpressionKind::Number(value.value),
        oxc::Expression::BigIntLiteral(value) => ExpressionKind::BigInt(name(&value.value)),
        oxc::Expression::StringLiteral(value) => ExpressionKind::String(name(&value.value)),
        oxc::Expression::TemplateLiteral(value) => {
            let (strings, values) = template(value);
            ExpressionKind::Template(strings, values)
        }
        oxc::Expression::TaggedTemplateExpression(value) => {
            let (strings, values) = template(&value.quasi);
            ExpressionKind::Tagged(boxed(&value.tag), strings, values)
        }
        oxc::Expression::Identifier(id) => ExpressionKind::Name(name(&id.name)),
        oxc::Expression::ThisExpression(_) => ExpressionKind::This,
        oxc::Expression::Super(_) => ExpressionKind::Super,
        oxc::Expression::ArrayExpression(array) => ExpressionKind::Array(array.elements.iter().map(element).collect()),
        oxc::Expression::ObjectExpression(object) => {
            ExpressionKind::Object(object.properties.iter().map(property).collect())
        }
        oxc::Expression::ArrowFunctionExpression(function) => ExpressionKind::Function(arrow(function)),
        oxc::Expression::FunctionExpression(found) => ExpressionKind::Function(function(found)),
        oxc::Expression::ClassExpression(found) => ExpressionKind::Class(class(found)),
        oxc::Expression::AssignmentExpression(found) => ExpressionKind::Assign {
            target: Box::new(target(&found.left)),
            operator: found.operator.as_str().trim_end_matches('='),
            value: boxed(&found.right),
        },
        oxc::Expression::AwaitExpression(found) => ExpressionKind::Await(boxed(&found.argument)),
        oxc::Expression::BinaryExpression(found) => {
            ExpressionKind::Binary(found.operator.as_str(), boxed(&found.left), boxed(&found.right))
        }
        oxc::Expression::LogicalExpression(found) => {
            ExpressionKind::Logical(found.operator.as_str(), boxed(&found.left), boxed(&found.right))
        }
        oxc::Expression::CallExpression(found) => call(found),
        oxc::Expression::ChainExpression(found) => ExpressionKind::Chain(Box::new(match &found.expression {
            oxc::ChainElement::CallExpression(found) => Expression { kind: call(found), range: range(found.span) },
            oxc::ChainElement::TSNonNullExpression(found) => expression(&found.expression),
            other => match other.as_member_expression() {
                Some(found) => member(found),
                None => other_expression("a chain", range(found.span)),
            },
        })),
        oxc::Expression::ConditionalExpression(found) => {
            ExpressionKind::Conditional(boxed(&found.test), boxed(&found.consequent), boxed(&found.alternate))
        }
        oxc::Expression::NewExpression(found) => ExpressionKind::New {
            callee: boxed(&found.callee),
            arguments: found.arguments.iter().map(argument).collect(),
        },
        oxc::Expression::SequenceExpression(found) => {
            ExpressionKind::Sequence(found.expressions.iter().map(expression).collect())
        }
        oxc::Expression::UnaryExpression(found) => {
            ExpressionKind::Unary(found.operator.as_str(), boxed(&found.argument))
        }
        oxc::Expression::UpdateExpression(found) => ExpressionKind::Update {
            target: Box::new(Pattern { kind: simple_target(&found.argument), default: None }),
            step: if found.operator.as_str() == "++" { 1.0 } else { -1.0 },
            postfix: !found.prefix,
        },
        // Types and parentheses say nothing of the value.
        oxc::Expression::ParenthesizedExpression(found) => return expression(&found.expression),
        oxc::Expression::TSAsExpression(found) => return expression(&found.expression),
        oxc::Expression::TSSatisfiesExpression(found) => return expression(&found.expression),
        oxc::Expression::TSTypeAssertion(found) => return expression(&found.expression),
        oxc::Expression::TSNonNullExpression(found) => return expression(&found.expression),
        oxc::Expression::TSInstantiationExpression(found) => return expression(&found.expression),
        oxc::Expression::RegExpLiteral(_) => ExpressionKind::Other("a regular expression"),
        oxc::Expression::ImportExpression(_) => ExpressionKind::Other("an import at run time"),
        oxc::Expression::ImportMeta(_) => ExpressionKind::Other("`import.meta`"),
        oxc::Expression::YieldExpression(_) => ExpressionKind::Other("`yield`"),
        oxc::Expression::JSXElement(_) | oxc::Expression::JSXFragment(_) => ExpressionKind::Other("JSX"),
        other => match other.as_member_expression() {
            Some(found) => return member(found),
            None => ExpressionKind::Other("an expression of this kind"),
        },
    };
    Expression { kind, range: range(found.span()) }
}

fn call(found: &oxc::CallExpression<'_>) -> ExpressionKind {
    ExpressionKind::Call {
        callee: boxed(&found.callee),
        arguments: found.arguments.iter().map(argument).collect(),
        optional: found.optional,
    }
}

fn member(found: &oxc::MemberExpression<'_>) -> Expression {
    let kind = match found {
        oxc::MemberExpression::StaticMemberExpression(found) => ExpressionKind::Member {
            object: boxed(&found.object),
            name: name(&found.property.name),
            optional: found.optional,
        },
        oxc::MemberExpression::ComputedMemberExpression(found) => ExpressionKind::Index {
            object: boxed(&found.object),
            index: boxed(&found.expression),
            optional: found.optional,
        },
        oxc::MemberExpression::PrivateFieldExpression(found) => ExpressionKind::Member {
            object: boxed(&found.object),
            name: private(&found.field.name),
            optional: found.optional,
        },
    };
    Expression { kind, range: range(found.span()) }
}

fn template(found: &oxc::TemplateLiteral<'_>) -> (Vec<Rc<str>>, Vec<Expression>) {
    let string =
        |quasi: &oxc::TemplateElement<'_>| name(quasi.value.cooked.as_ref().map_or(&*quasi.value.raw, |cooked| cooked));
    (found.quasis.iter().map(string).collect(), found.expressions.iter().map(expression).collect())
}

fn element(found: &oxc::ArrayExpressionElement<'_>) -> Element {
    match found {
        oxc::ArrayExpressionElement::SpreadElement(found) => {
            Element { value: Some(expression(&found.argument)), spread: true }
        }
        other => Element { value: other.as_expression().map(expression), spread: false },
    }
}

fn argument(found: &oxc::Argument<'_>) -> Element {
    match found {
        oxc::Argument::SpreadElement(found) => Element { value: Some(expression(&found.argument)), spread: true },
        other => Element { value: other.as_expression().map(expression), spread: false },
    }
}

fn property(found: &oxc::ObjectPropertyKind<'_>) -> Member {
    let kind = match found {
        oxc::ObjectPropertyKind::SpreadProperty(found) => MemberKind::Spread(expression(&found.argument)),
        oxc::ObjectPropertyKind::ObjectProperty(found) => {
            let key = key(&found.key, found.computed);
            match (found.kind, &found.value) {
                (oxc::PropertyKind::Get, oxc::Expression::FunctionExpression(code)) => {
                    MemberKind::Getter(key, function(code))
                }
                (oxc::PropertyKind::Set, oxc::Expression::FunctionExpression(code)) => {
                    MemberKind::Setter(key, function(code))
                }
                _ => MemberKind::Value(key, Some(expression(&found.value))),
            }
        }
    };
    Member { kind, range: range(found.span()) }
}
