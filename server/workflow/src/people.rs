//! Accounts, by what people do with them: join by a link (`joining`), sign in and out (`signing_in`), guard their own
//! account (`own_account`), use a second factor (`second_factor`), and look after everyone's (`administration`).

mod administration;
mod joining;
mod own_account;
mod second_factor;
mod signing_in;

pub use joining::{LinkAnswer, LinkPurpose};
pub use second_factor::{Offer, PasswordGiven, SignIn, Standing};
pub use signing_in::Identified;

use assay_domain::{FieldError, PersonId, Refusal, SECOND, setup::within};
use assay_store::audit::hex;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// How long a link for setting up, joining or choosing a new password works: seven days.
const LINK_LIFE: i64 = 7 * 86_400 * SECOND;

/// Whose session may begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The epoch the session belongs to; when the account's moves on, the session is over.
    pub epoch: i64,
}

/// One spelling, one account: compatibility forms, case, accents written apart and invisible characters compare alike.
fn login_key(login: &str) -> String {
    login
        .nfkc()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Characters that show nothing of themselves: Unicode's `Default_Ignorable_Code_Point` and the marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

fn check_names(name: &str, login: &str) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    if !within(name, 1, 100) {
        errors.push(FieldError::new("name", "Give a name of 1 to 100 characters."));
    }
    if !within(login, 2, 100) || login.trim().contains(char::is_whitespace) || login_key(login).chars().count() < 2 {
        errors.push(FieldError::new(
            "login",
            "Give a sign-in name of 2 to 100 characters without spaces, such as an e-mail address.",
        ));
    }
    Refusal::if_any(errors)
}

fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::login_key;

    #[test]
    fn auth_5_spellings_of_one_login_compare_alike() {
        for spelling in ["Ada", "ADA", "ＡＤＡ", "a\u{200B}da", " ada ", "a\u{FE0F}da", "\u{E0001}ada", "ad\u{3164}a"]
        {
            assert_eq!(login_key(spelling), "ada");
        }
        assert_ne!(login_key("ada"), login_key("adá"));
    }
}
