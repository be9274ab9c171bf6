//! SHA-256: of sources, of the structure, and for names that must differ.

pub(crate) use hmac_sha256::Hash;

/// `sha256:` and the digits of what was hashed.
pub(crate) fn text(hash: Hash) -> String {
    format!("sha256:{}", digits(&hash.finalize()))
}

/// The first eight hexadecimal digits of a name's hash.
pub(crate) fn short(name: &str) -> String {
    let [a, b, c, d, ..] = Hash::hash(name.as_bytes());
    digits(&[a, b, c, d])
}

fn digits(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in bytes {
        digits.push_str(&format!("{byte:02x}"));
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::{Hash, short, text};

    #[test]
    fn hashes_are_those_of_the_standard() {
        let mut hash = Hash::new();
        hash.update(b"abc");
        assert_eq!(text(hash), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(short(""), "e3b0c442");
    }
}
