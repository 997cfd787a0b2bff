//! Where a request comes from: the connection's other end, or what a trusted proxy says it was.

use assay_app::account::ClientAddress;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;

/// The connection's other end; the listener puts it into every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Proxies whose word is taken.
pub type Trusted = Arc<[IpAddr]>;

/// Middleware: puts the [`ClientAddress`] into the request.
pub async fn locate(State(trusted): State<Trusted>, mut request: Request, next: Next) -> Response {
    if let Some(Peer(peer)) = request.extensions().get().copied() {
        let address = client(peer, request.headers(), &trusted);
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}

/// `X-Forwarded-For` is read from its end, as long as trusted proxies wrote it: whatever the client itself put in front is
/// never reached. From anyone but a trusted proxy it means nothing.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.contains(&address.to_canonical());
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let said: Vec<&str> = said.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut address = peer;
    for next in said.into_iter().rev() {
        if !is_trusted(&address) {
            break;
        }
        let Ok(next) = next.parse() else { break };
        address = next;
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn found(peer: &str, forwarded: &'static str, trusted: &[&str]) -> String {
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let name = HeaderName::from_static("x-forwarded-for");
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(forwarded))]);
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn dos_1_a_forged_address_changes_nothing_unless_a_proxy_is_trusted() {
        assert_eq!(found("192.0.2.9", "198.51.100.1", &[]), "192.0.2.9");
        assert_eq!(found("192.0.2.9", "198.51.100.1", &["127.0.0.1"]), "192.0.2.9");
        assert_eq!(found("127.0.0.1", "198.51.100.1", &["127.0.0.1"]), "198.51.100.1");
        assert_eq!(found("127.0.0.1", "203.0.113.5, 198.51.100.1", &["127.0.0.1"]), "198.51.100.1");
        assert_eq!(found("127.0.0.1", "203.0.113.5, 10.0.0.2", &["127.0.0.1", "10.0.0.2"]), "203.0.113.5");
        assert_eq!(found("127.0.0.1", "nonsense", &["127.0.0.1"]), "127.0.0.1");
    }
}
