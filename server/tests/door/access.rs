//! ACL, CSRF, AUTH-1, BLIND-1, LEAK-1/2/3: every route of the printed table as everyone, on own, foreign and missing things.

use crate::client::{Answer, Client, DATA, FORM, JSON, PAGE};
use crate::world::{PASSWORD, PEOPLE, Server, id_in, run};
use assay_domain::Role;
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;

const NOBODYS: &str = "0123456789abcdef0123456789abcdef";

/// One line of the table.
struct Route {
    method: String,
    path: String,
    people: Vec<String>,
    changes: String,
    object: String,
}

impl Route {
    fn admits(&self, role: Option<Role>) -> bool {
        self.people
            .iter()
            .any(|word| word == "anyone" || role.is_some_and(|role| word == "signed_in" || word == role.as_str()))
    }

    /// The address for an object: its parameters, all of which belong to that one object, replaced by its id.
    fn on(&self, id: &str) -> String {
        let mut path = self.path.clone();
        while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
            path.replace_range(start..=end, id);
        }
        path
    }
}

fn routes() -> Vec<Route> {
    let (fine, table) = run(std::path::Path::new("/"), &["serve", "--print-routes"]);
    assert!(fine, "{table}");
    let routes: Vec<Route> = table
        .lines()
        .skip(1)
        .map(|line| {
            let [method, path, people, changes, object] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            Route {
                method: method.into(),
                path: path.into(),
                people: people.split('|').map(str::to_owned).collect(),
                changes: changes.into(),
                object: object.into(),
            }
        })
        .collect();
    assert!(routes.len() > 40);
    routes
}

/// Ids of each kind of object: one that exists and is someone's, and one that does not exist.
struct Objects {
    assignment: String,
    review: String,
}

impl Objects {
    fn existing(&self, object: &str) -> &str {
        match object {
            "assignment" => &self.assignment,
            "review" => &self.review,
            "link" => NOBODYS,
            // Everything else is known by a small number.
            _ => "1",
        }
    }

    fn missing(object: &str) -> &'static str {
        match object {
            "assignment" | "review" | "link" => NOBODYS,
            _ => "999999",
        }
    }
}

async fn ask(client: &Client, route: &Route, id: &str) -> Answer {
    match &*route.method {
        "POST" if route.path.starts_with("/api/") => client.send("POST", &route.on(id), JSON, b"{}").await,
        "POST" => client.send("POST", &route.on(id), FORM, b"").await,
        method => client.send(method, &route.on(id), DATA, b"").await,
    }
}

/// What must hold of every answer, whatever it is.
fn check_headers(answer: &Answer, at: &str) {
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "LEAK-3 {at}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "INJ-3 {at}");
    assert_eq!(answer.header("access-control-allow-origin"), "", "CSRF-1 {at}");
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "INJ-3 {at}");
    if !at.contains("/assets/") || answer.status != 200 {
        assert_eq!(answer.header("cache-control"), "no-store", "LEAK-2 {at}");
    }
}

#[tokio::test]
async fn acl_1_every_route_as_everyone_on_own_foreign_and_missing_things() {
    let server = Server::start(&[]).await;
    let (private, names) = (server.private(), server.names());
    let mut clients: HashMap<&str, Client> = HashMap::new();
    for (login, _) in PEOPLE {
        clients.insert(login, server.person(login).await);
    }
    let objects = Objects {
        assignment: id_in(&clients["a1"].get("/api/v1/task").await, "task"),
        review: id_in(&clients["r1"].get("/api/v1/reviews/initial/next").await, "review"),
    };
    let before = server.state().await;
    let asked: [(&str, Option<Role>); 5] = [
        ("nobody", None),
        ("a4", Some(Role::Annotator)),
        ("r2", Some(Role::InitialReviewer)),
        ("f1", Some(Role::FinalReviewer)),
        ("ad", Some(Role::Admin)),
    ];
    let (routes, mut refused) = (routes(), 0);
    for route in &routes {
        for (login, role) in asked {
            if route.admits(role) {
                continue;
            }
            let client = clients.get(login).cloned().unwrap_or_else(|| server.nobody());
            let mut answers = Vec::new();
            for id in [objects.existing(&route.object), Objects::missing(&route.object)] {
                let answer = ask(&client, route, id).await;
                let at = format!("{} {} as {login}", route.method, route.path);
                assert_eq!(answer.status, if role.is_some() { 403 } else { 401 }, "{at}: {}", answer.text());
                assert_eq!(private.find(&answer.body), None, "{at}");
                check_headers(&answer, &at);
                answers.push(answer.settled());
                refused += 1;
            }
            assert_eq!(answers[0], answers[1], "ACL-2: {} as {login}", route.path);
            if role.is_none() && route.method == "GET" {
                let page = client.send("GET", &route.on("1"), PAGE, b"").await;
                assert_eq!((page.status, page.header("location").starts_with("/sign-in")), (303, true), "AUTH-1");
            }
        }
    }
    assert!(refused > 150, "{refused}");
    assert_eq!(server.state().await, before, "refused requests changed something");

    // Those who may: never a fault, and nothing of a model's name for anyone but admins.
    for route in &routes {
        for (login, role) in asked {
            if !route.admits(role) || route.path.contains("sign-out") || route.changes == "hands_out" {
                continue;
            }
            let client = clients.get(login).cloned().unwrap_or_else(|| server.nobody());
            let ids = match &*route.method {
                // What exists is left alone: the forms that act without fields would.
                "POST" => vec![Objects::missing(&route.object)],
                _ => vec![objects.existing(&route.object), Objects::missing(&route.object)],
            };
            for id in ids {
                let answer = ask(&client, route, id).await;
                let at = format!("{} {} as {login}: {}", route.method, route.on(id), answer.status);
                assert!(answer.status < 500 && !matches!(answer.status, 401 | 403) || is_sign_in(route), "{at}");
                check_headers(&answer, &at);
                if role != Some(Role::Admin) {
                    assert_eq!(names.find(&answer.body), None, "BLIND-1 {at}");
                    let head = format!("{:?}", answer.headers);
                    assert_eq!(private.find(head.as_bytes()), None, "{at}");
                }
                if role.is_none() {
                    assert_eq!(private.find(&answer.body), None, "LEAK-6 {at}");
                }
            }
        }
    }
    assert_eq!(private.find(server.log().as_bytes()), None, "LEAK-1: the log at trace level");
    assert!(!server.log().contains(PASSWORD), "LEAK-1: a password in the log");
    for client in clients.values() {
        let token = client.cookie.rsplit('=').next().unwrap();
        assert!(!server.log().contains(token), "SESS-1: a session's token in the log");
    }
}

fn is_sign_in(route: &Route) -> bool {
    route.path == "/sign-in"
}

#[tokio::test]
async fn acl_2_what_is_not_mine_looks_like_what_does_not_exist() {
    let server = Server::start(&[]).await;
    let [a1, a2, r1, r2] =
        [server.person("a1").await, server.person("a2").await, server.person("r1").await, server.person("r2").await];
    let foreign = id_in(&a1.get("/api/v1/task").await, "task");
    let review = id_in(&r1.get("/api/v1/reviews/initial/next").await, "review");
    let before = server.state().await;
    let judgment = |id: &str| {
        json!({ "assignment": id, "submission_id": "submission-xyz",
                "content": { "preference": 1, "justification": "A reason of more than twenty characters." }, "active_ms": 1 })
    };
    let mut pairs = Vec::new();
    for id in [foreign.as_str(), NOBODYS, "not an id", "1"] {
        let draft = json!({ "assignment": id, "content": {} });
        let path = id.replace(' ', "%20");
        pairs.push([
            a2.json("/api/v1/judgments", &judgment(id)).await,
            a2.json("/api/v1/drafts", &draft).await,
            a2.form(&format!("/annotate/{path}/submit"), "preference=1").await,
            a2.form(&format!("/annotate/{path}/draft"), "preference=1").await,
        ]);
    }
    for answers in &pairs {
        for (answer, foreign) in answers.iter().zip(&pairs[0]) {
            assert_eq!(answer.status, 404, "{}", answer.text());
            assert_eq!(answer.settled(), foreign.settled());
            assert_eq!(server.private().find(&answer.body), None);
        }
    }
    let verdicts = json!({ "version": 1, "verdicts": [] });
    let mut answers = Vec::new();
    for id in [review.as_str(), NOBODYS] {
        let answer = r2.json(&format!("/api/v1/reviews/{id}"), &verdicts).await;
        assert!(matches!(answer.status, 404 | 409), "{}", answer.text());
        answers.push(answer.settled());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(server.state().await, before);
}

#[tokio::test]
async fn acl_3_fields_that_are_not_asked_for_are_refused() {
    let server = Server::start(&[]).await;
    let (a1, r1, admin) = (server.person("a1").await, server.person("r1").await, server.person("ad").await);
    let task = a1.get("/api/v1/task").await;
    let id = id_in(&task, "task");
    let before = server.state().await;
    for (field, value) in [
        ("user_id", json!(1)),
        ("status", json!("approved")),
        ("slot", json!(1)),
        ("model_id", json!(1)),
        ("is_admin", json!(true)),
    ] {
        let mut judgment =
            json!({ "assignment": id, "submission_id": "submission-xyz", "content": { "preference": 1 } });
        judgment[field] = value.clone();
        assert_eq!(a1.json("/api/v1/judgments", &judgment).await.status, 422, "{field}");
        let mut inside = json!({ "assignment": id, "submission_id": "submission-xyz", "content": { "preference": 1 } });
        inside["content"][field] = value;
        assert_eq!(a1.json("/api/v1/judgments", &inside).await.status, 422, "{field}");
    }
    for (path, fields) in [
        ("/sign-in", "login=a1&password=x&role=admin"),
        ("/account/password", "current_password=x&new_password=y&role=admin"),
        ("/manage/people", "name=Eve&login=eve&roles=annotator&state=active"),
        ("/manage/people/3/roles", "roles=annotator&person=1"),
        ("/manage/prompt-sets", "name=X&domain=y&canary=z"),
    ] {
        assert_eq!(admin.form(path, fields).await.status, 422, "{path}");
    }
    assert_eq!(server.state().await, before);
    // Forms whose fields repeat or are numbered are held to the same rule: whole, by the field's name, before their rules.
    let review = id_in(&r1.get("/api/v1/reviews/initial/next").await, "review");
    let (submit, draft) = (format!("/annotate/{id}/submit"), format!("/annotate/{id}/draft"));
    let (skip, decide) = (format!("/annotate/{id}/skip"), format!("/review/{review}"));
    let before = server.state().await;
    for (person, path, fields, named) in [
        (&a1, &*submit, "preference=1&model_id=1", "model_id"),
        (&a1, &*draft, "justification=x&slot=2", "slot"),
        (&a1, &*skip, "skip_reason=other&person=2", "person"),
        (&a1, "/account/keys", "key.skip=s&theme=dark", "theme"),
        (&a1, "/language", "lang=es&cookie=x", "cookie"),
        (&r1, &*decide, "version=0&all=approve&reviewer=1", "reviewer"),
        (&r1, &*decide, "version=0&all=approve&R.model=1", "R.model"),
        (&admin, "/manage/evaluations", "name=X&state=open", "state"),
        (&admin, "/manage/evaluations/1/releases", "rounds=100&state=published", "state"),
        (&admin, "/manage/evaluations/1/guidelines", "version=1&guidelines=x&approved=1", "approved"),
        (&admin, "/manage/evaluations/1/routing", "priority=1&evaluation=2", "evaluation"),
        (&admin, "/manage/evaluations/1/export", "recipient=Someone&path=%2Ftmp%2Fx", "path"),
        (&admin, "/manage/people/2", "domains=coding&roles=admin", "roles"),
        (&admin, "/manage/second-factor", "roles=admin&secret=x", "secret"),
        (&admin, "/manage/reasons", "verdict=return&text=x&id=1", "id"),
        (&admin, "/manage/models/vendors", "name=X&owner=1", "owner"),
    ] {
        let answer = person.form(path, fields).await;
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (422, &json!("unknown_field")), "{path} {fields}");
        assert!(answer.json()["error"]["message"].as_str().unwrap().contains(&format!("“{named}”")), "{path}");
    }
    assert_eq!(server.state().await, before);
    // What is answered holds the listed fields only.
    let mut fields: Vec<String> = task.json()["task"].as_object().unwrap().keys().cloned().collect();
    fields.retain(|field| field.contains("model") || field.contains("vendor") || field.ends_with("_id"));
    assert_eq!(fields, Vec::<String>::new());
}

#[tokio::test]
async fn own_work_is_told_to_programs_in_full_and_to_nobody_else() {
    let server = Server::start(&[]).await;
    let (a1, r1) = (server.person("a1").await, server.person("r1").await);
    id_in(&a1.get("/api/v1/task").await, "task");
    let told = a1.get("/api/v1/work?pile=waiting&page=1&zone=345").await;
    assert_eq!(told.status, 200);
    let work = &told.json()["work"];
    assert_eq!((&work["open"], &work["pile"], &work["zone"]), (&json!(1), &json!("waiting"), &json!(345)));
    let lengths = ["days", "weeks"].map(|list| work[list].as_array().map(Vec::len));
    assert_eq!(lengths, [Some(14), Some(5)]);
    assert_eq!(work["judgments"].as_array().map(|list| list.len() as i64), work["waiting"].as_i64());
    for refused in ["pile=evil", "zone=7", "zone=999999"] {
        assert_eq!(a1.get(&format!("/api/v1/work?{refused}")).await.status, 422, "{refused}");
    }
    assert_eq!(a1.get("/api/v1/work?annotator=2").await.status, 400, "whose work is nobody's choice");
    assert_eq!(r1.get("/api/v1/work").await.status, 403);
}

#[tokio::test]
async fn csrf_1_every_change_asked_for_by_another_site_is_refused() {
    let server = Server::start(&[]).await;
    let clients = [server.person("ad").await, server.person("a1").await, server.person("r1").await];
    let before = server.state().await;
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let own = format!("http://{}", server.address);
    for route in routes().iter().filter(|route| route.method == "POST") {
        for client in &clients {
            let path = route.on("1");
            for (headers, expected) in [
                (vec![form, ("Sec-Fetch-Site", "cross-site")], 403),
                (vec![form, ("Sec-Fetch-Site", "cross-site"), ("Origin", own.as_str())], 403),
                (vec![form, ("Sec-Fetch-Site", "same-site")], 403),
                (vec![form, ("Origin", "https://evil.example")], 403),
                (vec![form, ("Origin", "null")], 403),
                (vec![form], 403),
                (vec![("Content-Type", "text/plain"), ("Sec-Fetch-Site", "same-origin")], 415),
            ] {
                let answer = client.send("POST", &path, &headers, b"{\"a\":1}").await;
                assert_eq!(answer.status, expected, "{path} {headers:?}");
                assert_eq!(answer.cookie(), None, "{path}");
            }
        }
    }
    assert_eq!(server.state().await, before);
    for client in &clients {
        assert!(client.is_signed_in().await, "a refused sign-out must not sign out");
    }
}

#[tokio::test]
async fn csrf_2_reading_never_changes_anything() {
    let server = Server::start(&[]).await;
    let clients = [server.person("ad").await, server.person("a1").await, server.person("r1").await];
    let before = server.state().await;
    let routes = routes();
    for route in routes.iter().filter(|route| route.method == "POST") {
        let readable = routes.iter().any(|other| other.method == "GET" && other.path == route.path);
        for client in &clients {
            for method in ["GET", "HEAD"] {
                let path = format!("{}?name=X&login=x&password=y&roles=admin", route.on("1"));
                let answer = client.send(method, &path, DATA, b"").await;
                // A page of the same address that hands out work changes no more than that, and has its own line.
                assert!(readable || matches!(answer.status, 404 | 405), "{method} {path}: {}", answer.status);
            }
        }
    }
    for route in routes.iter().filter(|route| route.method == "GET" && route.changes == "nothing") {
        for client in &clients {
            for id in ["1", NOBODYS] {
                let answer = client.send("GET", &route.on(id), DATA, b"").await;
                assert!(answer.status < 500, "{}", route.path);
            }
        }
    }
    assert_eq!(server.state().await, before);
    for method in ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW"] {
        let answer = clients[0].send(method, "/manage/people", &[("Sec-Fetch-Site", "same-origin")], b"").await;
        assert_eq!(answer.status, 405, "{method}");
    }
}

#[tokio::test]
async fn auth_1_a_fresh_installation_lets_nobody_in_but_by_its_own_secret() {
    let (server, other) = (Server::empty(&[]), Server::empty(&[]));
    let link = async |server: &Server| {
        // It is printed once the server answers, and read from its output a moment later.
        for _ in 0..200 {
            let output = server.log();
            if let Some(at) = output.find("/link/").filter(|at| output.len() >= at + 38) {
                return output[at..at + 38].to_owned();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the link is printed")
    };
    let (link_here, link_there) = (link(&server).await, link(&other).await);
    assert_ne!(link_here, link_there);
    let nobody = server.nobody();
    for login in ["admin", "root", "test", "demo", "assay"] {
        assert_eq!(nobody.form("/sign-in", &format!("login={login}&password={login}")).await.status, 401);
    }
    for path in ["/register", "/sign-up", "/signup", "/api/v1/users"] {
        assert!(matches!(nobody.form(path, "").await.status, 403..=405), "{path}");
    }
    let fields = "name=Ada&login=ada&password=a+sentence+for+the+tests";
    assert_eq!(nobody.form(&link_there, fields).await.status, 410, "another installation's secret");
    let first = nobody.form(&link_here, fields).await;
    assert_eq!(first.status, 303, "{}", first.text());
    assert_eq!(nobody.form(&link_here, fields).await.status, 410);
    let mut ada = server.nobody();
    ada.cookie = first.cookie().unwrap();
    assert!(ada.is_signed_in().await);
    // SESS-5: nothing secret is compiled in, so a session of one installation means nothing to another.
    let elsewhere = Client { server: other.address, ..ada };
    assert!(!elsewhere.is_signed_in().await);
}
