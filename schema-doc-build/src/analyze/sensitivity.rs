//! Sensitivity by well-known column names, word by word.

use crate::list::SliceExt;
use crate::ordered::Set;
use std::sync::LazyLock;

use crate::model::{Column, LogicalType, Sensitivity, Table};

type Phrases = LazyLock<Set<&'static str>>;

/// What gives access; names end with it. Words are joined by `_`.
static SECRETS: Phrases = LazyLock::new(|| {
    "password passwords passwd passphrase pwd password_hash passwd_hash password_digest password_salt
     secret secrets secret_key secret_hash client_secret api_key apikey api_key_hash api_secret access_key
     private_key encryption_key signing_key token token_hash token_digest access_tokens refresh_tokens
     credential credentials otp totp otp_code mfa_code recovery_code recovery_codes backup_codes pin_code pin_hash
     cvv cvc psk"
        .split_whitespace()
        .collect()
});

/// What belongs to a person; names end with it.
static PERSONAL: Phrases = LazyLock::new(|| {
    "email emails e_mail mail_address email_address email_addr email_normalized email_lower
     phone phones phone_number phone_no phone_e164 telephone telephone_number mobile mobile_number mobile_phone
     cell_phone cellphone fax fax_number
     ssn social_security_number tax_number national_insurance_number passport passport_number passport_no
     driver_license drivers_license license_number
     first_name firstname last_name lastname middle_name full_name fullname surname given_name family_name maiden_name
     ip ip_address ip_addr ipaddr ipaddress client_ip remote_ip remote_addr device_fingerprint
     iban account_number bank_account card_number credit_card credit_card_number
     street street_address home_address postal_address shipping_address billing_address
     address_line address_line1 address_line2 address1 address2
     gender ethnicity religion nationality marital_status salary latitude longitude"
        .split_whitespace()
        .collect()
});

/// Dates that belong to a person.
static DATES: Phrases =
    LazyLock::new(|| "birth_date birthdate date_of_birth dob birthday birth_day".split_whitespace().collect());

/// Last words of names that speak about such data: its state, number, kind, place.
static ABOUT: Phrases = LazyLock::new(|| {
    "at on count counts total verified confirmed enabled disabled required type kind state id ids length size limit
     max min attempts attempt expires expiry expiration expired ttl lifetime template templates subject format policy domain
     domains provider algorithm version hint label title description reset changed flag flags mode method class category order
     position used usage index pattern regex config settings preference preferences notification notifications quota rate timeout
     interval seconds days minutes hours sent opened bounced optin optout visible public allowed prefix"
        .split_whitespace()
        .collect()
});

/// First words of names that speak about such data.
const COUNTS: [&str; 8] = ["is", "has", "can", "num", "max", "min", "count", "total"];

/// How sensitive a column's data is, as far as its name and type tell. Names that only speak of such data (`email_verified`,
/// `password_changed_at`, `token_count`) tell nothing.
/// Machines and buildings have addresses of their own, and many things a full name: `table` tells whose they are.
pub(super) fn of_column(table: Option<&Table>, column: &Column) -> Option<Sensitivity> {
    let found = by_name(column)?;
    let ending = |endings: &[&str]| endings.any(|ending| words(&column.name).ends_with(ending));
    let of_things = match table {
        Some(table) if ending(NAMES) => !speaks_of_people(&table.id.name),
        Some(table) if ending(PLACES) => {
            let columns = || table.columns.any(|column| speaks_of_people(&column.name));
            !speaks_of_people(&table.id.name) && !columns()
        }
        _ => false,
    };
    (!of_things).then_some(found)
}

/// What things have as well as people, and belongs to a person only in a table of people.
const NAMES: &[&str] = &["full_name", "fullname"];
/// The same, in a table whose columns speak of people.
const PLACES: &[&str] = &["ip", "ipaddr", "ipaddress", "ip_address", "ip_addr", "latitude", "longitude"];
/// Words for people, and for what they do.
const PEOPLE: &str = "user users account accounts customer customers member members person persons people employee employees patient patients \
     contact contacts author authors visitor visitors guest guests profile profiles client clients student students session sessions login \
     logins signin auth audit vote votes comment comments consent order orders";

/// Whether one of the words of a name is a word for people.
fn speaks_of_people(name: &str) -> bool {
    words(name).split('_').any(|word| PEOPLE.split_whitespace().any(|person| person == word))
}

fn by_name(column: &Column) -> Option<Sensitivity> {
    let logical = &column.data_type.logical;
    if !can_hold(logical) || column.data_type.as_id().is_some() {
        return None;
    }
    let words = words(&column.name);
    let last = words.rsplit('_').next()?;
    let about = words.split_once('_').is_some_and(|(first, _)| COUNTS.contains(&first));
    if about || ABOUT.contains(last) {
        return None;
    }
    // The endings of one, two, three and four words.
    let starts = || words.rmatch_indices('_').map(|(at, _)| at + 1).chain([0]).take(4);
    let ends_with =
        |phrases: &Phrases| starts().any(|start| words.get(start..).is_some_and(|ending| phrases.contains(ending)));
    if matches!(logical, LogicalType::Date | LogicalType::Timestamp | LogicalType::TimestampTz | LogicalType::Time) {
        return ends_with(&DATES).then_some(Sensitivity::Pii);
    }
    // A number may be a key or an amount of tokens, never a secret's text.
    let number =
        matches!(logical, LogicalType::SmallInt | LogicalType::Integer | LogicalType::BigInt | LogicalType::Number);
    if !number && ends_with(&SECRETS) {
        return Some(Sensitivity::Secret);
    }
    (ends_with(&PERSONAL) || ends_with(&DATES)).then_some(Sensitivity::Pii)
}

/// Whether a type can hold the data itself: a flag or an enumeration cannot.
fn can_hold(logical: &LogicalType) -> bool {
    !matches!(
        logical,
        LogicalType::Boolean
            | LogicalType::Enum(_)
            | LogicalType::Interval
            | LogicalType::Range
            | LogicalType::TsVector
            | LogicalType::Vector
            // Its fields tell.
            | LogicalType::Object(_)
            | LogicalType::Literals(_)
            | LogicalType::Null
    )
}

/// The words of a name in lower case, joined by `_`: parted at what is no letter or digit, and where a capital follows a small letter.
pub(crate) fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut small = false;
    let mut parted = false;
    for c in name.chars() {
        parted |= !c.is_alphanumeric() || (c.is_uppercase() && small);
        small = c.is_lowercase() || c.is_numeric();
        if c.is_alphanumeric() {
            if parted && !words.is_empty() {
                words.push('_');
            }
            parted = false;
            words.extend(c.to_lowercase());
        }
    }
    words
}

/// Whether a number is a time by its usual names: `createdAt`, `updated_at`, `timestamp`.
#[cfg(feature = "typescript")]
pub(crate) fn is_time(name: &str) -> bool {
    matches!(words(name).rsplit('_').next(), Some("at" | "time" | "timestamp"))
}

#[cfg(test)]
mod tests {
    use super::of_column;
    use crate::model::{Column, DataType, LogicalType, Sensitivity, Table, TableId};

    #[test]
    fn whose_an_address_is_the_table_tells() {
        let column = |name: &str| Column {
            name: name.into(),
            data_type: DataType { native: String::new(), logical: LogicalType::Text },
            ..Default::default()
        };
        let check = |table: &str, columns: &[&str], expected: bool| {
            let mut of = Table { id: TableId::new("public", table), ..Table::default() };
            of.columns = columns.iter().map(|name| column(name)).collect();
            assert_eq!(of_column(Some(&of), &of.columns[0]).is_some(), expected, "{table} {columns:?}");
        };
        check("interfaces", &["ip", "port"], false);
        check("requests", &["ip", "user_agent"], true);
        check("logins", &["ip_address"], true);
        check("repositories", &["full_name", "user_id"], false);
        check("customers", &["fullName"], true);
        check("cities", &["latitude"], false);
        check("repositories", &["email"], true);
    }

    #[test]
    fn sensitive_names_are_known_by_their_words() {
        let check = |name: &str, logical: LogicalType, expected: Option<Sensitivity>| {
            let column = Column {
                name: name.into(),
                data_type: DataType { native: String::new(), logical },
                ..Default::default()
            };
            assert_eq!(of_column(None, &column), expected, "{name}");
        };
        for name in ["email", "user_email", "workEmail", "phone_number", "ssn", "ip_address", "iban", "last_name"] {
            check(name, LogicalType::Text, Some(Sensitivity::Pii));
        }
        for name in ["password", "password_hash", "reset_token", "api_key", "client_secret", "refreshToken", "totp"] {
            check(name, LogicalType::Text, Some(Sensitivity::Secret));
        }
        for name in [
            "email_verified",
            "token_count",
            "password_changed_at",
            "email_template",
            "phone_type",
            "is_secret",
            "tokens",
            "key",
            "emailer",
            "max_token",
            "token_type",
            "address_id",
            "ship",
            "tip",
            "shipping",
            "name",
            "description",
            "",
        ] {
            check(name, LogicalType::Text, None);
        }
        check("birth_date", LogicalType::Date, Some(Sensitivity::Pii));
        check("birthday", LogicalType::Text, Some(Sensitivity::Pii));
        check("email", LogicalType::Boolean, None);
        check("password", LogicalType::TimestampTz, None);
        check("token", LogicalType::Integer, None);
    }
}
