//! The second factor: no session before its code, no code twice, nobody guesses, nobody is locked out for good.

use crate::support::{Database, World, refusal};
use assay_domain::{Actor, PersonId, Refusal, Role};
use assay_workflow::people::{LinkAnswer, PasswordGiven, SignIn, SignedIn};
use assay_workflow::totp::code_at;
use assay_workflow::{Clock as _, Error};
use std::net::IpAddr;

const PASSWORD: &str = "a long enough sentence";

/// Someone who signs in, with their second factor once it is on.
struct Person {
    world: World,
    actor: Actor,
    secret: String,
    recovery: Vec<String>,
}

impl Person {
    async fn with_password(database: Database) -> Self {
        let world = World::open(database, 1, &["X", "Y"]).await;
        let (id, token) = world.assay.invite(&world.admin, "Bea", "bea", &[Role::Annotator]).await.unwrap();
        let answer = LinkAnswer { password: PASSWORD.into(), ..LinkAnswer::default() };
        world.assay.use_link(&token, answer).await.unwrap();
        let actor = Actor { person: id, name: "Bea".into(), roles: vec![Role::Annotator] };
        Self { world, actor, secret: String::new(), recovery: Vec::new() }
    }

    async fn with_second_factor(database: Database) -> Self {
        let mut person = Self::with_password(database).await;
        let offer = person.world.assay.offer_second_factor(&person.actor, None, PASSWORD.into()).await.unwrap();
        person.secret = offer.secret;
        let code = person.code();
        (_, person.recovery) = person.world.assay.turn_on_second_factor(&person.actor, None, &code).await.unwrap();
        person.world.clock.advance(60);
        person
    }

    /// What the app shows now.
    fn code(&self) -> String {
        code_at(&self.secret, self.world.clock.now())
    }

    /// A code that is right at no moment near.
    fn wrong_code(&self) -> String {
        let near: Vec<String> =
            (-3..=3).map(|step| code_at(&self.secret, self.world.clock.now() + step * 30_000_000)).collect();
        (0..).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }

    async fn give_password(&self) -> PasswordGiven {
        match self.world.assay.sign_in(None, "bea", PASSWORD.into()).await.unwrap() {
            SignIn::CodeNeeded(given) => given,
            SignIn::Whole(_) => panic!("a session began without the code"),
        }
    }

    async fn give(&self, given: &PasswordGiven, code: &str) -> Result<SignedIn, Error> {
        self.world.assay.give_code(None, given, code).await
    }

    async fn actions(&self, action: &str) -> i64 {
        self.world.number(&format!("SELECT COUNT(*) FROM audit WHERE action = '{action}'")).await
    }
}

fn wrong() -> Refusal {
    Refusal::invalid("code", "This code is not right, or it was used before. Wait for the next one and try again.")
}

on_both! {
    it_is_on_only_after_the_password_and_a_right_code_and_older_sessions_end => |database| async move {
        let person = Person::with_password(database).await;
        let assay = &person.world.assay;
        let SignIn::Whole(before) = assay.sign_in(None, "bea", PASSWORD.into()).await.unwrap() else { panic!() };
        let refused = refusal(assay.offer_second_factor(&person.actor, None, "guessed".into()).await.map(drop));
        assert_eq!(refused, Refusal::invalid("password", "This is not your current password."));
        assert_eq!(refusal(assay.turn_on_second_factor(&person.actor, None, "123456").await), Refusal::NotFound);
        let offer = assay.offer_second_factor(&person.actor, None, PASSWORD.into()).await.unwrap();
        let person = Person { secret: offer.secret, ..person };
        let assay = &person.world.assay;
        assert_eq!(refusal(assay.turn_on_second_factor(&person.actor, None, &person.wrong_code()).await), wrong());
        assert_eq!(person.actions("second_factor.refuse").await, 1);
        assert!(matches!(assay.sign_in(None, "bea", PASSWORD.into()).await, Ok(SignIn::Whole(_))), "it is not on yet");
        let (session, codes) = assay.turn_on_second_factor(&person.actor, None, &person.code()).await.unwrap();
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
        assert!(assay.identify(&before).await.unwrap().is_none() && assay.identify(&session).await.unwrap().is_some());
        assert!(refusal(assay.offer_second_factor(&person.actor, None, PASSWORD.into()).await.map(drop)) != Refusal::NotFound);
        let clear = person.world.number("SELECT COUNT(*) FROM recovery_code WHERE length(code_hash) = 64").await;
        assert_eq!(clear, 10, "hashes only");
    };

    an_offered_secret_waits_ten_minutes => |database| async move {
        let person = Person::with_password(database).await;
        let offer = person.world.assay.offer_second_factor(&person.actor, None, PASSWORD.into()).await.unwrap();
        let person = Person { secret: offer.secret, ..person };
        person.world.clock.advance(601);
        let late = person.world.assay.turn_on_second_factor(&person.actor, None, &person.code()).await;
        assert_eq!(refusal(late), Refusal::NotFound);
    };

    a_code_begins_a_session_once_and_no_earlier_one_after_it => |database| async move {
        let person = Person::with_second_factor(database).await;
        let (given, again) = (person.give_password().await, person.give_password().await);
        let (code, old) = (person.code(), code_at(&person.secret, person.world.clock.now() - 30_000_000));
        let session = person.give(&given, &code).await.unwrap();
        assert!(person.world.assay.identify(&session).await.unwrap().is_some());
        assert_eq!(refusal(person.give(&again, &code).await), wrong(), "the same code");
        assert_eq!(refusal(person.give(&again, &old).await), wrong(), "the one before it");
        person.world.clock.advance(30);
        assert!(person.give(&again, &format!(" {} ", person.code())).await.is_ok());
        let back = person.world.try_sql("UPDATE second_factor SET last_step = last_step - 1").await;
        assert!(back.unwrap_err().contains("a code is taken once"));
        assert_eq!((person.actions("session.begin").await, person.actions("session.ask_code").await), (2, 2));
    };

    of_many_who_bring_one_code_at_once_one_comes_in => |database| async move {
        let person = Person::with_second_factor(database).await;
        let (given, code) = (person.give_password().await, person.code());
        let tries = (0..5).map(|_| {
            let (assay, given, code) = (person.world.assay.clone(), given.clone(), code.clone());
            tokio::spawn(async move { assay.give_code(None, &given, &code).await.is_ok() })
        });
        let mut through = 0;
        for one in tries.collect::<Vec<_>>() {
            through += usize::from(one.await.unwrap());
        }
        assert_eq!(through, 1);
    };

    a_recovery_code_signs_in_once_and_only_its_owner => |database| async move {
        let person = Person::with_second_factor(database).await;
        let given = person.give_password().await;
        let code = person.recovery[3].to_uppercase().replace('-', " ");
        assert!(person.give(&given, &code).await.is_ok());
        assert_eq!(refusal(person.give(&given, &code).await), wrong());
        assert_eq!(person.world.assay.second_factor(&person.actor).await.unwrap().on, Some(9));
        assert!(person.world.try_sql("UPDATE recovery_code SET used_at = NULL").await.unwrap_err().contains("taken once"));
        let mut other = given.clone();
        other.person = PersonId(person.world.admin.person.0);
        assert_eq!(refusal(person.give(&other, &person.recovery[4]).await), Refusal::NotFound);
    };

    codes_are_guessed_five_times_and_then_once_in_five_minutes_and_the_owner_comes_in_from_home => |database| async move {
        let person = Person::with_second_factor(database).await;
        let (home, thief): (IpAddr, IpAddr) = ("198.51.100.7".parse().unwrap(), "192.0.2.1".parse().unwrap());
        let assay = &person.world.assay;
        let given = person.give_password().await;
        assay.give_code(Some(home), &given, &person.code()).await.unwrap();
        person.world.clock.advance(60);
        let (given, code) = (person.give_password().await, person.wrong_code());
        for _ in 0..5 {
            assert_eq!(refusal(assay.give_code(Some(thief), &given, &code).await), wrong());
        }
        let next: IpAddr = "192.0.2.2".parse().unwrap();
        for from in [thief, next] {
            let right = assay.give_code(Some(from), &given, &person.code()).await;
            assert!(matches!(right, Err(Error::TooManyAttempts { seconds: 290..=300 })), "{right:?}");
        }
        assert!(assay.give_code(Some(home), &given, &person.code()).await.is_ok());
        assert_eq!(person.actions("session.refuse").await, 5, "each wrong code is on record");
    };

    a_password_that_was_right_is_void_after_ten_minutes_or_when_the_account_changed => |database| async move {
        let person = Person::with_second_factor(database).await;
        let assay = &person.world.assay;
        let token = assay.setup_token().await.unwrap().unwrap();
        let admin = LinkAnswer { name: "Ada".into(), login: "ada".into(), password: PASSWORD.into() };
        assay.use_link(&token, admin).await.unwrap();
        let (late, closed) = (person.give_password().await, person.give_password().await);
        let late = PasswordGiven { at: late.at - 600 * 1_000_000, ..late };
        assert_eq!(refusal(person.give(&late, &person.code()).await), Refusal::NotFound);
        assay.set_disabled(&person.world.admin, person.actor.person, true).await.unwrap();
        assert_eq!(refusal(person.give(&closed, &person.code()).await), Refusal::NotFound);
        assert!(matches!(assay.sign_in(None, "bea", PASSWORD.into()).await, Err(Error::Refused(_))));
    };

    a_link_for_a_new_password_is_no_way_past_it => |database| async move {
        let person = Person::with_second_factor(database).await;
        let link = person.world.assay.reset_link(&person.world.admin, person.actor.person).await.unwrap();
        let answer = LinkAnswer { password: "another good sentence".into(), ..LinkAnswer::default() };
        let SignIn::CodeNeeded(given) = person.world.assay.use_link(&link, answer).await.unwrap() else {
            panic!("a session began without the code");
        };
        assert!(person.give(&given, &person.code()).await.is_ok());
    };

    it_is_turned_off_with_password_and_code_and_reset_by_an_admin_or_at_the_machine => |database| async move {
        let person = Person::with_second_factor(database).await;
        let assay = &person.world.assay;
        let off = |password: &str, code: String| {
            let (actor, password) = (person.actor.clone(), password.to_owned());
            async move { assay.turn_off_second_factor(&actor, None, password, &code).await }
        };
        assert!(off("guessed", person.code()).await.is_err() && off(PASSWORD, person.wrong_code()).await.is_err());
        assert!(assay.second_factor(&person.actor).await.unwrap().on.is_some());
        assert_eq!(person.actions("second_factor.refuse").await, 1, "the wrong code is on record");
        off(PASSWORD, person.code()).await.unwrap();
        assert!(matches!(assay.sign_in(None, "bea", PASSWORD.into()).await, Ok(SignIn::Whole(_))));

        for console in [false, true] {
            let offer = assay.offer_second_factor(&person.actor, None, PASSWORD.into()).await.unwrap();
            let code = code_at(&offer.secret, person.world.clock.now());
            let (session, _) = assay.turn_on_second_factor(&person.actor, None, &code).await.unwrap();
            if console {
                assay.reset_second_factor_from_console("BEA").await.unwrap();
            } else {
                let myself = refusal(assay.reset_second_factor(&person.actor, person.actor.person).await);
                assert_eq!(myself, Refusal::NotAllowed);
                assay.reset_second_factor(&person.world.admin, person.actor.person).await.unwrap();
            }
            assert!(assay.identify(&session).await.unwrap().is_none(), "sessions end");
            assert!(matches!(assay.sign_in(None, "bea", PASSWORD.into()).await, Ok(SignIn::Whole(_))));
        }
        assert_eq!(person.actions("second_factor.reset").await, 2);
        let none = refusal(assay.reset_second_factor(&person.world.admin, person.actor.person).await);
        assert_eq!(none, Refusal::NotFound);
        assert!(assay.reset_second_factor_from_console("bea").await.is_err());
    };

    a_role_that_needs_it_rests_until_it_is_on => |database| async move {
        let person = Person::with_password(database).await;
        let assay = &person.world.assay;
        let SignIn::Whole(session) = assay.sign_in(None, "bea", PASSWORD.into()).await.unwrap() else { panic!() };
        assert_eq!(refusal(assay.require_second_factor(&person.actor, &[]).await), Refusal::NotAllowed);
        assay.require_second_factor(&person.world.admin, &[Role::Annotator]).await.unwrap();
        let who = assay.identify(&session).await.unwrap().unwrap();
        assert_eq!((who.actor.roles, who.resting), (vec![], vec![Role::Annotator]));
        let offer = assay.offer_second_factor(&person.actor, None, PASSWORD.into()).await.unwrap();
        let code = code_at(&offer.secret, person.world.clock.now());
        let (session, _) = assay.turn_on_second_factor(&person.actor, None, &code).await.unwrap();
        let who = assay.identify(&session).await.unwrap().unwrap();
        assert_eq!((who.actor.roles, who.resting), (vec![Role::Annotator], vec![]));
        assert_eq!(assay.second_factor_roles(&person.world.admin).await.unwrap(), [Role::Annotator]);
        assert_eq!(person.actions("second_factor.require").await, 1);
    };

    neither_secrets_nor_codes_are_in_the_audit_log => |database| async move {
        let person = Person::with_second_factor(database).await;
        let given = person.give_password().await;
        let code = person.code();
        person.give(&given, &code).await.unwrap();
        let _ = person.give(&given, &person.recovery[0]).await;
        for private in [&person.secret, &code, &person.recovery[0], &person.recovery[0].replace('-', "")] {
            let found = format!("SELECT COUNT(*) FROM audit WHERE detail LIKE '%{private}%' OR subject LIKE '%{private}%'");
            assert_eq!(person.world.number(&found).await, 0);
        }
    };
}
