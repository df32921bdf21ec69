//! Many connections on one thread, each asking again as soon as it was answered.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::http::{Answer, Reader};
use crate::tally::Tally;

/// Who is silent for this long has not answered.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look who is silent for so long.
const LOOKS_EVERY: Duration = Duration::from_millis(250);

/// What a connection does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Send the request with this number.
    Ask(usize),
    /// Wait until then.
    Wait(Instant),
    /// Nothing more.
    Stop,
}

/// What is asked, by whom, and what becomes of the answers.
pub trait Script {
    /// What `connection` does at `now`, when it is not waiting for an answer.
    fn next(&mut self, connection: usize, now: Instant) -> Next;

    /// The bytes of a request.
    fn bytes(&self, request: usize) -> &[u8];

    /// Notes an answer that took so long.
    fn answered(&mut self, connection: usize, request: usize, answer: &Answer, took: Duration);

    /// Notes that the connection broke while `request` was not answered.
    fn lost(&mut self, connection: usize, request: usize);

    /// What was noted so far.
    fn tally(&mut self) -> &mut Tally;

    /// What was noted.
    fn into_tally(self) -> Tally
    where
        Self: Sized;
}

/// One connection, and what it is waiting for.
struct Connection {
    stream: TcpStream,
    reader: Reader,
    /// The request, when it was sent, and how much of it.
    asked: Option<(usize, Instant, usize)>,
    is_done: bool,
}

/// The connections and what waits for their news.
struct Crowd<'a, S: Script> {
    address: SocketAddr,
    poll: Poll,
    connections: Vec<Connection>,
    buffer: Vec<u8>,
    script: &'a mut S,
    /// Who does something at a time.
    waiting: BTreeSet<(Instant, usize)>,
    busy: usize,
}

/// Connections to `address`, opened one after the other, for `drive`.
pub fn connect(address: SocketAddr, count: usize) -> io::Result<Vec<TcpStream>> {
    (0..count).map(|_| open(address)).collect()
}

/// Lets `streams` follow `script` until every one of them has nothing more to do.
pub fn drive<S: Script>(address: SocketAddr, streams: Vec<TcpStream>, script: &mut S) -> io::Result<()> {
    let poll = Poll::new()?;
    let mut connections = Vec::with_capacity(streams.len());
    for (number, mut stream) in streams.into_iter().enumerate() {
        poll.registry().register(&mut stream, Token(number), Interest::READABLE | Interest::WRITABLE)?;
        connections.push(Connection::new(stream));
    }
    let busy = connections.len();
    let mut crowd =
        Crowd { address, poll, connections, buffer: vec![0; 256 * 1024], script, waiting: BTreeSet::new(), busy };
    for number in 0..busy {
        crowd.go_on(number)?;
    }
    crowd.run()
}

fn open(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = std::net::TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(TcpStream::from_std(stream))
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        Self { stream, reader: Reader::default(), asked: None, is_done: false }
    }
}

impl<S: Script> Crowd<'_, S> {
    fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(1024);
        let mut looked = Instant::now();
        while self.busy > 0 {
            self.poll.poll(&mut events, Some(Duration::from_millis(2)))?;
            for event in &events {
                let number = event.token().0;
                if event.is_writable() {
                    self.write(number)?;
                }
                if event.is_readable() || event.is_read_closed() {
                    self.read(number)?;
                }
            }
            let now = Instant::now();
            self.wake(now)?;
            if now.duration_since(looked) >= LOOKS_EVERY {
                looked = now;
                self.give_up(now)?;
            }
        }
        Ok(())
    }

    /// Whose time has come goes on.
    fn wake(&mut self, now: Instant) -> io::Result<()> {
        while let Some((at, number)) = self.waiting.first().copied()
            && at <= now
        {
            self.waiting.pop_first();
            self.go_on(number)?;
        }
        Ok(())
    }

    /// Who has waited for an answer too long waits no longer.
    fn give_up(&mut self, now: Instant) -> io::Result<()> {
        for number in 0..self.connections.len() {
            if self.connections[number].asked.is_some_and(|(_, at, _)| now.duration_since(at) > PATIENCE) {
                self.script.tally().unanswered += 1;
                self.broken(number)?;
            }
        }
        Ok(())
    }

    /// Asks the next, unless there is a reason to wait or to stop.
    fn go_on(&mut self, number: usize) -> io::Result<()> {
        let now = Instant::now();
        match self.script.next(number, now) {
            Next::Ask(request) => {
                self.connections[number].asked = Some((request, now, 0));
                self.write(number)
            }
            Next::Wait(until) => {
                self.waiting.insert((until, number));
                Ok(())
            }
            Next::Stop => {
                let connection = &mut self.connections[number];
                if !connection.is_done {
                    connection.is_done = true;
                    self.busy -= 1;
                }
                Ok(())
            }
        }
    }

    fn write(&mut self, number: usize) -> io::Result<()> {
        let connection = &mut self.connections[number];
        let Some((request, _, sent)) = &mut connection.asked else { return Ok(()) };
        let bytes = self.script.bytes(*request);
        while *sent < bytes.len() {
            match connection.stream.write(&bytes[*sent..]) {
                Ok(count) => *sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.broken(number),
            }
        }
        Ok(())
    }

    fn read(&mut self, number: usize) -> io::Result<()> {
        loop {
            let connection = &mut self.connections[number];
            match connection.stream.read(&mut self.buffer) {
                Ok(0) => return self.broken(number),
                Ok(count) => {
                    if !self.take(number, count)? {
                        return self.broken(number);
                    }
                    // A stream that gave less than there was room for is empty, and its next bytes are an event.
                    if count < self.buffer.len() {
                        return Ok(());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.broken(number),
            }
        }
    }

    /// Reads `count` bytes of the buffer; false where they are no answer to what was asked.
    fn take(&mut self, number: usize, count: usize) -> io::Result<bool> {
        let connection = &mut self.connections[number];
        match connection.reader.read(&self.buffer[..count]) {
            Ok(taken) if taken == count => {}
            Ok(_) => return Ok(false),
            Err(_) => {
                self.script.tally().malformed += 1;
                return Ok(false);
            }
        }
        let Some(answer) = connection.reader.take() else { return Ok(true) };
        let Some((request, at, _)) = connection.asked.take() else { return Ok(false) };
        self.script.answered(number, request, &answer, at.elapsed());
        if answer.closes {
            self.reopen(number)?;
        }
        self.go_on(number)?;
        Ok(true)
    }

    /// A connection that broke is opened again; what it had asked may have been done or not.
    fn broken(&mut self, number: usize) -> io::Result<()> {
        let was_done = self.connections[number].is_done;
        let asked = self.connections[number].asked.take();
        if was_done {
            return Ok(());
        }
        self.reopen(number)?;
        if let Some((request, _, _)) = asked {
            self.script.lost(number, request);
            self.go_on(number)?;
        }
        Ok(())
    }

    fn reopen(&mut self, number: usize) -> io::Result<()> {
        let mut stream = open(self.address)?;
        self.poll.registry().register(&mut stream, Token(number), Interest::READABLE | Interest::WRITABLE)?;
        let connection = &mut self.connections[number];
        connection.stream = stream;
        connection.reader = Reader::default();
        self.script.tally().reopened += 1;
        Ok(())
    }
}
