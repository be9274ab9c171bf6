//! Sensitivity by well-known column names, word by word.

use crate::model::{Column, LogicalType, Sensitivity};

/// How sensitive a column's data is, as far as its name and type tell. Names that only speak of such data (`email_verified`,
/// `password_changed_at`, `token_count`) tell nothing.
pub(super) fn of_column(column: &Column) -> Option<Sensitivity> {
    if !can_hold(&column.data_type.logical) {
        return None;
    }
    let words = words(&column.name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if is_about(&words) {
        return None;
    }
    if SECRETS.iter().any(|phrase| ends_with(&words, phrase)) {
        return Some(Sensitivity::Secret);
    }
    let birth =
        matches!(column.data_type.logical, LogicalType::Date | LogicalType::Timestamp | LogicalType::TimestampTz);
    let personal: &[&[&str]] = if birth { DATES } else { PERSONAL };
    (personal.iter().any(|phrase| ends_with(&words, phrase))).then_some(Sensitivity::Pii)
}

/// Whether a type can hold the data itself: a flag, a moment in time or an enumeration cannot, apart from a date of birth.
fn can_hold(logical: &LogicalType) -> bool {
    !matches!(
        logical,
        LogicalType::Boolean
            | LogicalType::Enum(_)
            | LogicalType::Interval
            | LogicalType::Range
            | LogicalType::TsVector
            | LogicalType::Vector
    )
}

/// Last words of names that speak about the data: its state, number, kind, place.
fn is_about(words: &[&str]) -> bool {
    const LAST: &[&str] = &[
        "at",
        "on",
        "count",
        "counts",
        "total",
        "verified",
        "confirmed",
        "enabled",
        "disabled",
        "required",
        "type",
        "kind",
        "status",
        "state",
        "id",
        "ids",
        "length",
        "size",
        "limit",
        "max",
        "min",
        "attempts",
        "attempt",
        "expires",
        "expiry",
        "expiration",
        "expired",
        "ttl",
        "lifetime",
        "template",
        "templates",
        "subject",
        "format",
        "policy",
        "domain",
        "domains",
        "provider",
        "algorithm",
        "version",
        "hint",
        "label",
        "title",
        "description",
        "reset",
        "changed",
        "flag",
        "flags",
        "mode",
        "method",
        "class",
        "category",
        "order",
        "position",
        "used",
        "usage",
        "index",
        "pattern",
        "regex",
        "config",
        "settings",
        "preference",
        "preferences",
        "notification",
        "notifications",
        "quota",
        "rate",
        "timeout",
        "interval",
        "seconds",
        "days",
        "minutes",
        "hours",
        "sent",
        "opened",
        "bounced",
        "optin",
        "optout",
        "visible",
        "public",
        "allowed",
        "prefix",
    ];
    words.last().is_some_and(|last| LAST.contains(last))
        || words.first().is_some_and(|first| {
            ["is", "has", "can", "num", "max", "min", "count", "total"].contains(first) && words.len() > 1
        })
}

/// What gives access; a name that ends with one of these.
const SECRETS: &[&[&str]] = &[
    &["password"],
    &["passwd"],
    &["passwords"],
    &["passphrase"],
    &["pwd"],
    &["password", "hash"],
    &["passwd", "hash"],
    &["password", "digest"],
    &["password", "salt"],
    &["hashed", "password"],
    &["encrypted", "password"],
    &["secret"],
    &["secrets"],
    &["secret", "key"],
    &["secret", "hash"],
    &["client", "secret"],
    &["api", "key"],
    &["apikey"],
    &["api", "key", "hash"],
    &["api", "secret"],
    &["access", "key"],
    &["private", "key"],
    &["encryption", "key"],
    &["signing", "key"],
    &["token"],
    &["token", "hash"],
    &["token", "digest"],
    &["access", "tokens"],
    &["refresh", "tokens"],
    &["credential"],
    &["credentials"],
    &["otp"],
    &["totp"],
    &["otp", "code"],
    &["mfa", "code"],
    &["recovery", "code"],
    &["recovery", "codes"],
    &["backup", "codes"],
    &["pin", "code"],
    &["pin", "hash"],
    &["cvv"],
    &["cvc"],
    &["psk"],
    &["psk", "identity"],
    &["authpassphrase"],
    &["privpassphrase"],
];

/// What belongs to a person; a name that ends with one of these.
const PERSONAL: &[&[&str]] = &[
    &["email"],
    &["emails"],
    &["e", "mail"],
    &["mail", "address"],
    &["email", "address"],
    &["email", "addr"],
    &["email", "normalized"],
    &["email", "lower"],
    &["phone"],
    &["phones"],
    &["phone", "number"],
    &["phone", "no"],
    &["phone", "e164"],
    &["telephone"],
    &["telephone", "number"],
    &["mobile"],
    &["mobile", "number"],
    &["mobile", "phone"],
    &["cell", "phone"],
    &["cellphone"],
    &["fax"],
    &["fax", "number"],
    &["ssn"],
    &["social", "security", "number"],
    &["tax", "number"],
    &["tin"],
    &["national", "insurance", "number"],
    &["passport", "number"],
    &["passport", "no"],
    &["passport"],
    &["license", "number"],
    &["driver", "license"],
    &["drivers", "license"],
    &["first", "name"],
    &["firstname"],
    &["last", "name"],
    &["lastname"],
    &["middle", "name"],
    &["full", "name"],
    &["fullname"],
    &["surname"],
    &["given", "name"],
    &["family", "name"],
    &["maiden", "name"],
    &["birth", "date"],
    &["birthdate"],
    &["date", "of", "birth"],
    &["dob"],
    &["birthday"],
    &["birth", "day"],
    &["ip"],
    &["ip", "address"],
    &["ip", "addr"],
    &["ipaddr"],
    &["ipaddress"],
    &["client", "ip"],
    &["remote", "ip"],
    &["remote", "addr"],
    &["iban"],
    &["bic", "iban"],
    &["account", "number"],
    &["bank", "account"],
    &["card", "number"],
    &["credit", "card"],
    &["credit", "card", "number"],
    &["pan"],
    &["street"],
    &["street", "address"],
    &["home", "address"],
    &["postal", "address"],
    &["shipping", "address"],
    &["billing", "address"],
    &["address", "line1"],
    &["address", "line2"],
    &["address", "line"],
    &["address1"],
    &["address2"],
    &["gender"],
    &["ethnicity"],
    &["religion"],
    &["nationality"],
    &["marital", "status"],
    &["salary"],
    &["latitude"],
    &["longitude"],
    &["mac", "address"],
    &["device", "fingerprint"],
];

/// Dates that belong to a person.
const DATES: &[&[&str]] =
    &[&["birth", "date"], &["birthdate"], &["date", "of", "birth"], &["dob"], &["birthday"], &["birth", "day"]];

fn ends_with(words: &[&str], phrase: &[&str]) -> bool {
    words.ends_with(phrase)
}

/// The words of a name in lower case: parted at what is no letter or digit, and where a capital follows a small letter.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && small) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase() || c.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
