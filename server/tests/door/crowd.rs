//! DOS-1, DOS-2, DOS-4: many at once, and slowly. Larger numbers by the environment: `ASSAY_TEST_CROWD` (sign-ins at once)
//! and `ASSAY_TEST_SLOW` (slow connections); the short forms run with the test command.

use crate::client::Client;
use crate::world::{PASSWORD, Server};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn number(name: &str, short: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

/// The time within which 99 of 100 were answered.
fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[(times.len() * 99 / 100).min(times.len() - 1)]
}

#[tokio::test]
async fn dos_1_guessing_from_one_address_is_slowed_down_and_locks_nobody_out() {
    // However slow this machine is, no attempt is given back meanwhile.
    let server = Server::start(&[("ASSAY_SIGN_IN_SECONDS", "600")]).await;
    let guesser = Client { from: Ipv4Addr::new(127, 0, 0, 2), ..server.nobody() };
    let mut statuses = Vec::new();
    for number in 0..20 {
        let forwarded = format!("198.51.100.{number}");
        let headers = [crate::client::FORM, &[("X-Forwarded-For", forwarded.as_str())]].concat();
        let answer =
            guesser.send("POST", "/sign-in", &headers, format!("login=a1&password=guess{number}").as_bytes()).await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses[..10], [401; 10]);
    assert_eq!(statuses[10..], [429; 10]);
    let mut owner = Client { from: Ipv4Addr::new(127, 0, 0, 3), ..server.nobody() };
    assert_eq!(owner.sign_in("a1", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn dos_1_a_trusted_proxys_word_is_taken() {
    let server = Server::start(&[
        ("ASSAY_TRUSTED_PROXIES", "[\"127.0.0.1\"]"),
        ("ASSAY_SIGN_IN_SECONDS", "600"),
        ("ASSAY_ACCOUNT_BURST", "100"),
    ])
    .await;
    let mut statuses = Vec::new();
    for address in ["198.51.100.1", "198.51.100.2"] {
        for _ in 0..11 {
            let headers = [crate::client::FORM, &[("X-Forwarded-For", address)]].concat();
            statuses.push(server.nobody().send("POST", "/sign-in", &headers, b"login=zz&password=x").await.status);
        }
    }
    assert_eq!(statuses[..11], [&[401; 10][..], &[429]].concat());
    assert_eq!(statuses[11..], [&[401; 10][..], &[429]].concat());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dos_2_a_crowd_at_the_door_costs_little_and_others_go_on() {
    let crowd = number("ASSAY_TEST_CROWD", 300);
    let server = Server::start(&[]).await;
    let annotator = server.person("a1").await;
    annotator.get("/api/v1/task").await;
    let before = server.settled_memory().await;
    let crowd: Vec<_> = (0..crowd)
        .map(|_| {
            let client = server.nobody();
            tokio::spawn(async move { client.form("/sign-in", "login=a2&password=a+sentence+for+the+tests").await })
        })
        .collect();
    let mut times = Vec::new();
    while !crowd.iter().all(tokio::task::JoinHandle::is_finished) {
        let started = Instant::now();
        assert_eq!(annotator.get("/api/v1/task").await.status, 200);
        times.push(started.elapsed());
    }
    let mut served = 0;
    for one in crowd {
        let answer = one.await.unwrap();
        assert!(matches!(answer.status, 303 | 503), "{}", answer.status);
        assert!(answer.status != 503 || answer.header("retry-after") == "1");
        served += usize::from(answer.status == 303);
    }
    let peak = server.peak_memory();
    println!("{served} served; memory {before} -> {peak} MiB; others' p99 {:?} of {}", p99(times.clone()), times.len());
    assert!(served > 100 && peak < 256, "{served} served, {peak} MiB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dos_4_slow_clients_are_cut_off_while_the_sign_of_life_answers() {
    let slow = number("ASSAY_TEST_SLOW", 200);
    let server = Server::start(&[]).await;
    let started = Instant::now();
    let slow: Vec<_> = (0..slow)
        .map(|number| {
            let client = server.nobody();
            tokio::spawn(async move {
                let mut stream = client.connect().await;
                // Half of them drip a header, the others a body.
                let head = "POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n";
                let opening = if number % 2 == 0 { "GET / HTTP/1.1\r\nX: " } else { head };
                let _ = stream.write_all(opening.as_bytes()).await;
                let (mut reader, mut writer) = stream.into_split();
                let dripping = tokio::spawn(async move {
                    while writer.write_all(b"a").await.is_ok() {
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                });
                let mut answer = Vec::new();
                let _ = reader.read_to_end(&mut answer).await;
                dripping.abort();
                String::from_utf8_lossy(&answer).into_owned()
            })
        })
        .collect();
    let mut times = Vec::new();
    while !slow.iter().all(tokio::task::JoinHandle::is_finished) {
        let asked = Instant::now();
        assert_eq!(server.nobody().get("/healthz").await.status, 200);
        times.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(started.elapsed() < Duration::from_secs(30), "still open after 30 s");
    }
    for (number, one) in slow.into_iter().enumerate() {
        let answer = one.await.unwrap();
        assert!(number % 2 == 0 || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    println!("all cut after {:?}; the sign of life's p99 {:?}", started.elapsed(), p99(times));
}
