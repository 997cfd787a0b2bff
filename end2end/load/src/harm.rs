//! What strangers and restarts do to people at work: parallel sign-ins (DOS-2), slow connections (DOS-4), SIGTERM (DUR-4).

use crate::figures::Times;
use crate::person::Person;
use crate::place::{Place, Server, Where};
use clap::Args;
use hyper::Method;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Arguments of `harm`.
#[derive(Debug, Args)]
pub struct Harm {
    #[command(flatten)]
    place: Where,

    /// Sign-ins sent at once, each from an address of its own
    #[arg(long, default_value_t = 1_000)]
    logins: usize,

    /// Connections that send a byte now and then
    #[arg(long, default_value_t = 2_000)]
    slow: usize,

    /// Annotators at work meanwhile
    #[arg(long, default_value_t = 20)]
    annotators: usize,
}

/// Longest that a slow connection may live.
const CUT_WITHIN: Duration = Duration::from_secs(30);
/// Longest 99th percentile of people at work meanwhile.
const PATIENCE: Duration = Duration::from_millis(250);

impl Harm {
    pub async fn run(self) -> crate::Outcome {
        let place = self.place.furnish(20_000, self.annotators).await?;
        let server = place.serve().await?;
        self.sign_in_at_once(&place, &server).await?;
        self.connect_slowly(&place, &server).await?;
        drain(&place, server).await
    }

    async fn sign_in_at_once(&self, place: &Place, server: &Server) -> crate::Outcome {
        let (stop, work) = at_work(place, server);
        let logins: Vec<_> = (0..self.logins).map(|number| tokio::spawn(sign_in(server.address, number))).collect();
        let mut answers = std::collections::BTreeMap::<u16, usize>::new();
        for status in futures::future::join_all(logins).await {
            *answers.entry(status?).or_default() += 1;
        }
        stop.store(true, Ordering::Relaxed);
        let mut times = work.await??;
        let memory = server.most_memory() / 1024;
        println!(
            "{} sign-ins at once were answered {answers:?}; {memory} MiB of memory at most\n{}",
            self.logins,
            times.line("others")
        );
        if memory > 256 {
            return Err("more than 256 MiB of memory".into());
        }
        if times.quantile(0.99) > PATIENCE {
            return Err("people at work waited longer than 250 ms".into());
        }
        match answers.keys().find(|status| **status >= 500 && **status != 503 || **status == 0) {
            Some(status) => Err(format!("sign-ins were answered {status}").into()),
            None => Ok(()),
        }
    }

    async fn connect_slowly(&self, place: &Place, server: &Server) -> crate::Outcome {
        let (stop, work) = at_work(place, server);
        let address = server.address;
        let slow: Vec<_> = (0..self.slow).map(|_| tokio::spawn(one_byte_at_a_time(address))).collect();
        let (mut longest, mut health) = (Duration::ZERO, Times::default());
        let mut probe = Person::new(address, "");
        let watched = tokio::spawn(futures::future::join_all(slow));
        while !watched.is_finished() {
            let asked = Instant::now();
            probe.send(Method::GET, "/healthz", None).await.map_err(|_| "the health check got no answer")?;
            health.add(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for lived in watched.await? {
            longest = longest.max(lived?);
        }
        stop.store(true, Ordering::Relaxed);
        let mut times = work.await??;
        println!("{} slow connections, the longest cut after {:.1} s", self.slow, longest.as_secs_f64());
        println!("{}\n{}", health.line("health"), times.line("others"));
        if longest > CUT_WITHIN {
            return Err("a slow connection lived longer than 30 s".into());
        }
        if health.quantile(0.99) > PATIENCE {
            return Err("the health check took longer than 250 ms".into());
        }
        Ok(())
    }
}

type Work = tokio::task::JoinHandle<Result<Times, String>>;

/// People at work until told to stop.
fn at_work(place: &Place, server: &Server) -> (Arc<AtomicBool>, Work) {
    let stop = Arc::new(AtomicBool::new(false));
    let people = place.people(server.address);
    let told = Arc::clone(&stop);
    let work = tokio::spawn(async move {
        let all: Vec<_> = people
            .into_iter()
            .map(|mut person| {
                let told = Arc::clone(&told);
                tokio::spawn(async move {
                    let mut times = Times::default();
                    while !told.load(Ordering::Relaxed) {
                        let asked = Instant::now();
                        let answer = person.task().await.map_err(|_| "the server is gone")?;
                        if answer.status != 200 || answer.body["task"].is_null() {
                            return Err(format!("the next task: {} {}", answer.status, answer.body));
                        }
                        let judgment = person.judgment(&answer.body["task"]);
                        let answer = person.submit(&judgment).await.map_err(|_| "the server is gone")?;
                        if answer.status != 200 {
                            return Err(format!("a submission: {} {}", answer.status, answer.body));
                        }
                        times.add(asked.elapsed());
                        tokio::time::sleep(Duration::from_millis(200)).await;
                    }
                    Ok(times)
                })
            })
            .collect();
        let mut times = Times::default();
        for one in futures::future::join_all(all).await {
            times.append(&mut one.map_err(|error| error.to_string())??);
        }
        Ok(times)
    });
    (stop, work)
}

/// The status that one sign-in is answered with, 0 when the connection broke.
async fn sign_in(server: std::net::SocketAddr, number: usize) -> u16 {
    let source = [127, 1, (number / 200) as u8, (number % 200 + 1) as u8];
    let send = async {
        let socket = TcpSocket::new_v4()?;
        socket.bind((source, 0).into())?;
        let mut stream = socket.connect(server).await?;
        let body = format!("login=nobody-{number}&password=not-the-password");
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: {server}\r\nOrigin: http://{server}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await?;
        let mut head = [0; 12];
        stream.read_exact(&mut head).await?;
        std::io::Result::Ok(std::str::from_utf8(&head[9..]).ok().and_then(|status| status.parse().ok()).unwrap_or(0))
    };
    send.await.unwrap_or(0)
}

/// How long a connection lives that sends one byte of a header every two seconds.
async fn one_byte_at_a_time(server: std::net::SocketAddr) -> Duration {
    let started = Instant::now();
    let Ok(mut stream) = TcpStream::connect(server).await else { return Duration::ZERO };
    let mut answer = [0; 512];
    for byte in b"GET /healthz HTTP/1.1\r\nHost: a.example\r\nX-Slow: ".iter().cycle() {
        if stream.write_all(&[*byte]).await.is_err() || started.elapsed() > CUT_WITHIN * 2 {
            break;
        }
        if let Ok(read) = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut answer)).await
            && !matches!(read, Ok(1..))
        {
            break;
        }
    }
    started.elapsed()
}

/// SIGTERM under load: every request that was accepted is answered, and the end comes soon and in order.
async fn drain(place: &Place, server: Server) -> crate::Outcome {
    let people = place.people(server.address);
    let work: Vec<_> = people
        .into_iter()
        .map(|mut person| {
            tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                while let Ok(answer) = person.task().await {
                    let judgment = person.judgment(&answer.body["task"]);
                    match person.submit(&judgment).await {
                        Ok(answer) if answer.status == 200 => {
                            acknowledged.push(judgment["submission_id"].as_str().unwrap_or_default().to_owned());
                        }
                        _ => break,
                    }
                }
                acknowledged
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (in_order, time) = server.end(rustix::process::Signal::TERM).await?;
    let mut acknowledged = std::collections::HashSet::new();
    for one in futures::future::join_all(work).await {
        acknowledged.extend(one?);
    }
    crate::crash::lost(&place.database_url, &acknowledged).await?;
    place.examine().await?;
    println!(
        "SIGTERM under load: {} acknowledged, 0 lost, ended after {:.2} s",
        acknowledged.len(),
        time.as_secs_f64()
    );
    if !in_order || time > Duration::from_secs(10) {
        return Err("the server did not end in order within ten seconds".into());
    }
    Ok(())
}
