use schema_doc_diagnostics::{Diagnostics, SourceMap};

use super::{Resolver, Target, path};
use crate::files::Files;
use crate::list::IteratorExt;

/// Asserts where imports of a file lead: a path, `package drizzle-orm`, or `missing src/a, src/b`.
fn check(files: &[(&str, &str)], from: &str, imports: &[(&str, &str)]) {
    let files = Files::in_memory(files.iter().copied());
    let mut resolver = Resolver::new();
    for (specifier, expected) in imports {
        let found = match resolver.resolve(&files, from, specifier) {
            Target::File(path) => path,
            Target::Package(name) => format!("package {name}"),
            Target::Missing { tried } => format!("missing {}", tried.join(", ")),
        };
        assert_eq!(found, *expected, "{specifier} in {from}");
    }
    let mut diagnostics = Diagnostics::default();
    resolver.report(&mut SourceMap::default(), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn a_relative_path_is_a_file_with_or_without_its_ending() {
    check(
        &[
            ("db/schema.ts", ""),
            ("db/users.ts", ""),
            ("db/users.js", ""),
            ("db/users.d.ts", ""),
            ("db/posts.mts", ""),
            ("db/env.mjs", ""),
            ("db/env.ts", ""),
            ("db/plain.js", ""),
            ("db/view.tsx", ""),
            ("db/auth.server.ts", ""),
            ("db/types.d.ts", ""),
            ("db/_generated/api.d.ts", ""),
            ("db/roles.json", ""),
            ("db/logo.svg", ""),
            ("shared.ts", ""),
            ("../above.ts", ""),
        ],
        "db/schema.ts",
        &[
            ("./users", "db/users.ts"),
            ("./users.ts", "db/users.ts"),
            ("./users.js", "db/users.ts"),
            ("./posts.mjs", "db/posts.mts"),
            ("./posts", "db/posts.mts"),
            ("./env.mjs", "db/env.mjs"),
            ("./plain", "db/plain.js"),
            ("./plain.js", "db/plain.js"),
            ("./view.js", "db/view.tsx"),
            ("./view.jsx", "db/view.tsx"),
            ("./auth.server", "db/auth.server.ts"),
            ("./types", "db/types.d.ts"),
            ("./_generated/api.js", "db/_generated/api.d.ts"),
            ("./roles.json", "db/roles.json"),
            ("./roles", "db/roles.json"),
            ("../shared", "shared.ts"),
            ("../../above", "../above.ts"),
            (".././db/../shared.js", "shared.ts"),
            ("./logo.svg", "package ./logo.svg"),
            ("./query.sql?raw", "package ./query.sql?raw"),
            ("./gone", "missing db/gone"),
            ("../node_modules/zod/index.js", "package ../node_modules/zod/index.js"),
        ],
    );
}

#[test]
fn a_folder_is_its_package_or_its_index() {
    check(
        &[
            ("src/schema.ts", ""),
            ("src/tables/index.ts", ""),
            ("src/both.ts", ""),
            ("src/both/index.ts", ""),
            ("src/db/package.json", r#"{"main": "./entry.js"}"#),
            ("src/db/entry.ts", ""),
            ("src/db/index.ts", ""),
            ("src/auth/package.json", r#"{"main": "lib", "types": "lib/index.d.ts"}"#),
            ("src/auth/lib/index.d.ts", ""),
            ("src/auth/src/index.ts", ""),
            ("src/empty/package.json", "{}"),
            ("src/index.ts", ""),
            ("index.ts", ""),
        ],
        "src/schema.ts",
        &[
            ("./tables", "src/tables/index.ts"),
            ("./tables/", "src/tables/index.ts"),
            ("./both", "src/both.ts"),
            ("./both/", "src/both/index.ts"),
            ("./db", "src/db/entry.ts"),
            ("./auth", "src/auth/src/index.ts"),
            ("./empty", "missing src/empty, src/empty/index, src/empty/src/index"),
            (".", "src/index.ts"),
            ("..", "index.ts"),
            ("./", "src/index.ts"),
        ],
    );
}

#[test]
fn aliases_are_those_of_the_nearest_tsconfig() {
    let config = r#"{
        // TypeScript takes comments
        "compilerOptions": {
            "paths": {
                "@/*": ["./src/*", "./generated/*"],
                "@/db/*": ["./database/*"],
                "~db": ["./database/index.ts"],
                "*.model": ["./models/*"],
                "@gone/*": ["./gone/*"],
                "zod": ["./node_modules/zod"],
            },
        },
    }"#;
    check(
        &[
            ("tsconfig.json", config),
            ("package.json", r#"{"dependencies": {"@gone/declared": "1"}}"#),
            ("src/a.ts", ""),
            ("src/db/b.ts", ""),
            ("generated/c.ts", ""),
            ("database/index.ts", ""),
            ("database/d.ts", ""),
            ("models/user.ts", ""),
        ],
        "src/deep/schema.ts",
        &[
            ("@/a", "src/a.ts"),
            ("@/a.js", "src/a.ts"),
            ("@/c", "generated/c.ts"),
            ("@/db/d", "database/d.ts"),
            ("@/db/b", "missing database/b"),
            ("~db", "database/index.ts"),
            ("user.model", "models/user.ts"),
            ("gone.model", "package gone.model"),
            ("@/gone", "missing src/gone, generated/gone"),
            ("@gone/x", "missing gone/x"),
            ("@gone/declared/x", "package @gone/declared/x"),
            ("zod", "package zod"),
            ("drizzle-orm/pg-core", "package drizzle-orm/pg-core"),
            ("~/x", "missing "),
        ],
    );
}

#[test]
fn a_base_url_stands_before_packages() {
    check(
        &[
            ("app/tsconfig.json", r#"{"compilerOptions": {"baseUrl": "./src", "paths": {"@/*": ["db/*"]}}}"#),
            ("app/src/db/users.ts", ""),
            ("app/src/shared/index.ts", ""),
        ],
        "app/src/db/schema.ts",
        &[
            ("@/users", "app/src/db/users.ts"),
            ("db/users", "app/src/db/users.ts"),
            ("shared", "app/src/shared/index.ts"),
            ("convex/values", "package convex/values"),
        ],
    );
}

#[test]
fn a_jsconfig_stands_for_a_tsconfig() {
    check(
        &[("jsconfig.json", r#"{"compilerOptions": {"baseUrl": "."}}"#), ("db/users.js", "")],
        "schema.js",
        &[("db/users", "db/users.js")],
    );
}

#[test]
fn a_configuration_has_what_it_extends() {
    check(
        &[
            ("../config/base.json", r#"{"compilerOptions": {"paths": {"@base/*": ["./*"]}, "baseUrl": "./src"}}"#),
            (
                "../config/paths.json",
                r#"{"compilerOptions": {"paths": {"@/*": ["./lib/*"], "@dir/*": ["${configDir}/*"]}}}"#,
            ),
            ("../config/no-base.json", r#"{"compilerOptions": {"baseUrl": "${configDir}"}}"#),
            ("tsconfig.json", r#"{"extends": ["../config/base.json", "../config/paths"]}"#),
            ("own/tsconfig.json", r#"{"extends": ["../tsconfig.json", "../../config/no-base.json"]}"#),
            ("../config/src/lib/a.ts", ""),
            ("own/lib/a.ts", ""),
            ("c.ts", ""),
            ("own/c.ts", ""),
        ],
        "schema.ts",
        // The last `paths` replaces the one before; `baseUrl` is the one of the first.
        &[("@/a", "../config/src/lib/a.ts"), ("@dir/c", "c.ts"), ("@base/a", "package @base/a")],
    );
    check(
        &[
            ("paths.json", r#"{"compilerOptions": {"paths": {"@/*": ["./lib/*"], "@dir/*": ["${configDir}/*"]}}}"#),
            ("own/tsconfig.json", r#"{"extends": "../paths.json"}"#),
            ("lib/a.ts", ""),
            ("own/lib/a.ts", ""),
            ("own/c.ts", ""),
        ],
        "own/schema.ts",
        &[("@/a", "lib/a.ts"), ("@dir/c", "own/c.ts")],
    );
}

#[test]
fn a_configuration_may_extend_one_of_a_package_of_the_workspace() {
    check(
        &[
            ("../../package.json", r#"{"workspaces": ["packages/*", "tooling/*"]}"#),
            (
                "../../tooling/typescript/package.json",
                r#"{"name": "@acme/tsconfig", "exports": {"./next": "./next.json"}}"#,
            ),
            ("../../tooling/typescript/next.json", r#"{"extends": "./base", "compilerOptions": {"jsx": "preserve"}}"#),
            (
                "../../tooling/typescript/base.json",
                r#"{"compilerOptions": {"paths": {"@/*": ["${configDir}/src/*"]}}}"#,
            ),
            ("tsconfig.json", r#"{"extends": ["@tsconfig/node22/tsconfig.json", "@acme/tsconfig/next"]}"#),
            ("src/a.ts", ""),
        ],
        "src/schema.ts",
        &[("@/a", "src/a.ts")],
    );
    check(
        &[
            ("../../pnpm-workspace.yaml", "packages:\n  - tooling/*\n"),
            ("../../tooling/typescript/package.json", r#"{"name": "@acme/tsconfig"}"#),
            (
                "../../tooling/typescript/base.json",
                r#"{"compilerOptions": {"paths": {"@/*": ["${configDir}/src/*"]}}}"#,
            ),
            ("tsconfig.json", r#"{"extends": "@acme/tsconfig/base.json"}"#),
            ("src/a.ts", ""),
        ],
        "src/schema.ts",
        &[("@/a", "src/a.ts")],
    );
}

#[test]
fn aliases_may_stand_in_a_referenced_configuration() {
    check(
        &[
            (
                "tsconfig.json",
                r#"{"files": [], "references": [{"path": "./tsconfig.node.json"}, {"path": "tsconfig.app.json"}, {"path": "../web"}]}"#,
            ),
            ("tsconfig.node.json", r#"{"include": ["vite.config.ts"]}"#),
            ("tsconfig.app.json", r#"{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}"#),
            ("../web/tsconfig.json", r#"{"compilerOptions": {"paths": {"@web/*": ["./src/*"]}}}"#),
            ("../web/src/a.ts", ""),
            ("src/a.ts", ""),
        ],
        "src/schema.ts",
        &[("@/a", "src/a.ts"), ("@web/a", "package @web/a")],
    );
}

#[test]
fn a_configuration_further_up_is_asked_where_the_nearest_says_nothing() {
    check(
        &[
            ("tsconfig.json", r#"{"compilerOptions": {"paths": {"@/*": ["./src/*"], "convex/*": ["./src/*"]}}}"#),
            ("package.json", r#"{"dependencies": {"convex": "1"}}"#),
            ("convex/tsconfig.json", r#"{"compilerOptions": {"strict": true}}"#),
            ("src/roles.ts", ""),
            ("src/values.ts", ""),
        ],
        "convex/schema.ts",
        &[("@/roles", "src/roles.ts"), ("convex/values", "package convex/values")],
    );
}

#[test]
fn an_alias_of_a_configuration_that_is_not_there_says_which() {
    check(
        &[("tsconfig.json", r#"{"extends": "./.made/tsconfig.json"}"#)],
        "src/schema.ts",
        &[("$lib/a", "missing .made/tsconfig.json"), ("drizzle-orm", "package drizzle-orm")],
    );
}

#[test]
fn frameworks_have_aliases_of_their_own() {
    check(
        &[
            ("svelte.config.js", ""),
            ("tsconfig.json", r#"{"extends": "./.svelte-kit/tsconfig.json"}"#),
            ("src/lib/index.ts", ""),
            ("src/lib/server/roles.ts", ""),
        ],
        "src/lib/server/db/schema.ts",
        &[
            ("$lib", "src/lib/index.ts"),
            ("$lib/server/roles", "src/lib/server/roles.ts"),
            ("$lib/gone", "missing .svelte-kit/tsconfig.json, src/lib/gone"),
            ("$env/dynamic/private", "package $env/dynamic/private"),
        ],
    );
    check(
        &[("web/nuxt.config.ts", ""), ("web/app/roles.ts", ""), ("web/server/db/roles.ts", ""), ("web/utils.ts", "")],
        "web/server/db/schema.ts",
        &[
            ("~/roles", "web/app/roles.ts"),
            ("@/utils", "web/utils.ts"),
            ("~~/server/db/roles", "web/server/db/roles.ts"),
            ("#shared/gone", "missing web/shared/gone"),
        ],
    );
}

#[test]
fn several_folders_may_be_taken_for_one() {
    check(
        &[
            ("tsconfig.json", r#"{"compilerOptions": {"rootDirs": ["src", "generated"]}}"#),
            ("src/db/schema.ts", ""),
            ("generated/db/enums.ts", ""),
        ],
        "src/db/schema.ts",
        &[("./enums", "generated/db/enums.ts")],
    );
}

#[test]
fn imports_of_a_package_are_its_own() {
    let manifest = r##"{
        "name": "server",
        "imports": {
            "#db": "./src/db/index.ts",
            "#models/*": "./src/models/*.js",
            "#config": {"node": "./src/config.node.ts", "default": "./src/config.ts"},
            "#kept/*": "./src/*",
            "#kept/secret": null,
            "#orm": "drizzle-orm/pg-core",
            "#loop": "#loop",
            "#tried": ["./gone.js", "./src/config.ts"]
        }
    }"##;
    check(
        &[
            ("package.json", manifest),
            ("src/db/index.ts", ""),
            ("src/models/user.ts", ""),
            ("src/config.ts", ""),
            ("src/config.node.ts", ""),
            ("src/secret.ts", ""),
        ],
        "src/schema.ts",
        &[
            ("#db", "src/db/index.ts"),
            ("#models/user", "src/models/user.ts"),
            ("#config", "src/config.ts"),
            ("#kept/config.ts", "src/config.ts"),
            ("#kept/secret", "missing "),
            ("#orm", "package drizzle-orm/pg-core"),
            ("#loop", "missing "),
            ("#tried", "src/config.ts"),
            ("#models/gone", "missing src/models/gone.js"),
        ],
    );
}

#[test]
fn a_package_knows_itself_by_its_name() {
    check(
        &[
            ("package.json", r#"{"name": "@acme/db", "exports": {"./schema": "./src/schema.ts"}}"#),
            ("src/schema.ts", ""),
            ("src/users.ts", ""),
        ],
        "src/users.ts",
        &[("@acme/db/schema", "src/schema.ts"), ("@acme/other", "package @acme/other")],
    );
}

#[test]
fn exports_say_what_a_package_has() {
    let manifest = r#"{
        "name": "@acme/db",
        "exports": {
            ".": {"types": "./dist/index.d.ts", "import": "./dist/index.mjs", "require": "./dist/index.js"},
            "./schema": {"types": "./src/schema.ts", "default": "./dist/schema.js"},
            "./*": "./src/*.ts",
            "./tables/*": {"import": {"types": "./dist/tables/*.d.ts", "default": "./dist/tables/*.js"}},
            "./sql/": "./src/sql/",
            "./internal/*": null,
            "./nested": [{"unknown-condition": "./src/nested.ts"}, "./gone.js"]
        }
    }"#;
    check(
        &[
            ("../pnpm-workspace.yaml", "packages:\n  - \"*\"\n"),
            ("../db/package.json", manifest),
            ("../db/src/index.ts", ""),
            ("../db/src/schema.ts", ""),
            ("../db/src/tables/users.ts", ""),
            ("../db/src/sql/a.ts", ""),
            ("../db/src/internal/a.ts", ""),
            ("../db/src/nested.ts", ""),
        ],
        "src/schema.ts",
        &[
            ("@acme/db", "../db/src/index.ts"),
            ("@acme/db/schema", "../db/src/schema.ts"),
            ("@acme/db/tables/users", "../db/src/tables/users.ts"),
            ("@acme/db/sql/a", "../db/src/sql/a.ts"),
            ("@acme/db/internal/a", "missing "),
            ("@acme/db/nested", "../db/src/nested.ts"),
            ("@acme/db/gone", "missing ../db/src/gone.ts"),
        ],
    );
}

#[test]
fn a_package_without_exports_has_its_main_and_its_files() {
    check(
        &[
            ("../package.json", r#"{"workspaces": {"packages": ["*"]}}"#),
            ("../db/package.json", r#"{"name": "db", "main": "dist/index.js", "types": "dist/index.d.ts"}"#),
            ("../db/src/index.ts", ""),
            ("../db/src/users.ts", ""),
            ("../db/posts.ts", ""),
            ("../plain/package.json", r#"{"name": "plain"}"#),
            ("../plain/index.ts", ""),
            ("../source/package.json", r#"{"name": "source", "main": "build/index.js", "source": "code/main.ts"}"#),
            ("../source/code/main.ts", ""),
            ("../script/package.json", r#"{"name": "script", "main": "index.js", "exports": "./entry.js"}"#),
            ("../script/entry.js", ""),
        ],
        "src/schema.ts",
        &[
            ("db", "../db/src/index.ts"),
            ("db/users", "../db/src/users.ts"),
            ("db/posts", "../db/posts.ts"),
            ("plain", "../plain/index.ts"),
            ("source", "../source/code/main.ts"),
            ("script", "../script/entry.js"),
            ("other", "package other"),
        ],
    );
}

#[test]
fn a_workspace_is_declared_in_many_ways() {
    let check = |workspace: (&str, &str), expected: &str| {
        let files = [
            workspace,
            ("../db/package.json", r#"{"name": "@acme/db", "main": "index.ts"}"#),
            ("../db/index.ts", ""),
            ("../db/test/copy/package.json", r#"{"name": "@acme/copy", "main": "index.ts"}"#),
            ("../db/test/copy/index.ts", ""),
        ];
        check(&files, "src/schema.ts", &[("@acme/db", expected)]);
    };
    let (found, package) = ("../db/index.ts", "package @acme/db");
    check(("../package.json", r#"{"workspaces": ["*"]}"#), found);
    check(("../package.json", r#"{"workspaces": ["./db/"]}"#), found);
    check(("../package.json", r#"{"workspaces": {"packages": ["{db,web}"]}}"#), found);
    check(("../package.json", r#"{"workspaces": ["*", "!db"]}"#), package);
    check(("../package.json", r#"{"workspaces": ["web"]}"#), package);
    check(("../../package.json", r#"{"workspaces": ["**"]}"#), "package @acme/db");
    check(("../pnpm-workspace.yaml", "packages:\n- 'd*' # ours\n\ncatalog:\n  zod: 4\n"), found);
    check(("../pnpm-workspace.yaml", "packages: [\"db\", '!web']\n"), found);
    check(("../pnpm-workspace.yaml", "catalog:\n  - db\n"), package);
    check(("../lerna.json", r#"{"packages": ["*"]}"#), found);
    check(("../rush.json", r#"{"projects": [{"packageName": "@acme/db", "projectFolder": "db"}]} // rush"#), found);
    check(("../deno.json", r#"{"workspace": ["./db"]}"#), found);
}

#[test]
fn a_dependency_may_be_a_folder_or_another_name() {
    let manifest = r#"{
        "dependencies": {
            "db": "file:../db",
            "linked": "link:../db",
            "orm": "npm:drizzle-orm@^0.45",
            "archive": "file:../archive.tgz"
        }
    }"#;
    check(
        &[("package.json", manifest), ("../db/index.ts", ""), ("../db/users.ts", ""), ("../archive.tgz", "")],
        "src/schema.ts",
        &[
            ("db", "../db/index.ts"),
            ("linked/users", "../db/users.ts"),
            ("orm/pg-core", "package drizzle-orm/pg-core"),
            ("archive", "package archive"),
        ],
    );
}

#[test]
fn what_is_built_leads_to_its_source() {
    let check = |main: &str, source: &str, tsconfig: &str| {
        let manifest = format!(r#"{{"name": "db", "main": "{main}"}}"#);
        let files = [
            ("../package.json", r#"{"workspaces": ["*"]}"#),
            ("../db/package.json", manifest.as_str()),
            ("../db/tsconfig.json", tsconfig),
            (source, ""),
            ("../db/dist/kept.js", ""),
        ];
        check(&files, "src/schema.ts", &[("db", source)]);
    };
    check("dist/index.js", "../db/src/index.ts", "{}");
    check("dist/index.mjs", "../db/src/index.ts", "{}");
    check("dist/index.cjs", "../db/src/index.cts", "{}");
    check("dist/index.d.mts", "../db/src/index.mts", "{}");
    check("./build/esm/db.js", "../db/src/db/index.ts", "{}");
    check("dist/src/index.js", "../db/src/index.ts", "{}");
    check("dist", "../db/src/index.ts", "{}");
    check("lib/index.js", "../db/src/index.tsx", "{}");
    check("dist/kept.js", "../db/src/kept.ts", "{}");
    check("dist/kept.js", "../db/dist/kept.js", "{}");
    check("made/a.js", "../db/code/a.ts", r#"{"compilerOptions": {"outDir": "made", "rootDir": "code"}}"#);
    check("made/code/a.js", "../db/code/a.ts", r#"{"compilerOptions": {"outDir": "./made"}}"#);
}

#[test]
fn an_alias_of_what_is_built_leads_to_its_source() {
    check(
        &[
            (
                "tsconfig.json",
                r#"{"compilerOptions": {"paths": {"db": ["./packages/db/dist"], "db/*": ["./packages/db/dist/*"]}}}"#,
            ),
            ("packages/db/package.json", "{}"),
            ("packages/db/src/index.ts", ""),
            ("packages/db/src/users.ts", ""),
            ("src/lib/schema.ts", ""),
            ("src/posts.ts", ""),
        ],
        "src/lib/schema.ts",
        &[
            ("db", "packages/db/src/index.ts"),
            ("db/users", "packages/db/src/users.ts"),
            // No package builds into this `lib`.
            ("./posts", "missing src/lib/posts"),
        ],
    );
}

#[test]
fn deno_has_an_import_map() {
    let map = r#"{"imports": {
        "drizzle-orm": "npm:drizzle-orm@^0.45",
        "pg/": "npm:/drizzle-orm@0.45.1/pg-core/",
        "std": "jsr:@std/path@1",
        "@/": "./src/",
        "schema": "./src/schema.ts",
        "gone": "./gone.ts"
    }}"#;
    let leads = [
        ("drizzle-orm/pg-core", "package drizzle-orm/pg-core"),
        ("drizzle-orm", "package drizzle-orm"),
        ("pg/columns", "package drizzle-orm/pg-core/columns"),
        ("std", "package jsr:@std/path@1"),
        ("@/users.ts", "src/users.ts"),
        ("schema", "src/schema.ts"),
        ("gone", "missing gone.ts"),
        ("npm:@acme/db@1.2.3/users", "package @acme/db/users"),
        ("npm:zod", "package zod"),
    ];
    let files = [("src/schema.ts", ""), ("src/users.ts", "")];
    check(&[files[0], files[1], ("deno.json", map)], "src/db/a.ts", &leads);
    check(
        &[files[0], files[1], ("deno.jsonc", r#"{"importMap": "map.json"}"#), ("map.json", map)],
        "src/db/a.ts",
        &leads,
    );
}

#[test]
fn a_scheme_is_a_package() {
    let schemes =
        ["node:crypto", "bun:sqlite", "https://esm.sh/drizzle-orm", "cloudflare:workers", "data:text/plain,a"];
    check(
        &[],
        "schema.ts",
        &schemes.map(|scheme| (scheme, format!("package {scheme}"))).each_ref().map(|(s, p)| (*s, p.as_str())),
    );
}

#[test]
fn nothing_beyond_the_repository_is_asked() {
    let outside = ("../../tsconfig.json", r#"{"compilerOptions": {"paths": {"@/*": ["./*"]}}}"#);
    check(&[outside, ("../../a.ts", ""), ("../.git/HEAD", "")], "schema.ts", &[("@/a", "missing ")]);
    check(&[outside, ("../../a.ts", ""), ("../.git", "gitdir: …")], "schema.ts", &[("@/a", "missing ")]);
    check(&[outside, ("../../a.ts", ""), ("../../.git/HEAD", "")], "schema.ts", &[("@/a", "../../a.ts")]);
}

#[test]
fn a_file_has_one_name_wherever_it_is_seen_from() {
    let check = |path: &str, expected: &str| {
        assert_eq!(path::canonical("/code/apps/server".as_ref(), path), expected);
    };
    check("src/a.ts", "src/a.ts");
    check("../web/a.ts", "../web/a.ts");
    check("../server/src/a.ts", "src/a.ts");
    check("../../apps/server/src/a.ts", "src/a.ts");
    check("../../apps/web/a.ts", "../web/a.ts");
    check("../../../../../a.ts", "../../../../../a.ts");
}

#[test]
fn a_circle_ends() {
    check(
        &[
            (
                "tsconfig.json",
                r#"{"extends": ["./a.json", "./tsconfig.json"], "references": [{"path": "."}], "compilerOptions": {"paths": {"@/*": ["@/*"], "x": ["x"]}}}"#,
            ),
            ("a.json", r#"{"extends": "./b.json"}"#),
            ("b.json", r#"{"extends": ["./a.json", "./tsconfig.json", "./b"]}"#),
            (
                "package.json",
                r#"{"name": "self", "main": ".", "dependencies": {"self2": "file:."}, "workspaces": ["."]}"#,
            ),
        ],
        "schema.ts",
        &[("@/x", "missing @/x"), ("x", "missing x"), ("self", "missing , index, src/index")],
    );
    // Each configuration extends the next one twice.
    let configs = (0..40)
        .map(|i| (format!("c{i}.json"), format!(r#"{{"extends": ["./c{0}.json", "./c{0}.json"]}}"#, (i + 1) % 40)));
    let files = configs.chain([("tsconfig.json".to_owned(), r#"{"extends": "./c0.json"}"#.to_owned())]);
    let target = Resolver::new().resolve(&Files::in_memory(files), "schema.ts", "@/x");
    assert_eq!(target, Target::Missing { tried: Vec::new() });
}

#[test]
fn a_configuration_that_is_none_is_reported_once() {
    let files = Files::in_memory([("tsconfig.json", "{\n  \"compilerOptions\": }\n"), ("schema.ts", "")]);
    let mut resolver = Resolver::new();
    for specifier in ["@/a", "@/b", "drizzle-orm"] {
        resolver.resolve(&files, "schema.ts", specifier);
    }
    let (mut texts, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    resolver.report(&mut texts, &mut diagnostics);
    resolver.report(&mut texts, &mut diagnostics);
    let found = diagnostics.iter().map(|d| format!("{}: {}", texts.place(d.span.unwrap()), d.message)).collect_vec();
    assert_eq!(found, ["tsconfig.json:2:22: cannot read `tsconfig.json`: expected a value"]);
}

#[test]
fn what_decides_is_watched() {
    let files = Files::in_memory([
        ("../package.json", r#"{"workspaces": ["*"]}"#),
        ("../db/package.json", r#"{"name": "db", "main": "index.ts"}"#),
        ("../db/index.ts", ""),
        ("../web/package.json", r#"{"name": "web"}"#),
        ("package.json", r#"{"dependencies": {"db": "*", "zod": "*"}}"#),
        ("tsconfig.json", "{}"),
        ("src/users.ts", ""),
    ]);
    let mut resolver = Resolver::new();
    resolver.resolve(&files, "src/schema.ts", "./users");
    assert_eq!(files.watched(), [""; 0]);
    resolver.resolve(&files, "src/schema.ts", "zod");
    assert_eq!(files.watched(), ["tsconfig.json"]);
    resolver.resolve(&files, "src/schema.ts", "db");
    assert_eq!(files.watched(), ["../db/package.json", "../package.json", "tsconfig.json"]);
}
