//! Who may use which route: every route is declared together with its [`Access`], and none can be without.
//!
//! [`Routes`] stands where axum's router would. It builds the router, puts the check of the role in front of each handler,
//! and remembers what it declared, so that the whole table can be printed (`assay serve --print-routes`), compared with the
//! reviewed one in `server/routes.csv`, and walked by the tests as every role.
//!
//! This is the outer door. The workflow asks again, and it alone knows whose an object is.

use crate::problem::Problem;
use assay_domain::{Actor, Refusal, Role};
use assay_workflow::Assay;
use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

/// Who may use a route at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone, signed in or not.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever holds one of these roles.
    Roles(&'static [Role]),
}

/// Who may use a route, and on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who may use it at all.
    pub who: Who,
    /// What the route's address or body names, such as an assignment, when it may be someone else's or missing.
    pub object: Option<&'static str>,
}

/// For anyone, signed in or not.
pub const ANYONE: Access = Access::of(Who::Anyone);
/// For whoever is signed in.
pub const SIGNED_IN: Access = Access::of(Who::SignedIn);
/// For annotators.
pub const ANNOTATOR: Access = Access::of(Who::Roles(&[Role::Annotator]));
/// For initial and final reviewers; which stage a person may review is the workflow's to say.
pub const REVIEWER: Access = Access::of(Who::Roles(&[Role::InitialReviewer, Role::FinalReviewer]));
/// For admins.
pub const ADMIN: Access = Access::of(Who::Roles(&[Role::Admin]));

impl Access {
    const fn of(who: Who) -> Self {
        Self { who, object: None }
    }

    /// The same people, on one object that the request names.
    #[must_use]
    pub const fn on(self, object: &'static str) -> Self {
        Self { object: Some(object), ..self }
    }

    /// Whether this person, or nobody, may use the route at all.
    ///
    /// # Errors
    /// A [`Problem`] with status 401 for nobody, 403 for a person without the role.
    pub fn admit(self, actor: Option<&Actor>) -> Result<(), Problem> {
        match (self.who, actor) {
            (Who::Anyone, _) | (Who::SignedIn, Some(_)) => Ok(()),
            (_, None) => Err(Problem::of(StatusCode::UNAUTHORIZED)),
            (Who::Roles(roles), Some(actor)) if roles.iter().any(|role| actor.is(*role)) => Ok(()),
            (Who::Roles(_), Some(_)) => Err(Refusal::NotAllowed.into()),
        }
    }

    /// The people in one word for the table: `anyone`, `signed_in`, or the roles with `|` between.
    #[must_use]
    pub fn people(self) -> String {
        match self.who {
            Who::Anyone => "anyone".to_owned(),
            Who::SignedIn => "signed_in".to_owned(),
            Who::Roles(roles) => roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join("|"),
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// `GET` (with `HEAD`) or `POST`; there are no others.
    pub method: &'static str,
    /// The address, with parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it changes.
    pub changes: Changes,
}

/// What a route changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Nothing.
    Nothing,
    /// It gives the person a task or a review to work on when they hold none, and notes that they were shown it.
    HandsOut,
    /// What it was asked to change.
    State,
}

impl Changes {
    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::HandsOut => "hands_out",
            Self::State => "state",
        }
    }
}

/// Routes, each declared with who may use it.
#[derive(Default)]
pub struct Routes {
    router: Router<Assay>,
    table: Vec<Declared>,
}

impl Routes {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A route that reads and changes nothing.
    #[must_use]
    pub fn get<T: 'static, H: Handler<T, Assay>>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.declare(Declared { method: "GET", path, access, changes: Changes::Nothing }, get(handler))
    }

    /// A page that hands out work: asking for it takes a task or a review for the person, who holds it already the next time.
    #[must_use]
    pub fn hand_out<T: 'static, H: Handler<T, Assay>>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.declare(Declared { method: "GET", path, access, changes: Changes::HandsOut }, get(handler))
    }

    /// A route that changes something.
    #[must_use]
    pub fn post<T: 'static, H: Handler<T, Assay>>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.declare(Declared { method: "POST", path, access, changes: Changes::State }, post(handler))
    }

    fn declare(mut self, route: Declared, method_router: MethodRouter<Assay>) -> Self {
        let guarded = method_router.route_layer(from_fn_with_state(route.access, admit));
        self.router = self.router.route(route.path, guarded);
        self.table.push(route);
        self
    }

    /// These and those of another place.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        self.router = self.router.merge(other.router);
        self
    }

    /// The declared routes, in order.
    #[must_use]
    pub fn table(&self) -> &[Declared] {
        &self.table
    }

    /// The router that does it.
    pub fn into_router(self) -> Router<Assay> {
        self.router
    }
}

/// In front of every handler: the role, before anything of the request is read.
async fn admit(State(access): State<Access>, request: Request, next: Next) -> Response {
    match access.admit(request.extensions().get::<Actor>()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_domain::PersonId;

    #[test]
    fn acl_1_a_person_needs_one_of_the_roles_and_nobody_needs_to_sign_in() {
        let person = |roles: &[Role]| Actor { person: PersonId(1), name: "A".into(), roles: roles.to_vec() };
        let status = |access: Access, actor: Option<&Actor>| access.admit(actor).err().map(|it| it.status.as_u16());
        let (annotator, final_reviewer) = (person(&[Role::Annotator]), person(&[Role::FinalReviewer]));
        assert_eq!(status(ANYONE, None), None);
        assert_eq!(status(SIGNED_IN, None), Some(401));
        assert_eq!(status(ADMIN, Some(&annotator)), Some(403));
        assert_eq!(status(REVIEWER, Some(&final_reviewer)), None);
        assert_eq!(status(REVIEWER, Some(&annotator)), Some(403));
        assert_eq!(status(SIGNED_IN, Some(&person(&[]))), None);
    }
}
