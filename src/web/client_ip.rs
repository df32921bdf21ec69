//! Who is asking: the address of the visitor, also behind proxies the operator trusts.

use std::net::IpAddr;

use actix_web::{HttpRequest, http::header::X_FORWARDED_FOR};
use ipnet::IpNet;

/// The address `request` comes from: the rightmost entry of X-Forwarded-For that no trusted proxy wrote about
/// another trusted one, or the peer itself where that is not a trusted proxy.
pub fn client_ip(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let mut client = request.peer_addr()?.ip().to_canonical();
    for hop in forwarded_for(request) {
        if !is_trusted(client, trusted) {
            break;
        }
        // What cannot be read was not written by a proxy of ours, so the last proper address stands.
        let Some(hop) = parse_hop(hop) else { break };
        client = hop;
    }
    Some(client)
}

/// The addresses proxies have noted, the nearest first.
fn forwarded_for(request: &HttpRequest) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> = request.headers().get_all(X_FORWARDED_FOR).map(|line| line.to_str().unwrap_or("")).collect();
    lines.into_iter().rev().flat_map(|line| line.rsplit(',')).map(str::trim)
}

fn parse_hop(hop: &str) -> Option<IpAddr> {
    let address = hop.parse::<std::net::SocketAddr>().map(|address| address.ip());
    let bare = || hop.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.or_else(|_| bare()).ok().map(|ip| ip.to_canonical())
}

fn is_trusted(ip: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&ip))
}

/// Reads `10.0.0.1` or `10.0.0.0/8`, as `--trusted-proxy` takes them.
pub fn parse_proxy(text: &str) -> Result<IpNet, String> {
    let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    net.map_err(|_| format!("“{text}” is neither an IP address nor a network such as 10.0.0.0/8"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut request = TestRequest::default().peer_addr(peer.parse().unwrap());
        for line in forwarded {
            request = request.append_header(("X-Forwarded-For", *line));
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|text| parse_proxy(text).unwrap()).collect();
        client_ip(&request.to_http_request(), &trusted).unwrap().to_string()
    }

    #[test]
    fn a_visitor_cannot_choose_an_address() {
        assert_eq!(client("203.0.113.9:4000", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(client("203.0.113.9:4000", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1:4000", &["1.1.1.1, 198.51.100.1"], &["10.0.0.1"]), "198.51.100.1");
    }

    #[test]
    fn a_chain_of_trusted_proxies_is_walked_from_the_right() {
        let trusted = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(client("10.0.0.1:4000", &["1.1.1.1, 198.51.100.1, 10.2.2.2"], &trusted), "198.51.100.1");
        assert_eq!(client("10.0.0.1:4000", &["198.51.100.1", "10.2.2.2"], &trusted), "198.51.100.1");
        assert_eq!(client("[fd00::1]:4000", &["2001:db8::7"], &trusted), "2001:db8::7");
    }

    #[test]
    fn nonsense_leaves_the_last_proper_address() {
        assert_eq!(client("10.0.0.1:4000", &["unknown"], &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1:4000", &["198.51.100.1, , 10.0.0.1"], &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(client("[::ffff:10.0.0.1]:4000", &["198.51.100.1:555"], &["10.0.0.1"]), "198.51.100.1");
    }
}
