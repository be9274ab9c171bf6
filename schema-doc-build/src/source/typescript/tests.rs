//! What programs are worth: `main.ts` exports `x`.

use std::rc::Rc;

use schema_doc_diagnostics::{Diagnostics, SourceMap, Span};

use super::value::Function;
use super::{Library, Program, Slot, Symbol, SymbolKind, Value};
use crate::config::{SourceConfig, SourceKind};
use crate::files::Files;

/// A library of which nothing is known but that its values are there.
struct Opaque;

impl Library for Opaque {
    fn module(&self, specifier: &str) -> Option<&'static str> {
        (specifier == "known").then_some("import { own } from 'known'; export const both = (a) => [own(a), a];")
    }

    fn knows(&self, package: &str) -> bool {
        package == "lib"
    }

    fn member(&self, _: &mut Program<'_>, _: &Rc<Symbol>, _: &str) -> Option<Value> {
        None
    }

    fn call(&self, _: &mut Program<'_>, _: &Rc<Symbol>, _: &[Slot], _: Span) -> Option<Value> {
        None
    }
}

/// A value as text; symbols as they are written.
fn shown(value: &Value) -> String {
    let list = |slots: &[Slot]| {
        let slot = |slot: &Slot| format!("{}{}", if slot.spread { "..." } else { "" }, shown(&slot.value));
        slots.iter().map(slot).collect::<Vec<_>>().join(", ")
    };
    match value {
        Value::Undefined => "undefined".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => super::evaluate::number_text(*number),
        Value::BigInt(digits) => format!("{digits}n"),
        Value::String(text) => format!("{text:?}"),
        Value::Array(array) => format!("[{}]", list(&array.slots.borrow())),
        Value::Object(object) => {
            let property = |property: super::Property| {
                let value = shown(&property.slot.value);
                if property.slot.spread { format!("...{value}") } else { format!("{}: {value}", property.key) }
            };
            format!("{{{}}}", object.ordered().into_iter().map(property).collect::<Vec<_>>().join(", "))
        }
        Value::Function(function) => match &**function {
            Function::Builtin(path) => path.to_string(),
            _ => "function".to_owned(),
        },
        Value::Symbol(symbol) => match &symbol.kind {
            SymbolKind::Import { name, .. } | SymbolKind::Global(name) => name.to_string(),
            SymbolKind::Member { of, name } => format!("{}.{name}", shown(&Value::Symbol(of.clone()))),
            SymbolKind::Call { callee, arguments } => format!("{}({})", shown(callee), list(arguments)),
            SymbolKind::New { callee, arguments } => format!("new {}({})", shown(callee), list(arguments)),
            SymbolKind::Template { tag, strings, values } => {
                format!("{}`{}`({})", shown(&Value::Symbol(tag.clone())), strings.join("${}"), list(values))
            }
            SymbolKind::Unknown { reason, .. } => format!("?{reason}?"),
        },
    }
}

/// What `x` of `main.ts` is, and what is reported.
fn run(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let files = Files::in_memory(files.iter().copied());
    super::on_a_large_stack(|| {
        let (mut texts, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        let source = SourceConfig::new(SourceKind::Convex, "main.ts");
        let mut program = Program::new(&files, &source, &Opaque, &mut texts, &mut diagnostics);
        let value = program.module("main.ts", None).and_then(|module| program.export(module, "x"));
        let value = value.map_or_else(|| "nothing".to_owned(), |slot| shown(&slot.value));
        let text = |d: &schema_doc_diagnostics::Diagnostic| {
            format!("{}: {}", d.span.map(|span| texts.place(span)).unwrap_or_default(), d.message)
        };
        (value, diagnostics.iter().map(text).collect())
    })
    .unwrap()
}

fn check(program: &str, expected: &str) {
    let (value, reported) = run(&[("main.ts", program)]);
    assert_eq!(value, expected, "{program}\n{reported:#?}");
    assert!(reported.is_empty(), "{program}\n{reported:#?}");
}

#[test]
fn literals_and_operators() {
    check(
        "export const x = [1, 'a', true, null, undefined, 0x10, 1e21, -1.5, 10n];",
        r#"[1, "a", true, null, undefined, 16, 1e+21, -1.5, 10n]"#,
    );
    check("export const x = 1 + 2 * 3 - 4 / 8 + 7 % 4 + 2 ** 3;", "17.5");
    check("export const x = 'a' + 1 + [1, 2] + null;", r#""a11,2null""#);
    check(
        "export const x = [1 < 2, 'a' < 'b', 1 == '1', 1 === '1', null == undefined, 'a' in { a: 1 }];",
        "[true, true, true, false, true, true]",
    );
    check(
        "export const x = [5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, -1 >>> 28, !0, typeof 1, void 0];",
        r#"[1, 7, 6, -6, 16, 15, true, "number", undefined]"#,
    );
    check("export const x = [0 || 'a', 0 ?? 'a', '' && 1, null ?? 2];", r#"["a", 0, "", 2]"#);
    check("export const x = true ? { a: 1 } : { b: 2 };", "{a: 1}");
    check("const n = 'b'; export const x = `a${n}c${1 + 1}`;", r#""abc2""#);
    check("export const x = (1, 2, 3) as const satisfies number;", "3");
    check("export const x = <any>'a'!;", r#""a""#);
    check(
        "enum Role { Admin = 'admin', User = 2, Next } export const x = [Role.Admin, Role.Next, Role[2], Role];",
        r#"["admin", 3, "User", {2: "User", 3: "Next", Admin: "admin", User: 2, Next: 3}]"#,
    );
}

#[test]
fn objects_and_lists() {
    check(
        "const a = { a: 1, b: 2 }, k = 'c'; export const x = { ...a, b: 3, [k]: 4, ['d' + 1]: 5, a2() {}, 'e f': 6 };",
        "{a: 1, b: 3, c: 4, d1: 5, a2: function, e f: 6}",
    );
    check("const b = 1; export const x = { b, 2: 'two', 1: 'one' };", r#"{1: "one", 2: "two", b: 1}"#);
    check("const l = [1, 2]; export const x = [0, ...l, ...'ab'];", r#"[0, 1, 2, "a", "b"]"#);
    check(
        "const { a, b: { c = 3, ...d }, ...e } = { a: 1, b: { f: 2 }, g: 4 }; export const x = [a, c, d, e];",
        "[1, 3, {f: 2}, {g: 4}]",
    );
    check("const [a, , b = 2, ...c] = [1, 9, undefined, 3, 4]; export const x = [a, b, c];", "[1, 2, [3, 4]]");
    check("export const x = { get a() { return this.b + 1 }, b: 1 }.a;", "2");
    check(
        "export const x = [{ a: { b: 1 } }.a?.b, ({} as any).a?.b.c.d, ({} as any).f?.()];",
        "[1, undefined, undefined]",
    );
    check(
        "const o = { a: 1, b: 2 }; export const x = [Object.keys(o), Object.values(o), Object.entries(o), Object.fromEntries([['k', 1]]), Object.assign({}, o, { c: 3 })];",
        r#"[["a", "b"], [1, 2], [["a", 1], ["b", 2]], {k: 1}, {a: 1, b: 2, c: 3}]"#,
    );
}

#[test]
fn methods() {
    check(
        "export const x = [1, 2, 3].map((n) => n * 2).filter((n) => n > 2).concat([7], 8).flatMap((n) => [n, n]);",
        "[4, 4, 6, 6, 7, 7, 8, 8]",
    );
    check("export const x = ['b', 'a'].sort().join('-').toUpperCase().replace('A', 'c').split('-');", r#"["c", "B"]"#);
    check("export const x = [3, 1, 2].toSorted((a, b) => b - a).reduce((all, n) => all + n, '');", r#""321""#);
    check(
        "export const x = [[1, [2]], 3].flat(2).includes(2) && [1, 2].indexOf(2) === 1 && [1].some((n) => n) && 'users'.slice(0, -1);",
        r#""user""#,
    );
    check(
        "const l: string[] = []; l.push('a'); for (const n of ['b', 'c']) l.push(n); export const x = l;",
        r#"["a", "b", "c"]"#,
    );
    check("export const x = [...new Set(['a', 'b', 'a'])];", r#"["a", "b"]"#);
    check("export const x = Array.from({ length: 2 }, (_, i) => i).map(String);", r#"["0", "1"]"#);
    check("export const x = JSON.stringify({ a: [1, 'b', null], c: undefined });", r#""{\"a\":[1,\"b\",null]}""#);
    check("export const x = Math.max(1, 5, 3) + Number('2') + parseInt('3');", "10");
}

#[test]
fn functions() {
    check(
        "function f(a, { b = 2, c } = { c: 3 }, ...d) { return [a, b, c, d]; } export const x = [f(1), f(1, { c: 4 }, 5, 6)];",
        "[[1, 2, 3, []], [1, 2, 4, [5, 6]]]",
    );
    check("const make = (p: string) => (n: string) => `${p}_${n}`; export const x = make('a')('b');", r#""a_b""#);
    check("export const x = f(4); function f(n) { if (n <= 1) return 1; return n * f(n - 1); }", "24");
    check(
        "function f(n) { let all = []; for (let i = 0; i < n; i++) { if (i === 1) continue; if (i > 3) break; all.push(i) } return all } export const x = f(9);",
        "[0, 2, 3]",
    );
    check(
        "function f(k) { switch (k) { case 'a': return 1; case 'b': default: return 2 } } export const x = [f('a'), f('z')];",
        "[1, 2]",
    );
    check("const f = function g(n) { return n ? g(n - 1) : 'end' }; export const x = f(3);", r#""end""#);
    check(
        "function f() { try { throw new Error('a') } catch { return 'caught' } finally { } } export const x = f();",
        r#""caught""#,
    );
    check(
        "function f(o) { const r = {}; for (const k in o) r[k] = o[k] + 1; delete r.b; return r } export const x = f({ a: 1, b: 2 });",
        "{a: 2}",
    );
    check("let n = 0; function next() { n += 1; return n } export const x = [next(), next(), n];", "[1, 2, 2]");
    check("const o = { f() { return this.n }, n: 3 }; export const x = o.f();", "3");
    check("export const x = ((a, b) => a + b).apply(null, [1, 2]);", "3");
}

#[test]
fn classes() {
    check("class A { n = 1; static s = 's'; #p = 2; constructor(private q: number) { this.n += q } get d() { return this.n + this.#p } m() { return this.d } }
           class B extends A { k = 'k'; constructor() { super(10); this.k = 'l' } m() { return super.m() * 2 } }
           const b = new B(); export const x = [b.n, b.d, b.m(), b.k, b.q, B.s, A.s, b instanceof A];", r#"[11, 13, 26, "l", 10, "s", "s", true]"#);
    check("import { Base } from 'lib'; class A extends Base { a = 1 } export const x = new A(2).a;", "1");
}

#[test]
fn what_a_module_does_to_its_names() {
    check(
        "const t: any = {}; t.a = 1; Object.assign(t, { b: 2 }); ['c'].forEach((k) => { t[k] = 3 }); export const x = t;",
        "{a: 1, b: 2, c: 3}",
    );
    check("let t; t = { a: 1 }; export { t as x };", "{a: 1}");
}

#[test]
fn symbols_stay_as_they_are_written() {
    check("import { v } from 'lib'; export const x = v.optional(v.string()).a[0];", "v.optional(v.string()).a.0");
    check(
        "import * as l from 'lib'; import d from 'lib'; export const x = [l.v.a, d(1), new l.C({ a: 1 })];",
        "[v.a, default(1), new C({a: 1})]",
    );
    check(
        "import { sql } from 'lib'; export const x = sql`lower(${1}) \\n ${sql.raw('a')}`;",
        "sql`lower(${}) \n ${}`(1, sql.raw(\"a\"))",
    );
    check(
        "import { f } from 'lib'; export const x = ['a', 'b'].map(f);",
        r#"[f("a", 0, ["a", "b"]), f("b", 1, ["a", "b"])]"#,
    );
    check("import { o } from 'other'; export const x = { a: 1, ...o, b: 2 };", "{a: 1, ...o, b: 2}");
    check("import { t } from 'lib'; export const x = [t() ? 1 : 2, !t(), t() ?? 1];", "[1, false, t()]");
    check("import * as k from 'known'; export const x = [k.both(1), k.other];", "[[own(1), 1], other]");
    check("import { both, other } from 'known'; export const x = [both(1), other];", "[[own(1), 1], other]");
}

#[test]
fn what_is_not_known_says_why() {
    check("export const x = process.env.A ? 1 : 2;", "?it depends on what is known only when the program runs?");
    check("export const x = process.env.A + 'b';", "?it is computed from what is not known?");
    check(
        "async function f() { return 1 } export const x = f();",
        "?an asynchronous function or a generator is not evaluated?",
    );
    check(
        "if (!process.env.A) throw 1; function f() { if (!process.env.A) throw new Error('no'); return 2 } export const x = f();",
        "2",
    );
    check("export const x = /a/;", "?a regular expression is not evaluated?");
}

#[test]
fn modules() {
    let check = |files: &[(&str, &str)], expected: &str| {
        let (value, reported) = run(files);
        assert_eq!(value, expected, "{files:?}\n{reported:#?}");
        assert!(reported.is_empty(), "{files:?}\n{reported:#?}");
    };
    check(&[("main.ts", "import { a as b } from './a'; export const x = b;"), ("a.ts", "export const a = 1;")], "1");
    check(
        &[
            ("main.ts", "export { a as x } from './i'"),
            ("i.ts", "export * from './a'; export * from './b'"),
            ("a.ts", "export default 2; export const b = 2;"),
            ("b.ts", "const a = 3; export { a }"),
        ],
        "3",
    );
    check(
        &[
            ("main.ts", "import * as all from './a'; export const x = { ...all };"),
            ("a.ts", "export const a = 1; export default function () {}; export * as c from './b'; export type T = 1"),
            ("b.ts", "export const d = 4;"),
        ],
        "{a: 1, c: {d: 4}, default: function}",
    );
    check(
        &[
            ("main.ts", "import d, { type T } from './a'; import type { U } from './missing'; export const x = d;"),
            ("a.ts", "export default { a: 1 }"),
        ],
        "{a: 1}",
    );
    check(
        &[
            ("main.ts", "import { b } from './b'; export const a = () => b; export const x = a();"),
            ("b.ts", "import { a } from './main'; export const b = [typeof a];"),
        ],
        r#"["function"]"#,
    );
    check(
        &[
            (
                "main.ts",
                "const { a } = require('./c.js'), { v } = require('lib'), d = require('./d'); export const x = [a, v, d.b];",
            ),
            ("c.js", "module.exports = { a: 1 };"),
            ("d.ts", "exports.b = 2;"),
        ],
        "[1, v, 2]",
    );
    check(&[("main.ts", "import d from './d.json'; export const x = d.a;"), ("d.json", "{ \"a\": [1] }")], "[1]");
    check(&[("main.ts", "import c from './c.js'; export const x = c.a;"), ("c.js", "module.exports = { a: 1 };")], "1");
    check(
        &[("main.ts", "import { a } from './c.js'; export const x = a;"), ("c.js", "module.exports = { a: 1 };")],
        "1",
    );
    check(&[("main.ts", "import { a } from './d.json'; export const x = a;"), ("d.json", "{ \"a\": [1] }")], "[1]");
    check(
        &[("main.ts", "import * as a from './a'; export const x = a;"), ("a.ts", "export const b = 1, a = 2, B = 3;")],
        "{B: 3, a: 2, b: 1}",
    );
}

#[test]
fn errors_have_places() {
    let check = |files: &[(&str, &str)], expected: &[&str]| {
        let (_, reported) = run(files);
        assert_eq!(reported, expected, "{files:?}");
    };
    check(
        &[("main.ts", "export const x = {\n  a: 1\n  b: 2\n};")],
        &["main.ts:3:3: expected `,` or `}` but found `Identifier`"],
    );
    check(
        &[("main.ts", "import { a } from './a';\nexport const x = a;")],
        &["main.ts:1:19: the import `./a` leads to no file"],
    );
    check(
        &[("main.ts", "import { a } from './a';\nexport const x = a;"), ("a.ts", "export const aa = 1;")],
        &["main.ts:1:19: `./a` has no export `a`"],
    );
    check(
        &[
            ("main.ts", "import { a } from './a';\nexport const x = a + 1;"),
            ("a.ts", "import { x } from './main';\nexport const a = x;"),
        ],
        &["main.ts:2:1: `x` needs itself to be evaluated"],
    );
    check(
        &[("main.ts", "function f(n) { return f(n + 1); }\nexport const x = f(1);")],
        &["main.ts:1:1: `f` calls itself more than 400 times over: it is not evaluated any further"],
    );
    check(
        &[("main.ts", "function f(n) { while (true) n++; }\nexport const x = f(1);")],
        &["main.ts:1:17: the program computes for too long: it is not evaluated any further"],
    );
}

#[test]
fn a_text_of_any_depth_is_read_or_refused() {
    for hostile in [
        "(",
        "[",
        "{",
        "!",
        "-",
        "- ",
        "a=>",
        "a?b:",
        "a=",
        "if(a)",
        "if(a){}else ",
        "a.b().",
        "a+",
        "`${",
        "new ",
        "f(",
        "<a>",
        "type A<",
        "for(;;)",
        "a:",
        "async ",
        "await ",
        "class A extends ",
        "...",
        "@a ",
    ] {
        for before in ["", "export const x = ", "type A = "] {
            run(&[("main.ts", &format!("{before}{}", hostile.repeat(30_000)))]);
        }
    }
    let deep = |depth: usize| format!("export const x = {}1{};", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(run(&[("main.ts", &deep(900))]).1, Vec::<String>::new());
    let long = format!("export const x = 1{};", "+1".repeat(4_000));
    assert_eq!(run(&[("main.ts", &long)]).0, "4001");
    let chain = format!("import {{ a }} from 'lib'; export const x = a{};", ".b(1, 2)".repeat(3_000));
    assert_eq!(run(&[("main.ts", &chain)]).1, Vec::<String>::new());
}

#[test]
fn a_name_is_what_all_statements_before_made_of_it() {
    check(
        "const t: any = {}; function add(n, v) { t[n] = v; } add('a', 1); add('b', 2); export const x = t;",
        "{a: 1, b: 2}",
    );
    check("const t: any = {}; (() => { t.a = 1; })(); export const x = t;", "{a: 1}");
    check("const t: any = { a: 1 }; const other = t; other.b = 2; export const x = t;", "{a: 1, b: 2}");
    check(
        "const t: any = {}; const a = (t.a = 1), all = Object.assign(t, { b: 2 }); export const x = t;",
        "{a: 1, b: 2}",
    );
    check(
        "const a: any = {}, b: any = {}; for (const t of [a, b]) t.n = 1; export const x = [a, b];",
        "[{n: 1}, {n: 1}]",
    );
    check("const t: any = {}; Object.values({ t }).forEach((o) => { o.n = 1; }); export const x = t;", "{n: 1}");
    check(
        "const t: any = {}; switch (1 as any) { case 1: t.a = 1 } try { throw 1 } catch { t.b = 2 } finally { t.c = 3 } export const x = t;",
        "{a: 1, b: 2, c: 3}",
    );
    check(
        "let a = 1, b = 2; [a, b] = [b, a]; const o: any = {}; ({ a: o.c } = { a: 3 }); export const x = [a, b, o];",
        "[2, 1, {c: 3}]",
    );
    check("let n = 0; const more = () => { n += 2 }; more(); more(); export const x = n;", "4");
    check("const t: any = {}; const copy = { ...t }; t.a = 1; export const x = [copy, t];", "[{}, {a: 1}]");
    check("const t: any = {}; export const x = [t]; t.a = 1;", "[{a: 1}]");
    check(
        "class A { static all: any = {}; constructor(n) { A.all[n] = 1; } } new A('a'); export const x = A.all;",
        "{a: 1}",
    );
}

#[test]
fn modules_change_what_others_define() {
    let check = |main: &str, expected: &str| {
        let (value, reported) = run(&[
            ("main.ts", main),
            ("all.ts", "export const all: any = {}; export function register(n, v) { all[n] = v; }"),
            ("users.ts", "import { all } from './all'; all.users = 1;"),
            ("posts.ts", "import { register } from './all'; register('posts', 2);"),
            ("style.css", "{"),
        ]);
        assert_eq!(value, expected, "{main}\n{reported:#?}");
        assert!(reported.is_empty(), "{main}\n{reported:#?}");
    };
    check("import { all } from './all'; import './users'; export const x = { ...all };", "{users: 1}");
    check("import './style.css'; import './posts'; import { all } from './all'; export const x = all;", "{posts: 2}");
    check("import { all, register } from './all'; register('a', 3); export const x = { ...all };", "{a: 3}");
}

#[test]
fn what_a_statement_does_that_nobody_can_decide_is_not_known() {
    check(
        "const t: any = { a: 1 }; if (process.env.A) t.b = 2; export const x = t;",
        "{a: 1, ...?it depends on what is known only when the program runs?}",
    );
    check(
        "const l = [1]; for (const n of names()) l.push(n); export const x = l; function* names() { yield 2 }",
        "[1, ...?it depends on what is known only when the program runs?]",
    );
    check("const t: any = { a: 1 }; if (process.env.A) console.log(t); app.use(t); export const x = t;", "{a: 1}");
    check("const t: any = { a: 1 }; delete t[process.env.A]; export const x = Object.keys(t).length;", "1");
}

#[test]
fn variables_stand_where_the_language_puts_them() {
    check(
        "function f() { var a = 1; if (true) { var a = 2 } for (var i = 0; i < 3; i++) {} var a; return [a, i] } export const x = f();",
        "[2, 3]",
    );
    check("function f() { let a = 1; { let a = 2 } return a } export const x = f();", "1");
    check(
        "const fs: any[] = []; for (let i = 0; i < 2; i++) fs.push(() => i); for (var j = 0; j < 2; j++) fs.push(() => j); export const x = fs.map((f) => f());",
        "[0, 1, 2, 2]",
    );
    check(
        "enum E { A = 'a' } enum E { B = 'b' } enum N { A = -1 } export const x = [E, Object.keys(N)];",
        r#"[{A: "a", B: "b"}, ["A", "-1"]]"#,
    );
}

#[test]
fn properties_of_every_kind() {
    check(
        "class T { static a = 1; static #b = 2; static m() {} static get g() { return T.#b } static { T.c = 3; } } export const x = [{ ...T }, Object.keys(T), T.g];",
        r#"[{a: 1, c: 3}, ["a", "c"], 2]"#,
    );
    check(
        "class T { #a = 1; b = 2; accessor c = 3; get d() { return this.#a } } export const x = [{ ...new T() }, new T().d];",
        "[{b: 2, c: 3}, 1]",
    );
    check("const o: any = {}; const t = { set a(v) { o.n = v + 1 } }; t.a = 1; export const x = o;", "{n: 2}");
    check("class T { n: any; set a(v) { this.n = v } } const t = new T(); t.a = 1; export const x = t.n;", "1");
    check("function f() {} f.a = { b: 1 }; export const x = [f.a, { ...f }];", "[{b: 1}, {a: {b: 1}}]");
    check("class T { constructor(public a, public b = 2) {} } export const x = new T(1).b;", "2");
    check("const l = ['a', 'b', 'c']; l.length = 2; export const x = l;", r#"["a", "b"]"#);
    check(
        "const f = function (this: any, a, b) { return [this.n, a, b] }.bind({ n: 1 }, 2); export const x = f(3);",
        "[1, 2, 3]",
    );
    check("const o = { n: 1, t(s) { return this.n + s[0] } }; export const x = o.t`a`;", r#""1a""#);
    check("function f() { try { (undefined as any).a; return 1 } catch { return 2 } } export const x = f();", "2");
}

#[test]
fn maps_and_sets() {
    check(
        "const m = new Map<any, any>([['a', 1]]); m.set('b', 2).set('a', 3); m.delete('b'); export const x = [m.size, m.get('a'), m.has('b'), [...m], [...m.keys()], Object.fromEntries(m), { ...m }];",
        r#"[1, 3, false, [["a", 3]], ["a"], {a: 3}, {}]"#,
    );
    check("const o: any = {}; new Map([['a', 1]]).forEach((v, k) => { o[k] = v }); export const x = o;", "{a: 1}");
    check(
        "const s = new Set(['a', 'b']); s.add('c').add('a'); s.delete('b'); export const x = [s.size, s.has('a'), [...s], Array.from(s.values(), (v) => v + 1), Array.isArray(s)];",
        r#"[2, true, ["a", "c"], ["a1", "c1"], false]"#,
    );
}

#[test]
fn methods_take_all_of_their_arguments() {
    check("export const x = ['a', 'b', 'c'].with(-1, 'z').toSpliced(1, 1, 'q', 'r');", r#"["a", "q", "r", "z"]"#);
    check("export const x = ['a', 'b'].reduceRight((all, n, i) => all + n + i, '');", r#""b1a0""#);
    check(
        "const l = ['a', 'b', 'a']; export const x = [l.indexOf('a', 1), l.includes('b', 2), l.findLastIndex((n) => n === 'a'), [...l].fill('z', 1, 2)];",
        r#"[2, false, 2, ["a", "z", "a"]]"#,
    );
    check(
        "const s = 'hello'; export const x = [s.indexOf('l', 3), s.lastIndexOf('l'), s.startsWith('l', 2), s.endsWith('he', 2), s.includes('h', 1), s.substr(-3, 2), 'a-b-c'.split('-', 2)];",
        r#"[3, 3, true, true, false, "ll", ["a", "b"]]"#,
    );
    check(
        "export const x = ['é😀'.length, '😀a'.indexOf('a'), '😀'.charCodeAt(0), '😀'.codePointAt(0)];",
        "[3, 2, 55357, 128512]",
    );
    check("export const x = ['b', 'a', 'C', 'a_b'].sort((a, b) => a.localeCompare(b));", r#"["a", "a_b", "b", "C"]"#);
    check(
        "export const x = [parseInt('12px'), parseInt('ff', 16), parseInt('0x1f'), parseFloat('1.5e3x'), (255).toString(16), 'a'.replace('a', '$&')].slice(0, 5);",
        r#"[12, 255, 31, 1500, "ff"]"#,
    );
}

#[test]
fn what_doubles_is_bounded() {
    let text = "let s = 'aaaa'; for (let i = 0; i < 40; i++) s = s + s; export const x = s;";
    assert_eq!(run(&[("main.ts", text)]), ("?it is computed from what is not known?".to_owned(), Vec::new()));
    for program in [
        "let s: any[] = [1]; for (let i = 0; i < 40; i++) s = [...s, ...s]; export const x = s.length;",
        "let s: any[] = [1]; for (let i = 0; i < 40; i++) s = [s, s]; export const x = s.flat(99).length;",
    ] {
        let (_, reported) = run(&[("main.ts", program)]);
        assert_eq!(reported.len(), 1, "{program}");
        assert!(reported.iter().all(|message| message.contains("computes for too long")), "{reported:?}");
    }
}
