//! IMP: files through the form. `ASSAY_TEST_IMPORT_MIB` makes the large one larger than its short form.

use crate::client::{Answer, Client};
use crate::world::Server;
use std::time::{Duration, Instant};

const LINE: &str = "\r\n--line--\r\n";
const BOUNDARY: &str = "a-boundary-of-the-tests";

/// What stands around a file in the form.
fn around(target: &str) -> (String, String) {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x\"\r\nContent-Type: text/html\r\n\r\n"
    );
    let tail = format!(
        "\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\n{target}\r\n--{BOUNDARY}--\r\n"
    );
    (head, tail)
}

async fn send(client: &Client, path: &str, file: &[u8], target: &str) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let (head, tail) = around(target);
    let body = [head.as_bytes(), file, tail.as_bytes()].concat();
    let headers = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", kind.as_str()), ("Accept", "text/html")];
    client.send("POST", path, &headers, &body).await
}

#[tokio::test]
async fn imp_1_a_malformed_file_is_refused_with_its_line_and_changes_nothing() {
    let server = Server::start(&[]).await;
    let admin = server.person("ad").await;
    let names = &server.marks[2];
    let line = |id: &str, prompt: &str| {
        format!(
            "{{\"id\":\"{id}\",\"prompt\":\"{prompt}\",\"responses\":{{\"{}\":\"x\",\"{}\":\"y\"}}}}\n",
            names[1], names[2]
        )
    };
    let good = line("new-1", "SECRET-OF-THE-FILE");
    let before = server.state().await;
    let cut = &good[..good.len() - 20];
    let mut bad_utf8 = good.clone().into_bytes();
    bad_utf8[25] = 0xC0;
    let long_line = line("new-1", &"x".repeat(20 << 20));
    for (what, file) in [
        ("a cut line", format!("{good}{cut}").into_bytes()),
        ("an array", format!("[{}]", good.trim()).into_bytes()),
        ("broken UTF-8", bad_utf8),
        ("NUL", line("new-1", "a\\u0000").into_bytes()),
        ("a lone surrogate", line("new-1", "\\ud800").into_bytes()),
        ("an address to fetch", b"{\"url\":\"http://127.0.0.1:1/\"}\n".to_vec()),
        ("the same id twice", format!("{good}{good}").into_bytes()),
        ("a model nobody registered", good.replace(&names[1], "Nobody").into_bytes()),
        ("changed content of a used id", line("p0", "changed").into_bytes()),
        ("a new prompt for a version in use", good.clone().into_bytes()),
        ("a line of 20 MiB", long_line.into_bytes()),
        ("nothing", Vec::new()),
    ] {
        let answer = send(&admin, "/manage/prompt-sets/1/import", &file, "latest").await;
        assert_eq!(answer.status, 422, "{what}: {}", answer.text());
        assert!(answer.text().contains("line ") || what == "nothing", "{what}");
        assert!(!answer.text().contains("SECRET-OF-THE-FILE"), "{what}");
        assert_eq!(server.state().await, before, "{what}");
    }
    assert!(!server.log().contains("SECRET-OF-THE-FILE"), "LEAK-1");
    let answer =
        send(&admin, "/manage/prompt-sets/1/import", format!("\u{FEFF}{good}\r\n\r\n").as_bytes(), "new").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let names: Vec<_> =
        std::fs::read_dir(server.folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| name.to_string_lossy().starts_with("assay")), "IMP-5: {names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imp_2_a_large_file_passes_in_little_memory_while_others_work() {
    let mebibytes: usize = std::env::var("ASSAY_TEST_IMPORT_MIB").ok().and_then(|text| text.parse().ok()).unwrap_or(24);
    let server = Server::start(&[("ASSAY_LOG", "info")]).await;
    let (admin, annotator) = (server.person("ad").await, server.person("a1").await);
    annotator.get("/annotate").await;
    let names = server.marks[2].clone();
    let text = "All work and no play makes a dull boy. ".repeat(125);
    let mut file = String::new();
    for number in 0.. {
        if file.len() >= mebibytes << 20 {
            break;
        }
        file.push_str(&format!(
            "{{\"id\":\"large-{number}\",\"prompt\":\"{text}\",\"responses\":{{\"{}\":\"{text}\",\"{}\":\"{text}\"}}}}\n",
            names[1], names[2]
        ));
    }
    let before = server.settled_memory().await;
    let started = Instant::now();
    let importing =
        tokio::spawn(async move { send(&admin, "/manage/prompt-sets/1/import", file.as_bytes(), "new").await });
    let mut slowest = Duration::ZERO;
    while !importing.is_finished() {
        let asked = Instant::now();
        assert_eq!(annotator.get("/api/v1/task").await.status, 200);
        slowest = slowest.max(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let answer = importing.await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let grown = server.peak_memory() - before;
    println!(
        "{mebibytes} MiB in {:?}; memory grew by {grown} MiB; others waited {slowest:?} at most",
        started.elapsed()
    );
    assert!(grown < 64, "memory grew by {grown} MiB");
}

#[tokio::test]
async fn imp_2_over_the_limit_is_told_before_the_rest_is_read_and_a_broken_upload_leaves_nothing() {
    let server = Server::start(&[("ASSAY_MAX_IMPORT", "100000")]).await;
    let admin = server.person("ad").await;
    let before = server.state().await;
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let head = format!(
        "POST /manage/prompt-sets/1/import HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\nCookie: {}\r\nConnection: close\r\n",
        admin.cookie
    );
    let announced = admin.raw(format!("{head}Content-Length: 100001\r\n\r\n").as_bytes()).await.unwrap();
    assert_eq!(announced.status, 413);
    // The client goes away in the middle.
    let mut stream = admin.connect().await;
    let (form, _) = around("latest");
    let piece = format!("{head}Content-Length: 99999\r\n\r\n{form}{{\"id\":\"x\"{LINE}");
    tokio::io::AsyncWriteExt::write_all(&mut stream, piece.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(stream);
    for _ in 0..100 {
        if server.state().await == before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("something is left of it:\n{before}\n{}", server.state().await);
}
