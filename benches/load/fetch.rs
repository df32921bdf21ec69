//! One request, one answer, kept whole.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::http::Reader;

/// A page is there within this time, or not at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer with everything in it.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The status.
    pub status: u16,
    /// Every header, in order.
    pub headers: Vec<(String, String)>,
    /// The content, as it travelled.
    pub content: Vec<u8>,
}

impl Fetched {
    /// The first header called `name`.
    #[allow(dead_code, reason = "only one of the programs that share this file asks")]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(each, _)| each.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Asks `address`, on a connection of its own.
pub fn fetch(address: SocketAddr, request: &[u8]) -> Result<Fetched, Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request)?;
    let (mut reader, mut buffer) = (Reader::keeping(), vec![0; 64 * 1024]);
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Err("the server hung up".into());
        }
        reader.read(&buffer[..count])?;
        let headers = reader.headers();
        if let Some(answer) = reader.take() {
            return Ok(Fetched { status: answer.status, headers, content: reader.content() });
        }
    }
}
