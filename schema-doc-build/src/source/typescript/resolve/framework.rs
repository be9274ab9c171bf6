//! The aliases that frameworks write into a tsconfig.json of their own, which no checkout has before their first run.

use super::path::join;
use super::{Search, Target, pattern};
use crate::list::{IteratorExt, SliceExt};

struct Framework {
    /// One of these lies in the folder that the aliases start from.
    configs: &'static [&'static str],
    /// Where they lead; nowhere where the framework makes up what is there.
    aliases: &'static [(&'static str, &'static [&'static str])],
}

const FRAMEWORKS: &[Framework] = &[
    // SvelteKit, Project types: $lib, $env, $app.
    Framework {
        configs: &["svelte.config.js", "svelte.config.ts"],
        aliases: &[
            ("$lib", &["src/lib"]),
            ("$lib/*", &["src/lib/*"]),
            ("$env/*", &[]),
            ("$app/*", &[]),
            ("$service-worker", &[]),
        ],
    },
    // Nuxt, Configuration: alias; `srcDir` is `app/` since Nuxt 4.
    Framework {
        configs: &["nuxt.config.ts", "nuxt.config.js", "nuxt.config.mts", "nuxt.config.mjs"],
        aliases: &[
            ("~/*", &["app/*", "*"]),
            ("@/*", &["app/*", "*"]),
            ("~~/*", &["*"]),
            ("@@/*", &["*"]),
            ("#shared/*", &["shared/*"]),
            ("#imports", &[]),
        ],
    },
];

impl Search<'_> {
    /// `$lib/users`
    pub(super) fn by_framework(&mut self, folders: &[String], specifier: &str) -> Option<Target> {
        let has =
            |folder: &str, framework: &Framework| framework.configs.any(|name| self.files.is_file(&join(folder, name)));
        let mut candidates =
            folders.iter().flat_map(|folder| FRAMEWORKS.iter().map(move |framework| (folder, framework)));
        let (folder, framework) = candidates.find(|(folder, framework)| has(folder, framework))?;
        let (best, star) = pattern::best(framework.aliases.iter().map(|(alias, _)| *alias), specifier)?;
        let (_, targets) = framework.aliases.find(|(alias, _)| *alias == best)?;
        if targets.is_empty() {
            return Some(Target::Package(specifier.to_owned()));
        }
        let paths = targets.iter().map(|target| join(folder, &pattern::filled(target, star))).collect_vec();
        let found = paths.iter().find_map(|path| self.file_or_folder(path));
        Some(found.map_or_else(|| self.missing(), Target::File))
    }
}
