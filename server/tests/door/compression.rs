//! What goes out compressed, to whom, and what never does.

use crate::boards::publish;
use crate::client::{Answer, Client, DATA, FORM, Headers, PAGE};
use crate::world::{PASSWORD, Server};
use std::io::Read as _;

const GZIP: &str = "gzip, deflate, br, zstd";

/// The request of a browser that was sent by such a site.
fn browser<'a>(accepted: &'a str, site: &'a str) -> [(&'a str, &'a str); 3] {
    [("Accept", "text/html"), ("Accept-Encoding", accepted), ("Sec-Fetch-Site", site)]
}

async fn get(client: &Client, path: &str, headers: Headers<'_>) -> Answer {
    client.send("GET", path, headers, b"").await
}

/// The answer with its body as it was before compression.
fn unpacked(answer: &Answer) -> Answer {
    let mut body = Vec::new();
    flate2::read::GzDecoder::new(&*answer.body).read_to_end(&mut body).unwrap();
    Answer { body, ..answer.clone() }
}

/// Fails unless the answer is gzip, marked as such once, for its client only.
fn assert_compressed(answer: &Answer, at: &str) {
    let of = |name: &str| -> Vec<&str> {
        answer.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| &**value).collect()
    };
    assert_eq!(of("content-encoding"), ["gzip"], "{at}");
    assert_eq!(of("vary"), ["accept-encoding"], "{at}");
    assert_eq!(of("content-length"), Vec::<&str>::new(), "{at}: the length was another body's");
}

/// Fails unless the answer is as long as it says and in no encoding.
fn assert_plain(answer: &Answer, at: &str) {
    assert_eq!(answer.header("content-encoding"), "", "{at}");
    assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{at}");
}

#[tokio::test]
async fn a_page_goes_out_as_gzip_to_who_takes_it_and_as_it_is_to_others() {
    let server = Server::empty(&[]);
    let nobody = server.nobody();
    let plain = get(&nobody, "/sign-in", PAGE).await;
    assert_plain(&plain, "no wish");
    assert_eq!(plain.header("vary"), "accept-encoding", "a cache must not give it to others either");
    for accepted in ["br", "identity", "gzip;q=0", "gzip;q=0, br", "*", "zstd, deflate", "gzip;q=nonsense"] {
        let answer = get(&nobody, "/sign-in", &browser(accepted, "none")).await;
        assert_plain(&answer, accepted);
        assert_eq!(answer.settled(), plain.settled(), "{accepted}");
    }
    for accepted in ["gzip", GZIP, "br;q=1, gzip;q=0.5", "GZIP", "identity;q=0.1, gzip;q=0.2"] {
        let answer = get(&nobody, "/sign-in", &browser(accepted, "none")).await;
        assert_compressed(&answer, accepted);
        assert!(answer.body.len() * 2 < plain.body.len(), "{} of {}", answer.body.len(), plain.body.len());
        assert_eq!(unpacked(&answer).settled(), plain.settled(), "{accepted}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn head_says_what_get_would() {
    let server = Server::empty(&[]);
    let nobody = server.nobody();
    for headers in [PAGE, &browser(GZIP, "none"), &browser("br", "none")] {
        for path in ["/sign-in", "/healthz", "/nothing"] {
            let (get, head) = (get(&nobody, path, headers).await, nobody.send("HEAD", path, headers, b"").await);
            assert!(head.body.is_empty(), "{path}");
            assert_eq!(get.status, head.status, "{path}");
            for name in ["content-type", "content-encoding", "vary", "cache-control", "content-length"] {
                assert_eq!(get.header(name), head.header(name), "{path} {name} {headers:?}");
            }
        }
    }
}

#[tokio::test]
async fn small_answers_files_and_exports_stay_as_they_are() {
    let server = Server::start(&[]).await;
    let nobody = server.nobody();
    for path in ["/healthz", "/account", "/api/v1/task"] {
        let answer = get(&nobody, path, &[DATA, &[("Accept-Encoding", GZIP)]].concat()).await;
        assert!(!answer.body.is_empty() && answer.body.len() < 1024);
        assert_plain(&answer, path);
        assert_eq!(answer.header("vary"), "", "{path}");
    }

    let page = get(&nobody, "/sign-in", PAGE).await.text();
    let style = page.split_once("stylesheet\" href=\"").unwrap().1.split_once('"').unwrap().0;
    let whole = get(&nobody, style, PAGE).await;
    assert_plain(&whole, style);
    for (accepted, encoding) in [("gzip", "gzip"), (GZIP, "br"), ("gzip;q=0", "")] {
        for site in ["same-origin", "cross-site"] {
            let answer = get(&nobody, style, &browser(accepted, site)).await;
            assert_eq!((answer.header("content-encoding"), answer.header("vary")), (encoding, "accept-encoding"));
            assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{accepted}");
            assert!(answer.header("cache-control").ends_with("immutable"));
            if encoding == "gzip" {
                assert_eq!(unpacked(&answer).body, whole.body, "compressed once");
            }
        }
    }

    let admin = server.person("ad").await;
    let headers = [FORM, &[("Accept-Encoding", GZIP)]].concat();
    let export = admin.send("POST", "/manage/evaluations/1/export", &headers, b"recipient=us").await;
    assert_eq!((export.status, export.header("content-encoding")), (200, ""), "{}", export.text());
    assert!(export.text().contains("canary"), "{}", export.text());
}

#[tokio::test]
async fn the_data_of_a_board_goes_out_as_gzip_too() {
    let folder = tempfile::tempdir().unwrap();
    let release = publish(folder.path()).await.releases[0];
    let server = Server::over(folder, &[], Default::default());
    for part in [".json", ".csv", ""] {
        let path = format!("/board/{release}{part}");
        // A program has neither a cookie nor a site that it comes from.
        let plain = get(&server.nobody(), &path, DATA).await;
        let answer = get(&server.nobody(), &path, &[DATA, &[("Accept-Encoding", "gzip")]].concat()).await;
        if plain.body.len() < 1024 {
            assert_plain(&answer, &path);
            continue;
        }
        assert_compressed(&answer, &path);
        assert_eq!(unpacked(&answer).settled(), plain.settled(), "{path}");
    }
}

#[tokio::test]
async fn what_another_site_set_off_is_not_compressed() {
    let server = Server::start(&[]).await;
    let annotator = server.person("a4").await;
    // The page repeats its address, which a link of another site may choose, beside the prompt.
    let path = "/annotate?q=a-guess-at-the-prompt";
    let ours = get(&annotator, path, &browser(GZIP, "same-origin")).await;
    assert_compressed(&ours, "from our own page");
    let text = unpacked(&ours).text();
    assert!(text.contains("a-guess-at-the-prompt") && server.private().find(text.as_bytes()).is_some());
    for site in ["cross-site", "same-site", "nonsense"] {
        assert_plain(&get(&annotator, path, &browser(GZIP, site)).await, site);
    }
    let silent = get(&annotator, path, &[("Accept", "text/html"), ("Accept-Encoding", GZIP)]).await;
    assert_plain(&silent, "a browser that does not say");
}

#[tokio::test]
async fn pages_that_show_a_credential_are_not_compressed() {
    let server = Server::start(&[]).await;
    let (admin, annotator) = (server.person("ad").await, server.person("a4").await);
    let form = [("Content-Type", FORM[1].1), ("Accept", "text/html"), ("Accept-Encoding", GZIP)];
    let form = [&form[..], &[("Sec-Fetch-Site", "same-origin")]].concat();
    let post =
        async |client: &Client, path: &str, fields: &str| client.send("POST", path, &form, fields.as_bytes()).await;

    let invited = post(&admin, "/manage/people", "name=New&login=new&roles=annotator").await;
    let text = invited.text();
    let token = text.split_once("/link/").expect("the link is there to be read").1.get(..32).unwrap();
    assert_plain(&invited, "an invitation");
    let refused = post(&admin, "/manage/people", "name=&login=new&roles=annotator").await;
    assert_compressed(&refused, "the same page without a link");

    let link = format!("/link/{token}");
    let shown = get(&server.nobody(), &link, &browser(GZIP, "none")).await;
    assert!(shown.text().contains(token));
    assert_plain(&shown, "who follows a link");

    let password = format!("password={}", PASSWORD.replace(' ', "+"));
    let offered = post(&annotator, "/account/second-factor", &password).await;
    assert!(offered.text().contains("second-factor-secret"));
    assert_plain(&offered, "the secret of a second factor");
    assert_compressed(&get(&annotator, "/account/second-factor", &browser(GZIP, "none")).await, "no secret");
}
