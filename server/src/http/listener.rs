//! The accept loop: what `axum::serve` leaves out.
//!
//! `axum::serve` sets neither TCP_NODELAY (43 ms instead of under 1 ms per small answer on loopback) nor any time limit,
//! so a few thousand idle sockets would stop the server. Here connections are counted, must send a request's header in
//! time, must take their answer in time, and are given time to finish when the server stops.

use super::framing::Framing;
use super::middleware::client::Peer;
use super::tls::{self, TlsError};
use crate::settings::Settings;
use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// Time for a request's header, for the TLS handshake, and between two requests of a connection.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// Time in which a client must take at least some of an answer.
const WRITE_TIME: Duration = Duration::from_secs(20);
/// Time for answers under way when the server stops; process managers wait at least this long.
const DRAIN_TIME: Duration = Duration::from_secs(9);
/// How much header a request may have; browsers stay under 8 KiB.
const HEADER_BYTES: usize = 64 * 1024;
/// How many header lines a request may have; browsers send some 20.
const HEADER_LINES: usize = 100;
/// Connections that may wait to be accepted. Beyond it the system drops them silently, and whoever asked tries again only
/// after a second; the system's own bound (`net.core.somaxconn`, usually 4096) holds as well.
const BACKLOG: u32 = 4096;
/// Bytes after which the kind of connection is known: HTTP/2's preface has 24.
const PREFACE: usize = 24;
/// Answers one HTTP/2 connection may have under way; browsers use a few dozen.
const STREAMS: u32 = 100;

/// A bound address, ready to serve.
pub struct Listener {
    tcp: TcpListener,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    places: Arc<Semaphore>,
}

/// Why the server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address is in use or not ours.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// The system's reason.
        #[source]
        source: Error,
    },
    /// https was asked for and cannot be had.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Listener {
    /// Binds the address; the settings have been checked to be safe there.
    ///
    /// # Errors
    /// [`ListenError`]
    pub async fn bind(settings: &Settings) -> Result<Self, ListenError> {
        let tls = match (&settings.tls_cert, &settings.tls_key) {
            (Some(cert), Some(key)) => Some(tls::acceptor(cert, key)?),
            _ => None,
        };
        let wrong = |source| ListenError::Bind { address: settings.listen, source };
        let tcp = listen(settings.listen).map_err(wrong)?;
        let address = tcp.local_addr().map_err(wrong)?;
        Ok(Self { tcp, address, tls, places: Arc::new(Semaphore::new(settings.max_connections)) })
    }

    /// The address, with the port the system chose when 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves, then lets answers under way finish.
    pub async fn serve(self, service: Router, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = self.accept() => accepted,
            };
            let Some((stream, peer, permit)) = accepted else { continue };
            let (service, tls, watcher) = (service.clone(), self.tls.clone(), graceful.watcher());
            tokio::spawn(async move {
                let _permit = permit;
                if let Some(tls) = tls {
                    if let Ok(Ok(stream)) = tokio::time::timeout(HEADER_TIME, tls.accept(stream)).await {
                        connection(Patient::new(stream), peer, service, watcher).await;
                    }
                } else {
                    connection(Patient::new(stream), peer, service, watcher).await;
                }
            });
        }
        drop(self.tcp);
        if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
            tracing::warn!("some answers were still under way and were cut off");
        }
    }

    /// The next connection, once there is a place for it.
    async fn accept(&self) -> Option<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
        let permit = Arc::clone(&self.places).acquire_owned().await.ok()?;
        match self.tcp.accept().await {
            Ok((stream, peer)) => {
                // Without it a small answer waits for the client's delayed acknowledgement.
                stream.set_nodelay(true).ok()?;
                Some((stream, peer.ip(), permit))
            }
            Err(error) => {
                // Out of files or memory: existing connections will free some; do not spin meanwhile.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                None
            }
        }
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restart must not wait until the connections of before are forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// One connection until it ends. Its errors are the client's (gone, too slow, not HTTP) and are nobody's concern.
async fn connection<I>(stream: Patient<I>, peer: IpAddr, service: Router, watcher: Watcher)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .max_headers(HEADER_LINES)
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10))
        .max_header_list_size(HEADER_BYTES as u32)
        .max_concurrent_streams(STREAMS);
    let ambiguous = stream.framing.verdict();
    let service = service.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(ambiguous.clone());
        request
    });
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
    let _ = watcher.watch(connection).await;
}

/// A stream that gives up on a client that does not say what it speaks, or does not take its answer.
///
/// hyper's own time limit for headers starts only after the first bytes have told HTTP/1.1 from HTTP/2, and it has none
/// for writing.
struct Patient<I> {
    inner: I,
    received: usize,
    framing: Framing,
    opening: Option<Pin<Box<Sleep>>>,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<I> Patient<I> {
    fn new(inner: I) -> Self {
        let opening = Some(Box::pin(tokio::time::sleep(HEADER_TIME)));
        Self { inner, received: 0, framing: Framing::default(), opening, stalled: None }
    }

    /// What a write came to: progress resets the clock, a stall starts it.
    fn written<T>(&mut self, context: &mut Context<'_>, result: Poll<Result<T, Error>>) -> Poll<Result<T, Error>> {
        if result.is_ready() {
            self.stalled = None;
            return result;
        }
        let timer = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + WRITE_TIME)));
        ready!(timer.as_mut().poll(context));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Patient<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<(), Error>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(context, buffer);
        if result.is_ready() {
            self.received += buffer.filled().len() - before;
            self.framing.read(&buffer.filled()[before..]);
            if self.received >= PREFACE {
                self.opening = None;
            }
            return result;
        }
        if let Some(timer) = &mut self.opening {
            ready!(timer.as_mut().poll(context));
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Patient<I> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize, Error>> {
        let result = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.written(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize, Error>> {
        let result = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.written(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let result = Pin::new(&mut self.inner).poll_flush(context);
        self.written(context, result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let result = Pin::new(&mut self.inner).poll_shutdown(context);
        self.written(context, result)
    }
}

/// Resolves on Ctrl-C or SIGTERM.
pub async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

/// Lets the process open as many files as the system allows it: often only 1,024 are open to it at first.
pub fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if setrlimit(Resource::Nofile, limit).is_err() {
        tracing::warn!("could not raise the limit on open files");
    }
}
