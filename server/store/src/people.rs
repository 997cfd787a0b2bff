//! People, their roles, and the links that let them in once.

use crate::{Dialect, StoreError, Tx, batch::Batch, error::inconsistent};
use assay_domain::{PersonId, Role, Timestamp};
use sqlx::{Row, any::AnyRow};

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonState {
    /// Invited; no password yet.
    Invited,
    /// May sign in.
    Active,
    /// May not sign in; everything they did stays.
    Disabled,
}

impl PersonState {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

/// An account.
#[derive(Clone, Debug)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// The name colleagues see.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// The argon2id hash, once set.
    pub password_hash: Option<String>,
    /// Whether the account can be used.
    pub state: PersonState,
    /// Sessions of an older epoch are over.
    pub session_epoch: i64,
    /// Roles held, in the order of [`Role::ALL`].
    pub roles: Vec<Role>,
    /// Whether signing in asks for a code too.
    pub second_factor: bool,
    /// Those of the roles that rest until the person has the second factor that the role needs.
    pub resting: Vec<Role>,
}

fn person(row: &AnyRow) -> Result<Person, StoreError> {
    let id: i64 = row.try_get("id")?;
    let state: String = row.try_get("state")?;
    Ok(Person {
        id: PersonId(id),
        name: row.try_get("name")?,
        login: row.try_get("login")?,
        password_hash: row.try_get("password_hash")?,
        state: match state.as_str() {
            "invited" => PersonState::Invited,
            "active" => PersonState::Active,
            "disabled" => PersonState::Disabled,
            _ => return Err(inconsistent("person", id)),
        },
        session_epoch: row.try_get("session_epoch")?,
        roles: Vec::new(),
        second_factor: row.try_get::<i64, _>("second_factor")? == 1,
        resting: Vec::new(),
    })
}

/// The columns of [`person`], up to the condition.
macro_rules! select {
    ($($rest:literal),+) => {
        concat!(
            "SELECT id, name, login, password_hash, state, session_epoch,
                    CAST(CASE WHEN EXISTS (SELECT 1 FROM second_factor f
                                            WHERE f.person_id = person.id AND f.confirmed_at IS NOT NULL)
                         THEN 1 ELSE 0 END AS BIGINT) AS second_factor
               FROM person ",
            $($rest),+
        )
    };
}

/// The roles of a person, and for each whether it needs the second factor.
macro_rules! roles {
    ($($person:literal),+) => {
        concat!(
            "SELECT r.role, n.role AS needs FROM person_role r LEFT JOIN second_factor_role n ON n.role = r.role
              WHERE r.person_id = ",
            $($person),+
        )
    };
}

/// Both, of whoever the session `$1` belongs to: the session layer's data says who, in the given words.
macro_rules! of_session {
    ($who:literal) => {
        [
            select!("WHERE id = (SELECT ", $who, " FROM session s WHERE s.id = $1)"),
            roles!("(SELECT ", $who, " FROM session s WHERE s.id = $1)"),
        ]
    };
}

/// Lets transactions that begin with this wait for each other where they are about the same person; others go on.
///
/// # Errors
/// What the database reports.
pub async fn lock(tx: &mut Tx, id: PersonId) -> Result<(), StoreError> {
    if tx.dialect == Dialect::Postgres {
        sqlx::query("SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE").bind(id.0).fetch_optional(tx.on()).await?;
    }
    Ok(())
}

/// Adds an account without a password.
///
/// # Errors
/// [`StoreError::Taken`] when the login's key is in use.
pub async fn add(
    tx: &mut Tx,
    name: &str,
    login: &str,
    login_key: &str,
    now: Timestamp,
) -> Result<PersonId, StoreError> {
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO person (name, login, login_key, state, created_at) VALUES ($1, $2, $3, 'invited', $4) RETURNING id",
    )
    .bind(name.to_owned())
    .bind(login.to_owned())
    .bind(login_key.to_owned())
    .bind(now)
    .fetch_one(tx.on())
    .await?;
    Ok(PersonId(id))
}

/// Looks an account up by its id, roles included.
///
/// # Errors
/// What the database reports.
pub async fn lookup(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, StoreError> {
    let mut batch = Batch::default();
    batch.add(select!("WHERE id = $1"), [id.0.into()]).add(roles!("$1"), [id.0.into()]);
    found(&mut batch.run(tx).await?.into_iter())
}

/// Adds the question whose account a session is, which [`found`] reads the answers to.
pub(crate) fn ask_of_session(batch: &mut Batch, dialect: Dialect, session: &str) {
    let [account, roles] = match dialect {
        Dialect::Sqlite => of_session!("CAST(s.data -> 'signed_in' ->> 'person' AS INTEGER)"),
        Dialect::Postgres => of_session!("CAST(CAST(s.data AS JSONB) -> 'signed_in' ->> 'person' AS BIGINT)"),
    };
    batch.add(account, [session.into()]).add(roles, [session.into()]);
}

/// The account in the answers to its two questions.
pub(crate) fn found(answers: &mut impl Iterator<Item = Vec<AnyRow>>) -> Result<Option<Person>, StoreError> {
    let (account, held) = (answers.next().unwrap_or_default(), answers.next().unwrap_or_default());
    account.first().map(|row| with_roles(row, &held)).transpose()
}

/// Looks an account up by the key its login compares as.
///
/// # Errors
/// What the database reports.
pub async fn lookup_login(tx: &mut Tx, login_key: &str) -> Result<Option<Person>, StoreError> {
    let row = sqlx::query(select!("WHERE login_key = $1")).bind(login_key.to_owned()).fetch_optional(tx.on()).await?;
    let Some(row) = row else { return Ok(None) };
    let held = sqlx::query(roles!("$1")).bind(row.try_get::<i64, _>("id")?).fetch_all(tx.on()).await?;
    with_roles(&row, &held).map(Some)
}

fn with_roles(row: &AnyRow, held: &[AnyRow]) -> Result<Person, StoreError> {
    let mut found = person(row)?;
    let (mut words, mut need) = (Vec::new(), Vec::new());
    for row in held {
        words.push(row.try_get("role")?);
        need.extend(row.try_get::<Option<String>, _>("needs")?);
    }
    found.roles = roles_of(&words);
    found.resting = if found.second_factor { Vec::new() } else { roles_of(&need) };
    Ok(found)
}

fn roles_of(words: &[String]) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| words.iter().any(|word| word == role.as_str())).collect()
}

/// Everyone, by name; which roles rest is not looked up.
///
/// # Errors
/// What the database reports.
pub async fn list(tx: &mut Tx) -> Result<Vec<Person>, StoreError> {
    let rows = sqlx::query(select!("ORDER BY name, id")).fetch_all(tx.on()).await?;
    let held = sqlx::query("SELECT person_id, role FROM person_role").fetch_all(tx.on()).await?;
    let mut people = rows.iter().map(person).collect::<Result<Vec<_>, _>>()?;
    for one in &mut people {
        let mut words = Vec::new();
        for row in &held {
            if row.try_get::<i64, _>("person_id")? == one.id.0 {
                words.push(row.try_get("role")?);
            }
        }
        one.roles = roles_of(&words);
    }
    Ok(people)
}

/// Whether any account exists that could sign in as an admin.
///
/// # Errors
/// What the database reports.
pub async fn has_admin(tx: &mut Tx) -> Result<bool, StoreError> {
    let admins: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM person p JOIN person_role r ON r.person_id = p.id WHERE p.state = 'active' AND r.role = 'admin'",
    )
    .fetch_one(tx.on())
    .await?;
    Ok(admins > 0)
}

/// Sets a password and makes the account usable; older sessions end.
///
/// # Errors
/// What the database reports.
pub async fn set_password(tx: &mut Tx, id: PersonId, hash: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE person SET password_hash = $2, state = CASE WHEN state = 'invited' THEN 'active' ELSE state END,
                session_epoch = session_epoch + 1 WHERE id = $1",
    )
    .bind(id.0)
    .bind(hash.to_owned())
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Replaces a hash by a stronger one of the same password; sessions stay.
///
/// # Errors
/// What the database reports.
pub async fn rehash(tx: &mut Tx, id: PersonId, hash: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE person SET password_hash = $2 WHERE id = $1")
        .bind(id.0)
        .bind(hash.to_owned())
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Replaces the roles; older sessions end.
///
/// # Errors
/// What the database reports.
pub async fn set_roles(tx: &mut Tx, id: PersonId, roles: &[Role]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM person_role WHERE person_id = $1").bind(id.0).execute(tx.on()).await?;
    for role in roles {
        sqlx::query("INSERT INTO person_role (person_id, role) VALUES ($1, $2)")
            .bind(id.0)
            .bind(role.as_str())
            .execute(tx.on())
            .await?;
    }
    sqlx::query("UPDATE person SET session_epoch = session_epoch + 1 WHERE id = $1")
        .bind(id.0)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Ends every session of a person, or closes or reopens the account.
///
/// # Errors
/// What the database reports.
pub async fn set_state(tx: &mut Tx, id: PersonId, state: PersonState) -> Result<(), StoreError> {
    sqlx::query("UPDATE person SET state = $2, session_epoch = session_epoch + 1 WHERE id = $1")
        .bind(id.0)
        .bind(state.as_str())
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Ends every session of a person at once.
///
/// # Errors
/// What the database reports.
pub async fn end_sessions(tx: &mut Tx, id: PersonId) -> Result<(), StoreError> {
    sqlx::query("UPDATE person SET session_epoch = session_epoch + 1 WHERE id = $1")
        .bind(id.0)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Lets the leases of a person run out now, so that others get the tasks; judgments stay.
///
/// # Errors
/// What the database reports.
pub async fn end_leases(tx: &mut Tx, id: PersonId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE slot SET lease_expires_at = $2 WHERE annotator_id = $1 AND state = 'held' AND lease_expires_at > $2",
    )
    .bind(id.0)
    .bind(now - 1)
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Lets the reviews a person has in hand go to others now.
///
/// # Errors
/// What the database reports.
pub async fn end_review_claims(tx: &mut Tx, id: PersonId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE review_claim SET expires_at = $2 WHERE reviewer_id = $1 AND expires_at > $2")
        .bind(id.0)
        .bind(now - 1)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Voids every unused link of a person.
///
/// # Errors
/// What the database reports.
pub async fn void_invitations(tx: &mut Tx, id: PersonId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM invitation WHERE person_id = $1 AND used_at IS NULL").bind(id.0).execute(tx.on()).await?;
    Ok(())
}

/// What a single-use link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationKind {
    /// Makes the first admin.
    Setup,
    /// Lets an invited person choose a password.
    Invite,
    /// Lets a person choose a new password.
    Reset,
}

impl InvitationKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Setup, Self::Invite, Self::Reset].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// An unused, unexpired link.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// What it is for.
    pub kind: InvitationKind,
    /// For whom; nobody yet for the first set-up.
    pub person: Option<PersonId>,
}

/// Adds a link and voids the unused ones of the same kind for the same person.
///
/// # Errors
/// What the database reports.
pub async fn add_invitation(
    tx: &mut Tx,
    token_hash: &str,
    invitation: &Invitation,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM invitation WHERE used_at IS NULL AND kind = $1 AND COALESCE(person_id, 0) = $2")
        .bind(invitation.kind.as_str())
        .bind(invitation.person.map_or(0, |id| id.0))
        .execute(tx.on())
        .await?;
    sqlx::query(
        "INSERT INTO invitation (token_hash, kind, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash.to_owned())
    .bind(invitation.kind.as_str())
    .bind(invitation.person.map(|id| id.0))
    .bind(now)
    .bind(expires_at)
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Looks at a link without using it.
///
/// # Errors
/// What the database reports.
pub async fn peek_invitation(tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<Option<Invitation>, StoreError> {
    let row = sqlx::query(
        "SELECT kind, person_id FROM invitation WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(token_hash.to_owned())
    .bind(now)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(invitation).transpose()
}

/// Uses a link up; the second use finds nothing.
///
/// # Errors
/// What the database reports.
pub async fn use_invitation(tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<Option<Invitation>, StoreError> {
    let row = sqlx::query(
        "UPDATE invitation SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
         RETURNING kind, person_id",
    )
    .bind(token_hash.to_owned())
    .bind(now)
    .fetch_optional(tx.on())
    .await?;
    row.as_ref().map(invitation).transpose()
}

fn invitation(row: &AnyRow) -> Result<Invitation, StoreError> {
    let kind: String = row.try_get("kind")?;
    let person: Option<i64> = row.try_get("person_id")?;
    Ok(Invitation {
        kind: InvitationKind::parse(&kind).ok_or_else(|| inconsistent("invitation", person.unwrap_or(0)))?,
        person: person.map(PersonId),
    })
}
