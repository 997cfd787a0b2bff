//! SESS and AUTH: how sessions begin and end, and what a sign-in tells.

use crate::client::Client;
use crate::world::{PASSWORD, Server, id_in};
use assay_store::{Access, Store, StoreOptions};
use std::time::Duration;

#[tokio::test]
async fn sess_1_the_cookie_is_what_it_must_be_and_the_token_is_nowhere_else() {
    let server = Server::start(&[]).await;
    let answer = server.nobody().form("/sign-in", "login=ad&password=a+sentence+for+the+tests").await;
    let cookies: Vec<&String> =
        answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value).collect();
    assert_eq!(cookies.len(), 1);
    let mut parts = cookies[0].split("; ");
    let (name, token) = parts.next().unwrap().split_once('=').unwrap();
    assert!(name == "__Host-assay" && token.len() >= 22, "{name} has 128 bits: {}", token.len());
    let attributes: Vec<&str> = parts.collect();
    for needed in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(attributes.contains(&needed), "{attributes:?}");
    }
    assert!(!attributes.iter().any(|attribute| attribute.starts_with("Domain")));
    assert!(!answer.header("location").contains(token) && !answer.text().contains(token));
    let client = Client { cookie: format!("{name}={token}"), ..server.nobody() };
    assert!(!client.get("/account").await.text().contains(token));
    assert!(!server.log().contains(token));
}

#[tokio::test]
async fn sess_2_signing_in_and_a_new_password_each_begin_a_new_session_and_end_the_old() {
    let server = Server::start(&[]).await;
    let mut person = server.person("a1").await;
    let before = person.clone();
    assert_eq!(person.sign_in("a1", PASSWORD).await.status, 303);
    assert_ne!(person.cookie, before.cookie);
    assert!(!before.is_signed_in().await && person.is_signed_in().await);
    let elsewhere = server.person("a1").await;
    let wrong = person.form("/account/password", "current_password=guessed&new_password=another+good+sentence").await;
    assert_eq!(wrong.status, 422);
    let fields = "current_password=a+sentence+for+the+tests&new_password=another+good+sentence";
    let changed = person.form("/account/password", fields).await;
    assert_eq!(changed.status, 303, "{}", changed.text());
    assert!(!person.is_signed_in().await && !elsewhere.is_signed_in().await);
    person.cookie = changed.cookie().unwrap();
    assert!(person.is_signed_in().await);
    assert_eq!(server.nobody().sign_in("a1", PASSWORD).await.status, 401);
    assert_eq!(server.nobody().sign_in("a1", "another good sentence").await.status, 303);
}

#[tokio::test]
async fn a_request_that_changes_nothing_writes_nothing() {
    let server = Server::start(&[]).await;
    let person = server.person("a4").await;
    let file = StoreOptions::SqliteFile(server.folder.path().join("assay.sqlite"));
    let store = Store::open_for(&file, Access::Inspect).await.unwrap();
    // Changes when another connection has committed something.
    let mut tx = store.read().await.unwrap();
    let before = tx.raw_number("PRAGMA data_version").await.unwrap();
    for path in ["/", "/account", "/account/keys", "/annotate/work", "/api/v1/work"] {
        let answer = person.get(path).await;
        assert!(answer.status < 400, "{path}: {}", answer.status);
        assert!(answer.cookie().is_none(), "{path}: a new cookie is a session that was saved");
    }
    assert_eq!(tx.raw_number("PRAGMA data_version").await.unwrap(), before);
}

#[tokio::test]
async fn sess_3_signing_out_is_final_here_and_everywhere() {
    let server = Server::start(&[]).await;
    let (one, two, three) = (server.person("a1").await, server.person("a1").await, server.person("a1").await);
    let answer = one.form("/sign-out", "").await;
    assert_eq!((answer.status, answer.header("clear-site-data")), (303, "\"cache\", \"storage\""));
    assert!(!one.is_signed_in().await && two.is_signed_in().await);
    assert_eq!(two.form("/account/sign-out-everywhere", "").await.status, 303);
    assert!(!two.is_signed_in().await && !three.is_signed_in().await);
}

#[tokio::test]
async fn sess_4_closing_an_account_and_changing_its_roles_act_on_the_next_request_and_free_what_it_holds() {
    let server = Server::start(&[]).await;
    let (admin, a1, r1) = (server.person("ad").await, server.person("a1").await, server.person("r1").await);
    let held = id_in(&a1.get("/api/v1/task").await, "task");
    id_in(&r1.get("/api/v1/reviews/initial/next").await, "review");
    // People are numbered in the order of their invitations.
    assert_eq!(admin.form("/manage/people/2/disable", "").await.status, 303);
    assert_eq!(a1.get("/api/v1/task").await.status, 401);
    assert_eq!(server.nobody().sign_in("a1", PASSWORD).await.status, 401);
    let mut left = Vec::new();
    for other in ["a2", "a3", "a4"] {
        left.push(id_in(&server.person(other).await.get("/api/v1/task").await, "task"));
    }
    assert!(!left.contains(&held), "the place is free for three others, under other ids");
    assert_eq!(admin.form("/manage/people/6/roles", "roles=annotator").await.status, 303);
    assert_eq!(r1.get("/api/v1/reviews/initial/next").await.status, 401);
    let review = server.person("r2").await.get("/api/v1/reviews/initial/next").await;
    assert!(review.json()["review"]["id"].is_string(), "the review is free: {}", review.text());
}

#[tokio::test]
async fn sess_5_a_session_ends_when_idle_and_at_its_longest() {
    let idle = Server::start(&[("ASSAY_SESSION_IDLE", "2")]).await;
    let person = idle.person("a1").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!person.is_signed_in().await, "three seconds without a request");
    let busy = Server::start(&[("ASSAY_SESSION_LONGEST", "3")]).await;
    let person = busy.person("a1").await;
    let began = std::time::Instant::now();
    while began.elapsed() < Duration::from_secs(4) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let _ = person.is_signed_in().await;
    }
    assert!(!person.is_signed_in().await, "busy for longer than three seconds");
}

#[tokio::test]
async fn auth_2_a_password_is_compared_to_the_last_character_and_a_huge_one_is_no_work() {
    let server = Server::start(&[]).await;
    let mut person = server.person("a1").await;
    let long = "0123456789abcdefghij-".repeat(6);
    let fields = format!("current_password=a+sentence+for+the+tests&new_password={long}");
    let changed = person.form("/account/password", &fields).await;
    assert_eq!(changed.status, 303, "{}", changed.text());
    person.cookie = changed.cookie().unwrap();
    for wrong in [format!("{}X", &long[..long.len() - 1]), long.to_uppercase(), format!("{long} ")] {
        assert_eq!(server.nobody().sign_in("a1", &wrong).await.status, 401);
    }
    assert_eq!(server.nobody().sign_in("a1", &long).await.status, 303);
    for weak in ["password123", "qwertyuiop", "a1a1a1a1a1"] {
        let fields = format!("current_password={long}&new_password={weak}");
        assert_eq!(person.form("/account/password", &fields).await.status, 422, "{weak}");
    }
    let huge = server.nobody().form("/sign-in", &format!("login=a1&password={}", "x".repeat(1_000_000))).await;
    assert_eq!(huge.status, 401);
    let too_huge = server.nobody().form("/sign-in", &format!("login=a1&password={}", "x".repeat(1_100_000))).await;
    assert_eq!(too_huge.status, 413);
}

#[tokio::test]
async fn auth_4_an_unknown_name_and_a_wrong_password_are_answered_alike() {
    let server = Server::start(&[]).await;
    let unknown = server.nobody().form("/sign-in", "login=zz&password=wrong").await;
    let wrong = server.nobody().form("/sign-in", "login=a1&password=wrong").await;
    assert_eq!(unknown.status, 401);
    assert_eq!(unknown.settled().replace("\"zz\"", "\"a1\""), wrong.settled());
}

#[tokio::test]
async fn auth_5_one_spelling_is_one_account() {
    let server = Server::start(&[]).await;
    let admin = server.person("ad").await;
    for spelling in ["A1", "%EF%BC%A1%EF%BC%91", "a%E2%80%8B1", "a%EF%B8%8F1"] {
        let answer = admin.form("/manage/people", &format!("name=Eve&login={spelling}&roles=annotator")).await;
        assert_eq!(answer.status, 422, "{spelling}");
    }
}

#[tokio::test]
async fn leak_1_a_forged_log_line_stays_one_escaped_line() {
    let server = Server::start(&[]).await;
    let forged = "x%0A%7B%22level%22%3A%22INFO%22%2C%22forged%22%3Atrue%7D";
    server.nobody().form("/sign-in", &format!("login={forged}&password=x")).await;
    server.nobody().get(&format!("/board/{forged}")).await;
    server.nobody().get(&format!("/{forged}")).await;
    for line in server.log().lines().filter(|line| line.contains("forged")) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["forged"].is_null(), "{line}");
    }
}
