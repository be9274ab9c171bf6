//! Suffixes that keep names apart.

/// Eight hexadecimal digits that stay the same for the same name (FNV-1a, 32 bits).
pub fn hash_suffix(name: &str) -> String {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::hash_suffix;

    #[test]
    fn the_suffix_is_fnv_1a() {
        assert_eq!(hash_suffix(""), "811c9dc5");
        assert_eq!(hash_suffix("a"), "e40c292c");
        assert_eq!(hash_suffix("foobar"), "bf9cf968");
    }
}
