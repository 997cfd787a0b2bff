//! DOS-3, IMP-3, IMP-5, LEAK-2: requests that are too large, ambiguous, or ask for what is no file of ours.

use crate::client::FORM;
use crate::world::Server;

#[tokio::test]
async fn dos_3_what_is_too_large_or_ambiguous_is_refused() {
    let server = Server::empty(&[]);
    let nobody = server.nobody();
    let body = |length: usize| format!("login=a&password={}", "x".repeat(length - 17)).into_bytes();
    assert_eq!(nobody.send("POST", "/sign-in", FORM, &body(1 << 20)).await.status, 401);
    assert_eq!(nobody.send("POST", "/sign-in", FORM, &body((1 << 20) + 1)).await.status, 413);
    assert_eq!(nobody.send("POST", "/sign-in", FORM, "a=b&".repeat(100_000).as_bytes()).await.status, 413);
    let long = "x".repeat(1_000_000);
    let huge_header = nobody.raw(format!("GET / HTTP/1.1\r\nHost: x\r\nX: {long}\r\n\r\n").as_bytes()).await;
    assert!(huge_header.is_none_or(|answer| answer.status == 431));
    let many = "X: y\r\n".repeat(10_000);
    let many_headers = nobody.raw(format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes()).await;
    assert!(many_headers.is_none_or(|answer| answer.status == 431));
    assert_eq!(nobody.get(&format!("/sign-in?next={}", "x".repeat(10_000))).await.status, 414);
    let head = "POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    for lengths in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: xchunked",
    ] {
        let request = format!("{head}{lengths}\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        let answer = nobody.raw(request.as_bytes()).await.unwrap();
        assert_eq!(answer.status, 400, "{lengths}");
        assert!(!answer.text().contains("ok\n"), "what followed was not taken as a request: {lengths}");
    }
    for garbage in ["\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}"] {
        assert!(nobody.raw(garbage.as_bytes()).await.is_none_or(|answer| answer.status < 500));
    }
    assert_eq!(nobody.get("/healthz").await.text(), "ok\n");
}

#[tokio::test]
async fn imp_3_a_compressed_body_is_not_unpacked() {
    let server = Server::empty(&[]);
    let headers = [FORM, &[("Content-Encoding", "gzip")]].concat();
    assert_eq!(server.nobody().send("POST", "/sign-in", &headers, b"\x1f\x8b").await.status, 415);
}

#[tokio::test]
async fn imp_5_only_our_own_files_are_served() {
    let server = Server::empty(&[]);
    for path in [
        "/assets/..%2f..%2fetc/passwd",
        "/assets/../../etc/passwd",
        "/assets/%2e%2e%2f%2e%2e%2fassay.sqlite",
        "/assets../assay.sqlite",
        "/assets/",
        "/assay.sqlite",
        "/account/x.css",
        "/account;.js",
        "/annotate%00.css",
    ] {
        let answer = server.nobody().get(path).await;
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}
