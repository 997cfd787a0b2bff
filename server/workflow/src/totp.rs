//! One-time codes as authenticator apps make them (RFC 6238): HMAC-SHA-1, six digits, steps of thirty seconds.

use assay_domain::{SECOND, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The alphabet of base32 (RFC 4648).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP: i64 = 30 * SECOND;
/// Codes of this many steps before and after now are right too: clocks differ, and people take time to type.
const TOLERANCE: i64 = 1;

/// Bytes in base32, without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let digits = (bytes.len() * 8).div_ceil(5);
    (0..digits)
        .map(|digit| (0..5).fold(0, |value, place| value << 1 | usize::from(bit(digit * 5 + place))))
        .map(|value| char::from(ALPHABET[value]))
        .collect()
}

/// What [`base32`] was made from; what is none of its letters is left out.
fn bytes_of(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for value in text.bytes().filter_map(|letter| ALPHABET.iter().position(|known| *known == letter)) {
        held = held << 5 | u32::try_from(value).unwrap_or(0);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.extend(u8::try_from(held >> bits & 0xFF));
        }
        held &= (1 << bits) - 1;
    }
    bytes
}

/// The code of a step.
fn code(secret: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash.last()? & 0xF);
    let four = hash.get(at..at + 4)?;
    let number = four.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
    Some((number & 0x7FFF_FFFF) % 1_000_000)
}

/// The step whose code this is, among those that count now and come after `last`.
pub(crate) fn matching_step(secret: &str, digits: &str, now: Timestamp, last: i64) -> Option<i64> {
    let given: u32 = Some(digits).filter(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let secret = bytes_of(secret);
    let step = now.div_euclid(STEP);
    (step - TOLERANCE..=step + TOLERANCE).find(|step| *step > last && code(&secret, *step) == Some(given))
}

/// The address that apps read from the square: whose secret this is, and the secret.
pub(crate) fn address(login: &str, secret: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let login: String = login
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("otpauth://totp/Assay:{login}?secret={secret}&issuer=Assay")
}

/// The code that an app of this secret shows at a moment.
#[doc(hidden)]
#[must_use]
pub fn code_at(secret: &str, at: Timestamp) -> String {
    format!("{:06}", code(&bytes_of(secret), at.div_euclid(STEP)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the rows of SHA-1; six digits are the last six of the eight there.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = base32(b"12345678901234567890");
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for (second, expected) in VECTORS {
            assert_eq!(code_at(&secret, second * SECOND), expected, "{second}");
            assert_eq!(matching_step(&secret, expected, second * SECOND, 0), Some(second / 30));
        }
    }

    #[test]
    fn base32_is_that_of_the_standard_and_leads_back() {
        for (plain, written) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(plain.as_bytes()), written);
            assert_eq!(bytes_of(written), plain.as_bytes());
        }
    }

    #[test]
    fn one_step_early_or_late_is_right_two_are_not_and_no_step_twice() {
        let secret = base32(b"12345678901234567890");
        let at = |second: i64| 2_000_000_010 * SECOND + second * SECOND;
        let digits = code_at(&secret, at(0));
        let step = at(0) / STEP;
        for (second, right) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            assert_eq!(matching_step(&secret, &digits, at(second), 0).is_some(), right, "{second}");
        }
        assert_eq!(matching_step(&secret, &digits, at(0), step - 1), Some(step));
        assert_eq!(matching_step(&secret, &digits, at(0), step), None, "taken");
        for none in ["", "12345", "1234567", "+12345", "１２３４５６", "abcdef"] {
            assert_eq!(matching_step(&secret, none, at(0), 0), None, "{none}");
        }
    }

    #[test]
    fn the_address_holds_any_sign_in_name() {
        assert_eq!(address("a b@x/é?", "AB"), "otpauth://totp/Assay:a%20b%40x%2F%C3%A9%3F?secret=AB&issuer=Assay");
    }
}
