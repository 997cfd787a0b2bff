//! One person at work over one HTTP/1.1 connection that is kept open, as a browser's is.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper::header::{ACCEPT, CONTENT_TYPE, COOKIE, ORIGIN, RETRY_AFTER};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// Someone signed in.
pub struct Person {
    pub server: SocketAddr,
    pub cookie: String,
    connection: Option<SendRequest<Full<Bytes>>>,
    submissions: u64,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub retry_after: bool,
}

/// The connection broke: the server is gone.
#[derive(Debug)]
pub struct Gone;

impl Person {
    pub fn new(server: SocketAddr, cookie: &str) -> Self {
        Self { server, cookie: cookie.to_owned(), connection: None, submissions: 0 }
    }

    async fn connect(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Gone> {
        if self.connection.as_ref().is_none_or(SendRequest::is_closed) {
            let stream = TcpStream::connect(self.server).await.map_err(|_| Gone)?;
            stream.set_nodelay(true).map_err(|_| Gone)?;
            let (sender, connection) =
                hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| Gone)?;
            tokio::spawn(connection);
            self.connection = Some(sender);
        }
        self.connection.as_mut().ok_or(Gone)
    }

    pub async fn send(&mut self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer, Gone> {
        let bytes = Bytes::from(body.map(Value::to_string).unwrap_or_default());
        self.send_bytes(method, path, "application/json", bytes).await
    }

    pub async fn send_bytes(&mut self, method: Method, path: &str, kind: &str, body: Bytes) -> Result<Answer, Gone> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.server.to_string())
            .header(ORIGIN, format!("http://{}", self.server))
            .header(COOKIE, format!("__Host-assay={}", self.cookie))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, kind)
            .body(Full::new(body))
            .map_err(|_| Gone)?;
        let sender = self.connect().await?;
        sender.ready().await.map_err(|_| Gone)?;
        let answer = sender.send_request(request).await.map_err(|_| Gone)?;
        let status = answer.status().as_u16();
        let retry_after = answer.headers().contains_key(RETRY_AFTER);
        let bytes = answer.into_body().collect().await.map_err(|_| Gone)?.to_bytes();
        Ok(Answer { status, retry_after, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }

    /// The next task, which may be the one in hand.
    pub async fn task(&mut self) -> Result<Answer, Gone> {
        self.send(Method::GET, "/api/v1/task", None).await
    }

    /// A complete judgment of a task, under a submission id of its own.
    pub fn judgment(&mut self, task: &Value) -> Value {
        self.submissions += 1;
        let id = task["id"].as_str().unwrap_or_default();
        let points = self.submissions.wrapping_mul(2_654_435_761) % 7;
        let preference = i64::try_from(points).unwrap_or(3) - 3;
        let criteria: serde_json::Map<String, Value> = task["criteria"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|criterion| Some((criterion["name"].as_str()?.to_owned(), json!(preference))))
            .collect();
        json!({
            "assignment": id,
            "submission_id": format!("load-{id}"),
            "content": {
                "preference": preference,
                "criteria": criteria,
                "justification": "The left response answers the question that was asked, the right one another.",
            },
            "active_ms": 5_000,
        })
    }

    pub async fn submit(&mut self, judgment: &Value) -> Result<Answer, Gone> {
        self.send(Method::POST, "/api/v1/judgments", Some(judgment)).await
    }
}
