//! A client that sends exactly the bytes a test writes, from an address of the test's choice.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
    }

    /// The body without what differs in every answer: the request's id and the page's nonce.
    pub fn settled(&self) -> String {
        let mut text = self.text().replace(self.header("x-request-id"), "ID");
        while let Some(at) = text.find("nonce=\"") {
            let end = text[at + 7..].find('"').map_or(text.len(), |end| at + 7 + end);
            text.replace_range(at..end, "NONCE");
        }
        text
    }

    /// The session's cookie, `name=value`.
    pub fn cookie(&self) -> Option<String> {
        let line =
            self.headers.iter().find(|(name, value)| name == "set-cookie" && value.starts_with("__Host-assay="))?;
        line.1.split(';').next().map(str::to_owned)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let head_end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let raw = &bytes[head_end + 4..];
        let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let body = if chunked { unchunked(raw) } else { raw.to_vec() };
        Some(Self { status, headers, body })
    }
}

fn unchunked(mut raw: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = raw.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&raw[..end]).unwrap_or("0"), 16).unwrap_or(0);
        if size == 0 || raw.len() < end + 2 + size {
            break;
        }
        body.extend_from_slice(&raw[end + 2..end + 2 + size]);
        raw = &raw[(end + 4 + size).min(raw.len())..];
    }
    body
}

/// A person at the server, or nobody.
#[derive(Clone, Debug)]
pub struct Client {
    pub server: SocketAddr,
    pub from: Ipv4Addr,
    pub cookie: String,
}

/// What the headers of a request say beside host, cookie and length.
pub type Headers<'a> = &'a [(&'a str, &'a str)];

/// As a browser sends a form of our own pages, and as our own script sends.
pub const FORM: Headers<'static> = &[
    ("Sec-Fetch-Site", "same-origin"),
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Accept", "application/json"),
];
pub const JSON: Headers<'static> =
    &[("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/json"), ("Accept", "application/json")];
pub const PAGE: Headers<'static> = &[("Accept", "text/html")];
pub const DATA: Headers<'static> = &[("Accept", "application/json")];

impl Client {
    pub fn at(server: SocketAddr) -> Self {
        Self { server, from: Ipv4Addr::LOCALHOST, cookie: String::new() }
    }

    pub async fn connect(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((self.from, 0))).unwrap();
        socket.connect(self.server).await.unwrap()
    }

    /// Sends these bytes and reads until the server closes.
    pub async fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = self.connect().await;
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut answer)).await;
        Answer::parse(&answer)
    }

    pub async fn send(&self, method: &str, path: &str, headers: Headers<'_>, body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.server);
        if !self.cookie.is_empty() {
            head.push_str(&format!("Cookie: {}\r\n", self.cookie));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let bytes = [head.as_bytes(), body].concat();
        self.raw(&bytes).await.unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, DATA, b"").await
    }

    pub async fn form(&self, path: &str, fields: &str) -> Answer {
        self.send("POST", path, FORM, fields.as_bytes()).await
    }

    pub async fn json(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.send("POST", path, JSON, body.to_string().as_bytes()).await
    }

    /// Signs in; the cookie is kept when it was right.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        let answer = self.form("/sign-in", &format!("login={login}&password={}", password.replace(' ', "+"))).await;
        if let (303, Some(cookie)) = (answer.status, answer.cookie()) {
            self.cookie = cookie;
        }
        answer
    }

    /// Whether the session is alive.
    pub async fn is_signed_in(&self) -> bool {
        self.get("/account").await.status == 200
    }
}
