//! `postgresql://app:secret@db.example:5432/shop?sslmode=require`

use super::Problem;

/// A URL in its parts, percent signs resolved.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) database: Option<String>,
    pub(super) parameters: Vec<(String, String)>,
}

impl Url {
    /// `origin` says where the URL stands. No message repeats any of it: there may be a password in what is read wrong.
    pub(super) fn parse(text: &str, origin: &str) -> Result<Self, Problem> {
        let wrong = |what: &str| {
            let help = "a URL is `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE`; \
                        in user and password `@` is `%40`, `/` is `%2F`, `:` is `%3A`, `#` is `%23`, `?` is `%3F`, `%` is `%25`";
            Problem::new(format!("{origin}: {what}")).with_help(help)
        };
        let rest = text.split_once("://").map(|(_, rest)| rest);
        let rest = rest.ok_or_else(|| wrong("no `//` behind the name of the system"))?;
        // Of `app:a/b@host` nobody can tell where the host begins: what was taken for it would be printed.
        if rest.split_once(['/', '?', '#']).is_some_and(|(_, behind)| behind.contains('@')) {
            return Err(wrong("an `@` behind a `/`, `?` or `#`"));
        }
        let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        // Passwords are pasted as they are: the last one divides.
        let (login, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        if place.contains(',') {
            return Err(wrong("several hosts; name the one to read from"));
        }
        let (host, port) = match place.strip_prefix('[').and_then(|place| place.split_once(']')) {
            Some((address, port)) => (address, port.strip_prefix(':').unwrap_or(port)),
            None => place.split_once(':').unwrap_or((place, "")),
        };
        let port = match port {
            "" => None,
            port => Some(port.parse().map_err(|_| wrong("the port is no number up to 65535"))?),
        };
        let decoded = |text: &str| decode(text).ok_or_else(|| wrong("a `%` without two digits behind it, or no UTF-8"));
        let some = |text: &str| if text.is_empty() { Ok(None) } else { decoded(text).map(Some) };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let parameters = pairs.map(|(name, value)| Ok((decoded(name)?, decoded(value)?)));
        Ok(Self {
            user: some(user)?,
            password: password.map(decoded).transpose()?,
            host: some(host)?,
            port,
            database: some(path)?,
            parameters: parameters.collect::<Result<_, Problem>>()?,
        })
    }
}

/// `p%40ss` → `p@ss`
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
