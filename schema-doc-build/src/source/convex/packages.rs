//! The packages that schemas are written with and whose text is known as data: TypeScript of ours that gives the same tables and validators.

use crate::files::Files;
use crate::json;
use crate::list::SliceExt;

/// `0.0.73`
type Version = [u32; 3];

/// A module of a package, from a release on.
struct Module {
    package: &'static str,
    /// What follows the package's name in the specifier.
    path: &'static str,
    since: Version,
    text: &'static str,
}

macro_rules! module {
    ($package:literal, $path:literal, $since:expr, $($text:literal),+) => {
        Module {
            package: $package,
            path: $path,
            since: $since,
            text: concat!($(include_str!(concat!("packages/", $text, ".ts")), "\n"),+),
        }
    };
}

const ALWAYS: Version = [0, 0, 0];

/// Of each module the latest release first.
const MODULES: &[Module] = &[
    module!("convex", "/server", ALWAYS, "convex-server"),
    // CHANGELOG of the package: `firstUsedTime` came with 0.0.69, `parentRefreshTokenId` with 0.0.73.
    module!("@convex-dev/auth", "/server", [0, 0, 73], "convex-auth", "convex-auth-tokens-0.0.73"),
    module!("@convex-dev/auth", "/server", [0, 0, 69], "convex-auth", "convex-auth-tokens-0.0.69"),
    module!("@convex-dev/auth", "/server", ALWAYS, "convex-auth", "convex-auth-tokens-0.0.0"),
    module!("convex-helpers", "", ALWAYS, "convex-helpers"),
    module!("convex-helpers", "/validators", ALWAYS, "convex-helpers-validators"),
    module!("convex-helpers", "/server", ALWAYS, "convex-helpers-server"),
    module!("convex-helpers", "/server/sessions", ALWAYS, "convex-helpers-sessions"),
    module!("convex-helpers", "/server/rateLimit", ALWAYS, "convex-helpers-rate-limit"),
    module!("convex-helpers", "/server/migrations", ALWAYS, "convex-helpers-migrations"),
    // Before 0.13, an edge from one to one was written with `optional`.
    module!("convex-ents", "", [0, 13, 0], "convex-ents"),
    module!("effect", "", ALWAYS, "effect"),
    module!("effect", "/Function", ALWAYS, "effect"),
    module!("effect", "/Record", ALWAYS, "effect"),
    module!("@convex-dev/workpool", "", ALWAYS, "convex-workpool"),
    module!("@convex-dev/workflow", "", ALWAYS, "convex-workflow"),
    module!("@convex-dev/action-retrier", "", ALWAYS, "convex-ids"),
    module!("@convex-dev/persistent-text-streaming", "", ALWAYS, "convex-ids"),
    module!("@convex-dev/rag", "", ALWAYS, "convex-ids"),
    module!("@convex-dev/resend", "", ALWAYS, "convex-ids"),
];

/// Which releases of packages a project uses, as its `package.json` says.
#[derive(Debug, Default)]
pub(super) struct Versions {
    /// Nearer files first.
    packages: Vec<(&'static str, Version)>,
}

impl Versions {
    /// From every `package.json` in the folder of a file and in those above it.
    pub(super) fn beside(files: &Files, path: &str) -> Self {
        let mut versions = Self::default();
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            versions.add(files, &format!("{folder}/package.json"));
        }
        versions.add(files, "package.json");
        versions
    }

    fn add(&mut self, files: &Files, path: &str) {
        if !files.is_file(path) {
            return;
        }
        let text = files.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(file) = text.and_then(|text| json::parse(&text).ok()) else { return };
        for dependencies in ["dependencies", "devDependencies", "peerDependencies"] {
            let Some(dependencies) = file.value.get(dependencies) else { continue };
            for Module { package, .. } in MODULES {
                let said = dependencies.get(package).and_then(json::Value::as_text);
                if let Some(version) = said.and_then(version) {
                    self.packages.push((package, version));
                }
            }
        }
    }

    fn of(&self, package: &str) -> Option<Version> {
        self.packages.find(|(name, _)| *name == package).map(|&(_, version)| version)
    }
}

/// The least release that a range allows: `^0.0.80`, `~1.2`, `>=3`. `None` where it names none: `latest`, `workspace:*`.
fn version(range: &str) -> Option<Version> {
    let digits = range.trim_start_matches(['^', '~', '=', '>', 'v', ' ']);
    let mut version = ALWAYS;
    let mut parts = digits.split(['.', '-', '+', ' ']);
    for (at, number) in version.iter_mut().enumerate() {
        match parts.next().map(str::parse) {
            Some(Ok(said)) => *number = said,
            _ if at == 0 => return None,
            _ => break,
        }
    }
    Some(version)
}

/// The text of a module, as of the release that the project uses; as of the latest where nobody says which.
pub(super) fn text(specifier: &str, versions: &Versions) -> Option<&'static str> {
    let releases = MODULES.iter().filter(|module| specifier.strip_prefix(module.package) == Some(module.path));
    let mut fitting = releases.filter(|module| versions.of(module.package).is_none_or(|used| module.since <= used));
    fitting.next().map(|module| module.text)
}

#[cfg(test)]
mod tests {
    use super::{Versions, text, version};
    use crate::files::Files;

    #[test]
    fn a_range_names_its_least_release() {
        let check = |range, expected| assert_eq!(version(range), expected, "{range}");
        check("^0.0.80", Some([0, 0, 80]));
        check(">=1.2 <2", Some([1, 2, 0]));
        check("~3", Some([3, 0, 0]));
        check("0.0.75-alpha.1", Some([0, 0, 75]));
        check("workspace:*", None);
        check("*", None);
        check("", None);
    }

    #[test]
    fn the_nearest_package_json_says_which_release_is_used() {
        let check = |files: &[(&str, &str)], expected: &str| {
            let files = Files::in_memory(files.iter().copied());
            let versions = Versions::beside(&files, "apps/web/convex/schema.ts");
            let text = text("@convex-dev/auth/server", &versions).unwrap();
            let has = |field: &str| if text.contains(field) { "1" } else { "0" };
            assert_eq!(format!("{}{}", has("firstUsedTime"), has("parentRefreshTokenId")), expected);
        };
        let says = |version: &str| format!("{{\"dependencies\": {{\"@convex-dev/auth\": \"{version}\"}}}}");
        check(&[], "11");
        check(&[("package.json", &says("^0.0.68"))], "00");
        check(&[("package.json", &says("^0.0.68")), ("apps/web/package.json", &says("0.0.70"))], "10");
        check(&[("package.json", &says("latest"))], "11");
        check(&[("package.json", "{")], "11");
    }
}
