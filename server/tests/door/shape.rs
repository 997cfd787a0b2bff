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
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
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

/// A sign-in form as chunks of this size.
fn chunked(body: &[u8], size: usize) -> Vec<u8> {
    let mut request =
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nAccept: application/json\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
            .to_vec();
    for piece in body.chunks(size) {
        request.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        request.extend_from_slice(piece);
        request.extend_from_slice(b"\r\n");
    }
    [&request[..], b"0\r\n\r\n"].concat()
}

#[tokio::test]
async fn dos_3_a_body_in_chunks_has_the_limits_of_any_other_and_ends_its_connection() {
    let server = Server::start(&[]).await;
    let nobody = server.nobody();
    let right = b"login=a1&password=a+sentence+for+the+tests";
    for size in [1, 7, 1 << 20] {
        let answer = nobody.raw(&chunked(right, size)).await.unwrap();
        assert_eq!((answer.status, answer.header("connection")), (303, "close"), "{}", answer.text());
    }
    let long = |length: usize| [b"login=a&password=", "x".repeat(length - 17).as_bytes()].concat();
    assert_eq!(nobody.raw(&chunked(&long(1 << 20), 5_000)).await.unwrap().status, 401);
    assert_eq!(nobody.raw(&chunked(&long((1 << 20) + 1), 5_000)).await.unwrap().status, 413);
    let fields = "a=b&".repeat(100_000);
    assert_eq!(nobody.raw(&chunked(fields.as_bytes(), 4_096)).await.unwrap().status, 413);
    let follows = [&chunked(right, 9)[..], b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"].concat();
    let mut stream = nobody.connect().await;
    let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, &follows).await;
    let mut all = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut all).await;
    assert_eq!(String::from_utf8_lossy(&all).matches("HTTP/1.1 ").count(), 1, "one answer, then the end");
    let second = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let both = String::from_utf8(chunked(right, 9))
        .unwrap()
        .replace("Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
    let mut stream = nobody.connect().await;
    let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, &[&second[..], both.as_bytes()].concat()).await;
    let mut all = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut all).await;
    let all = String::from_utf8_lossy(&all);
    assert!(all.contains("HTTP/1.1 400") && !all.contains("HTTP/1.1 303"), "two lengths on the second request: {all}");
}

#[tokio::test]
async fn dos_4_a_body_in_chunks_that_trickles_is_cut_off() {
    let server = Server::empty(&[]);
    let mut stream = server.nobody().connect().await;
    let head = chunked(b"", 1);
    tokio::io::AsyncWriteExt::write_all(&mut stream, &head[..head.len() - 5]).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let trickle = tokio::spawn(async move {
        while tokio::io::AsyncWriteExt::write_all(&mut write, b"1\r\na\r\n").await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    });
    let mut all = Vec::new();
    let ended = tokio::io::AsyncReadExt::read_to_end(&mut read, &mut all);
    tokio::time::timeout(std::time::Duration::from_secs(25), ended).await.expect("it was never cut off").ok();
    trickle.abort();
    assert!(String::from_utf8_lossy(&all).starts_with("HTTP/1.1 408"), "{}", String::from_utf8_lossy(&all));
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
