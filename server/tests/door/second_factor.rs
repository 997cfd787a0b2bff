//! The second factor from outside: nothing opens before the code, and neither secret nor code is anywhere in the log.

use crate::client::{Client, PAGE};
use crate::world::{PASSWORD, Server, run};
use assay_workflow::totp::code_at;
use assay_workflow::{Clock as _, SystemClock};

/// The text between two marks of a page.
fn between(page: &str, before: &str, after: &str) -> String {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split_once(after).unwrap().0.to_owned()
}

fn code_in(secret: &str, steps: i64) -> String {
    code_at(secret, SystemClock.now() + steps * 30_000_000)
}

/// Turns it on; answers with the secret and a recovery code.
async fn turn_on(client: &mut Client) -> (String, String) {
    let refused = client.form("/account/second-factor", "password=guessed").await;
    assert_eq!(refused.status, 422, "the password is asked again");
    let fields = format!("password={}", PASSWORD.replace(' ', "+"));
    let offered = client.form("/account/second-factor", &fields).await;
    assert_eq!(offered.status, 200, "{}", offered.text());
    let secret = between(&offered.text(), "id=\"second-factor-secret\">", "<").replace(' ', "");
    assert!(offered.text().contains(&format!("?secret={secret}&amp;issuer=Assay")) && offered.text().contains("<svg"));
    let wrong = client.form("/account/second-factor/on", "code=abcdef").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("<svg"), "the secret is shown again");
    // The step before now's, so that now's code is still good for signing in.
    let on = client.form("/account/second-factor/on", &format!("code={}", code_in(&secret, -1))).await;
    assert_eq!(on.status, 200, "{}", on.text());
    client.cookie = on.cookie().expect("a new session");
    let recovery = between(&on.text(), "recovery-codes\"><li><code>", "<");
    assert_eq!(recovery.len(), 19);
    (secret, recovery)
}

#[tokio::test]
async fn auth_6_nothing_opens_before_the_code_and_no_secret_is_in_the_log() {
    let server = Server::start(&[]).await;
    let (mut owner, old) = (server.person("a1").await, server.person("a1").await);
    let (secret, recovery) = turn_on(&mut owner).await;
    assert!(owner.is_signed_in().await && !old.is_signed_in().await);

    let mut half = server.nobody();
    let asked = half.sign_in("a1", PASSWORD).await;
    assert_eq!((asked.status, asked.header("location")), (303, "/sign-in/code"));
    for path in ["/account", "/account/second-factor", "/annotate", "/api/v1/task"] {
        assert_eq!(half.get(path).await.status, 401, "{path} before the code");
    }
    assert_eq!(half.form("/account/second-factor/off", "").await.status, 401);
    assert_eq!(half.send("GET", "/sign-in/code", PAGE, b"").await.status, 200);
    assert_eq!(half.form("/sign-in/code", "code=abcdef").await.status, 401);
    assert_eq!(half.form("/sign-in/code", "code=1&person=1").await.status, 422, "ACL-3");
    let code = code_in(&secret, 0);
    let entered = half.form("/sign-in/code", &format!("code={code}&next=%2Fannotate%2Fwork")).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/annotate/work"), "{}", entered.text());
    let signed_in = Client { cookie: entered.cookie().unwrap(), ..half.clone() };
    assert!(signed_in.is_signed_in().await && !half.is_signed_in().await, "a new session, the waiting one is gone");
    assert_eq!(
        half.form("/sign-in/code", &format!("code={}", code_in(&secret, 1))).await.header("location"),
        "/sign-in"
    );

    let mut again = server.nobody();
    again.sign_in("a1", PASSWORD).await;
    assert_eq!(again.form("/sign-in/code", &format!("code={code}")).await.status, 401, "a code is taken once");
    let entered = again.form("/sign-in/code", &format!("code={recovery}&next=//evil.example")).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/annotate"));
    let log = server.log();
    for private in [&secret, &code, &recovery, &recovery.replace('-', "")] {
        assert!(!log.contains(private.as_str()), "LEAK-1");
    }
}

#[tokio::test]
async fn auth_6_a_wrong_password_tells_nothing_of_a_second_factor_and_codes_are_guessed_few_times() {
    let server = Server::start(&[("ASSAY_SIGN_IN_BURST", "1000")]).await;
    let mut owner = server.person("a1").await;
    turn_on(&mut owner).await;
    let with = server.nobody().form("/sign-in", "login=a1&password=wrong").await;
    let without = server.nobody().form("/sign-in", "login=a2&password=wrong").await;
    assert_eq!(with.settled().replace("\"a1\"", "\"a2\""), without.settled());
    let mut thief = server.nobody();
    thief.from = std::net::Ipv4Addr::new(127, 0, 0, 9);
    thief.sign_in("a1", PASSWORD).await;
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(thief.form("/sign-in/code", "code=abcdef").await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
}

#[tokio::test]
async fn auth_6_a_role_that_needs_it_rests_and_an_admin_resets_it() {
    let server = Server::start(&[]).await;
    let (admin, mut a1) = (server.person("ad").await, server.person("a1").await);
    assert_eq!(admin.form("/manage/second-factor", "roles=annotator").await.status, 303);
    assert_eq!(a1.get("/api/v1/task").await.status, 403);
    let page = a1.send("GET", "/annotate", PAGE, b"").await;
    assert_eq!((page.status, page.header("location")), (303, "/account/second-factor"));
    turn_on(&mut a1).await;
    assert_eq!(a1.get("/api/v1/task").await.status, 200);
    assert_eq!(admin.form("/manage/people/2/second-factor", "").await.status, 303);
    assert!(!a1.is_signed_in().await, "sessions end");
    assert_eq!(admin.form("/manage/people/2/second-factor", "").await.status, 404);
}

#[tokio::test]
async fn auth_6_at_the_machine_it_is_reset_too() {
    let server = Server::start(&[]).await;
    let mut owner = server.person("a1").await;
    turn_on(&mut owner).await;
    let reset = |login: &'static str| {
        run(
            server.folder.path(),
            &["user", "reset-second-factor", "--login", login, "--database-url", "sqlite:assay.sqlite"],
        )
    };
    let (done, said) = reset("A1");
    assert!(done, "{said}");
    assert!(!owner.is_signed_in().await);
    assert_eq!(server.nobody().sign_in("a1", PASSWORD).await.header("location"), "/annotate");
    let (done, said) = reset("a1");
    assert!(!done && said.contains("no second factor"), "{said}");
}
