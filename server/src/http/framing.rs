//! Sees, in the bytes of an HTTP/1 connection, a request that says twice where its body ends.
//!
//! The HTTP library takes the chunked body, as the standard has it, and drops a `Content-Length` beside it before we see it.
//! A proxy in front may have gone by the length, and what is one request to it would be two to us. So the heads are read here
//! too, just for this. It is simple because a chunked request is the last of its connection (`middleware/shape.rs`): every
//! body that must be stepped over has a length.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Longest part of a header line that is looked at.
const LINE: usize = 256;

/// Whether the connection has brought a request of two lengths; put into every request's extensions.
#[derive(Clone, Debug, Default)]
pub struct Ambiguous(Arc<AtomicBool>);

impl Ambiguous {
    /// Whether it has.
    #[must_use]
    pub fn is(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Reads along.
#[derive(Debug, Default)]
pub struct Framing {
    state: State,
    line: Vec<u8>,
    begun: bool,
    length: Option<u64>,
    chunked: bool,
    found: Ambiguous,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Head,
    /// In a body, with this many bytes to go.
    Body(u64),
    /// Nothing that follows is to be looked at.
    Over,
}

impl Framing {
    /// What requests of the connection are told.
    #[must_use]
    pub fn verdict(&self) -> Ambiguous {
        self.found.clone()
    }

    /// The next bytes that arrived.
    pub fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Over => return,
                State::Body(left) => {
                    let step = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    bytes = &bytes[step..];
                    *left -= step as u64;
                    if *left == 0 {
                        self.state = State::Head;
                    }
                }
                State::Head => {
                    let end = bytes.iter().position(|byte| *byte == b'\n');
                    let (part, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
                    self.line.extend(part.iter().take(LINE + 1 - self.line.len().min(LINE + 1)));
                    bytes = rest;
                    if end.is_some() {
                        self.line_ended();
                    }
                }
            }
        }
    }

    fn line_ended(&mut self) {
        let line = std::mem::take(&mut self.line);
        let whole = line.len() <= LINE;
        let line = line.trim_ascii_end();
        if line.is_empty() {
            // Empty lines before a request are skipped, as the HTTP library skips them.
            if self.begun {
                self.head_ended();
            }
        } else if !self.begun {
            self.begun = true;
            if line.starts_with(b"PRI * HTTP/2") {
                self.state = State::Over;
            }
        } else if let Some(colon) = line.iter().position(|byte| *byte == b':') {
            let name = &line[..colon];
            if name.eq_ignore_ascii_case(b"transfer-encoding") {
                self.chunked = true;
            } else if name.eq_ignore_ascii_case(b"content-length") {
                let value = std::str::from_utf8(&line[colon + 1..]).ok().filter(|_| whole);
                match value.and_then(|value| value.trim().parse().ok()) {
                    Some(length) => self.length = Some(length),
                    // The HTTP library refuses it as well, and the connection with it.
                    None => self.give_up(),
                }
            }
        }
    }

    fn head_ended(&mut self) {
        let (length, chunked) = (self.length.take(), std::mem::take(&mut self.chunked));
        self.begun = false;
        self.state = match (length, chunked) {
            (None | Some(0), false) => State::Head,
            (Some(length), false) => State::Body(length),
            (None, true) => State::Over,
            (Some(_), true) => return self.give_up(),
        };
    }

    fn give_up(&mut self) {
        self.found.0.store(true, Ordering::Relaxed);
        self.state = State::Over;
    }
}

#[cfg(test)]
mod tests {
    use super::Framing;

    /// Whether a connection of these bytes is ambiguous, however they are cut.
    fn ambiguous(bytes: &str) -> bool {
        let verdicts = [1, 7, bytes.len()].map(|piece| {
            let mut framing = Framing::default();
            bytes.as_bytes().chunks(piece.max(1)).for_each(|piece| framing.read(piece));
            framing.verdict().is()
        });
        assert!(verdicts.iter().all(|verdict| *verdict == verdicts[0]), "{bytes:?}");
        verdicts[0]
    }

    #[test]
    fn dos_3_two_lengths_are_seen_in_either_order_and_after_other_requests() {
        let plain = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let body = "POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc\r\n\n";
        for both in [
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length:5\r\n\r\n",
            "POST / HTTP/1.1\nTransfer-Encoding: chunked\nContent-Length: 0\n\n",
        ] {
            assert!(ambiguous(both) && ambiguous(&format!("\r\n{plain}{body}{body}{plain}{both}")), "{both}");
        }
        let endless = format!("POST / HTTP/1.1\r\nContent-Length:{}5\r\n\r\n", " ".repeat(300));
        assert!(ambiguous(&endless) && ambiguous("POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n"));
    }

    #[test]
    fn honest_requests_are_not_taken_for_such_whatever_their_bodies_hold() {
        let inside = "x: y\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";
        let quoting = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{inside}", inside.len());
        let chunked = format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{inside}");
        let long = format!("GET / HTTP/1.1\r\nCookie: {}\r\n\r\n", "c".repeat(60_000));
        for honest in [quoting.repeat(2), chunked, long.repeat(2), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into()] {
            assert!(!ambiguous(&honest));
        }
    }
}
