//! What a form sent, and the one rule about it: a form has the fields it has, and whoever sends another one means something
//! that we would not do (ACL-3). Such a form is refused whole, by the name of the field, before anything of it is read.
//!
//! Handlers take [`Form`] where the fields are a struct, and [`Sent`] where names repeat or are numbered. Both stand where
//! axum's `Form` would; a test of `server/tests/architecture.rs` lets nobody use that one.

use crate::i18n::t;
use crate::problem::Problem;
use axum::extract::{FromRequest, RawForm, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// Names and values, in the order in which they were sent.
pub type Fields = Vec<(String, String)>;

/// Longest part of a stranger's name that is said back.
const SAID: usize = 60;

/// The names that a form has.
pub trait Names {
    /// Each of them; `*` at the end of a part between dots stands for anything, as in `criterion.*` or `explanation-*`.
    const NAMES: &'static [&'static str];

    /// Whether a field of this name is one of the form's.
    #[must_use]
    fn has(name: &str) -> bool {
        Self::NAMES.iter().any(|known| fits(name, known))
    }
}

/// Whether a name is one of those that a pattern stands for.
pub(crate) fn fits(name: &str, known: &str) -> bool {
    let (mut parts, mut wanted) = (name.split('.'), known.split('.'));
    loop {
        match (parts.next(), wanted.next()) {
            (None, None) => return true,
            (Some(part), Some(wanted)) => match wanted.strip_suffix('*') {
                Some(beginning) if part.starts_with(beginning) => {}
                None if part == wanted => {}
                _ => return false,
            },
            _ => return false,
        }
    }
}

/// A form whose names are those of `N`.
pub struct Sent<N>(pub Fields, pub(crate) PhantomData<N>);

impl<S: Send + Sync, N: Names> FromRequest<S> for Sent<N> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Form(fields) = Form::<Fields>::from_request(request, state).await?;
        match fields.iter().find(|(name, _)| !N::has(name)) {
            Some((name, _)) => Err(unknown(name)),
            None => Ok(Self(fields, PhantomData)),
        }
    }
}

/// A form as a struct, which denies unknown fields.
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let RawForm(bytes) = RawForm::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of(rejection.into_response().status()))?;
        serde_urlencoded::from_bytes(&bytes).map(Self).map_err(|error| {
            let text = error.to_string();
            // serde tells it in a sentence only.
            match text.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) {
                Some((name, _)) => unknown(name),
                None => Problem::of(StatusCode::UNPROCESSABLE_ENTITY),
            }
        })
    }
}

/// The refusal, which names the field.
pub(crate) fn unknown(name: &str) -> Problem {
    let name: String = name.chars().filter(|c| !c.is_control()).take(SAID).collect();
    Problem {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        code: "unknown_field",
        message: t!("problem-unknown-field", field = name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use serde::Deserialize;

    struct Few;

    impl Names for Few {
        const NAMES: &'static [&'static str] = &["name", "tag.*.*", "explanation-*"];
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct One {
        #[serde(default, rename = "name")]
        _name: String,
    }

    fn request(body: &str) -> Request {
        let kind = "application/x-www-form-urlencoded";
        Request::post("/").header("content-type", kind).body(Body::from(body.to_owned())).unwrap()
    }

    #[tokio::test]
    async fn acl_3_a_form_with_a_field_that_it_does_not_have_is_refused_by_the_fields_name() {
        for good in ["", "name=a&name=b", "tag.a.1=on", "explanation-17=x", "name=a%26role%3Dadmin"] {
            assert!(Sent::<Few>::from_request(request(good), &()).await.is_ok(), "{good}");
        }
        for (bad, named) in [
            ("name=a&role=admin", "role"),
            ("tag.a=on", "tag.a"),
            ("tag.a.1.x=on", "tag.a.1.x"),
            ("=x", ""),
            ("a%0Ab=x", "ab"),
        ] {
            let problem = Sent::<Few>::from_request(request(bad), &()).await.err().unwrap();
            assert_eq!((problem.status.as_u16(), problem.code), (422, "unknown_field"), "{bad}");
            assert!(problem.message.contains(&format!("“{named}”")), "{}", problem.message);
        }
        assert!(Form::<One>::from_request(request("name=a"), &()).await.is_ok());
        let problem = Form::<One>::from_request(request("name=a&is_admin=1"), &()).await.err().unwrap();
        assert!(problem.code == "unknown_field" && problem.message.contains("“is_admin”"), "{problem:?}");
    }

    #[tokio::test]
    async fn what_is_no_form_is_refused_as_such() {
        let json = Request::post("/").header("content-type", "application/json").body(Body::from("{}")).unwrap();
        assert_eq!(Form::<One>::from_request(json, &()).await.err().unwrap().status.as_u16(), 415);
    }
}
