//! A module's text as the evaluator sees it: without types, with places.

use std::rc::Rc;

/// A module.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) body: Vec<Statement>,
    pub(super) imports: Vec<Import>,
    /// `import "specifier"`: modules that are there for what they do.
    pub(super) bare_imports: Vec<(Rc<str>, Range)>,
    pub(super) exports: Vec<Export>,
    /// Every comment, delimiters included, in order.
    pub(super) comments: Vec<Range>,
}

/// A place in the module's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Range {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// `import { name as local } from "specifier"`; `default` and `*` are names too.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) local: Rc<str>,
    pub(super) name: Rc<str>,
    pub(super) specifier: Rc<str>,
    /// The specifier's place.
    pub(super) range: Range,
}

/// What a module hands out.
#[derive(Debug)]
pub(super) enum Export {
    /// `export const name = …`, `export { local as name }`; the default export's local name is `*default*`.
    Local { name: Rc<str>, local: Rc<str> },
    /// `export { imported as name } from "specifier"`, `export * as name from "specifier"`.
    From { name: Rc<str>, imported: Rc<str>, specifier: Rc<str>, range: Range },
    /// `export * from "specifier"`
    All { specifier: Rc<str>, range: Range },
}

/// What the key of a private member begins with: `#name` is none that an object lists.
pub(super) const PRIVATE: char = '\0';

/// The local name of what is exported as `default` without one.
pub(super) const DEFAULT: &str = "*default*";

#[derive(Debug)]
pub(super) struct Statement {
    pub(super) kind: StatementKind,
    pub(super) range: Range,
}

#[derive(Debug)]
pub(super) enum StatementKind {
    /// `const a = 1, { b } = c`
    Variables(Vec<Variable>),
    Function(Rc<Function>),
    Class(Rc<Class>),
    Enum(Enum),
    Expression(Expression),
    Return(Option<Expression>),
    If(Expression, Box<Statement>, Option<Box<Statement>>),
    Block(Vec<Statement>),
    /// `for (const x of list)`, `for (const key in object)`
    Each {
        pattern: Pattern,
        of: Expression,
        keys: bool,
        body: Box<Statement>,
    },
    For {
        first: Option<Box<Statement>>,
        test: Option<Expression>,
        update: Option<Expression>,
        body: Box<Statement>,
    },
    While(Expression, Box<Statement>),
    DoWhile(Box<Statement>, Expression),
    /// The cases, with their tests, where they are not `default`.
    Switch(Expression, Vec<(Option<Expression>, Vec<Statement>)>),
    Break(Option<Rc<str>>),
    Continue(Option<Rc<str>>),
    Labeled(Rc<str>, Box<Statement>),
    Throw(Expression),
    /// The block, what catches, what is done at last.
    Try(Vec<Statement>, Option<(Option<Pattern>, Vec<Statement>)>, Vec<Statement>),
    Empty,
    /// What is not evaluated, in a few words.
    Other(&'static str),
}

#[derive(Debug)]
pub(super) struct Variable {
    pub(super) pattern: Pattern,
    pub(super) value: Option<Expression>,
    /// `var`
    pub(super) hoisted: bool,
    pub(super) range: Range,
}

/// `enum Role { Admin = "admin", User }`
#[derive(Debug)]
pub(super) struct Enum {
    pub(super) name: Rc<str>,
    pub(super) members: Vec<(Rc<str>, Option<Expression>, Range)>,
}

/// What is bound or assigned to, with the value for `undefined`.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) kind: PatternKind,
    pub(super) default: Option<Expression>,
}

#[derive(Debug)]
pub(super) enum PatternKind {
    Name(Rc<str>),
    /// `{ a, b: c, ...rest }`
    Object(Vec<(Key, Pattern)>, Option<Box<Pattern>>),
    /// `[a, , b, ...rest]`
    Array(Vec<Option<Pattern>>, Option<Box<Pattern>>),
    /// Of an assignment: `object.name`.
    Member(Box<Expression>),
}

#[derive(Debug)]
pub(super) enum Key {
    Name(Rc<str>),
    Computed(Expression),
}

#[derive(Debug)]
pub(super) struct Expression {
    pub(super) kind: ExpressionKind,
    pub(super) range: Range,
}

#[derive(Debug)]
pub(super) enum ExpressionKind {
    Null,
    Bool(bool),
    Number(f64),
    BigInt(Rc<str>),
    String(Rc<str>),
    /// One string more than expressions.
    Template(Vec<Rc<str>>, Vec<Expression>),
    Tagged(Box<Expression>, Vec<Rc<str>>, Vec<Expression>),
    Name(Rc<str>),
    This,
    Super,
    Array(Vec<Element>),
    Object(Vec<Member>),
    Function(Rc<Function>),
    Class(Rc<Class>),
    /// `object.name`, `object?.name`
    Member {
        object: Box<Expression>,
        name: Rc<str>,
        optional: bool,
    },
    /// `object[index]`
    Index {
        object: Box<Expression>,
        index: Box<Expression>,
        optional: bool,
    },
    Call {
        callee: Box<Expression>,
        arguments: Vec<Element>,
        optional: bool,
    },
    New {
        callee: Box<Expression>,
        arguments: Vec<Element>,
    },
    /// `a?.b.c`: where `a` is nothing, all of it is.
    Chain(Box<Expression>),
    Unary(&'static str, Box<Expression>),
    /// `++a`, `a--`: the step, and whether the value is the one before it.
    Update {
        target: Box<Pattern>,
        step: f64,
        postfix: bool,
    },
    Binary(&'static str, Box<Expression>, Box<Expression>),
    /// `&&`, `||`, `??`
    Logical(&'static str, Box<Expression>, Box<Expression>),
    Conditional(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `a = b`, `a += b`: the operator before `=`.
    Assign {
        target: Box<Pattern>,
        operator: &'static str,
        value: Box<Expression>,
    },
    Sequence(Vec<Expression>),
    Await(Box<Expression>),
    /// What is not evaluated, in a few words.
    Other(&'static str),
}

/// An element of a list, an argument.
#[derive(Debug)]
pub(super) struct Element {
    /// `None`: a hole.
    pub(super) value: Option<Expression>,
    pub(super) spread: bool,
}

/// A member of an object or a class.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) kind: MemberKind,
    pub(super) range: Range,
}

#[derive(Debug)]
pub(super) enum MemberKind {
    /// `key: value`, a method, a class's field.
    Value(Key, Option<Expression>),
    Getter(Key, Rc<Function>),
    Setter(Key, Rc<Function>),
    /// `...object`
    Spread(Expression),
    /// `static {…}`
    Block(Rc<Function>),
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: Option<Rc<str>>,
    pub(super) parameters: Vec<Pattern>,
    pub(super) rest: Option<Pattern>,
    pub(super) body: Body,
    /// It has no `this` of its own.
    pub(super) arrow: bool,
    /// `async`, `function*`: what it gives is not evaluated.
    pub(super) suspends: bool,
    pub(super) range: Range,
}

#[derive(Debug)]
pub(super) enum Body {
    /// `x => value`
    Expression(Expression),
    Block(Vec<Statement>),
    /// Declared, not written.
    None,
}

#[derive(Debug)]
pub(super) struct Class {
    pub(super) name: Option<Rc<str>>,
    pub(super) parent: Option<Expression>,
    pub(super) constructor: Option<Rc<Function>>,
    /// The parameters of the constructor that are fields: `constructor(private name: string)`.
    pub(super) parameter_fields: Vec<Rc<str>>,
    /// Fields with their values, each for every instance.
    pub(super) fields: Vec<Member>,
    /// Methods, getters and setters.
    pub(super) methods: Vec<Member>,
    pub(super) statics: Vec<Member>,
}
