//! The server, asked over a real connection.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::{Caching, Server, Site};

struct Answer {
    status: String,
    headers: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .lines()
            .find_map(|line| {
                line.split_once(": ")
                    .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            })
            .map(|(_, value)| value.trim())
    }
}

fn served() -> (TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("index.html"), "<p>".repeat(500)).unwrap();
    fs::write(folder.path().join("module.wasm"), [0; 200_000]).unwrap();
    fs::create_dir(folder.path().join("0123456789abcdef")).unwrap();
    fs::write(folder.path().join("0123456789abcdef/0.bin"), [7; 100]).unwrap();
    let server = Server::start(Site::of(folder.path(), Caching::Careful).unwrap(), 0).unwrap();
    (folder, server)
}

fn ask(server: &Server, request_line: &str, headers: &str) -> Answer {
    let mut connection = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    write!(
        connection,
        "{request_line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    connection.read_to_end(&mut bytes).unwrap();
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let (status, headers) = head.split_once("\r\n").unwrap();
    Answer {
        status: status.split(' ').nth(1).unwrap().to_owned(),
        headers: headers.to_owned(),
        body: bytes[end + 4..].to_vec(),
    }
}

#[test]
fn a_page_has_its_type_a_strict_policy_and_must_be_revalidated() {
    let (_folder, server) = served();
    let answer = ask(&server, "GET /", "");
    assert_eq!(answer.status, "200");
    assert_eq!(
        answer.header("Content-Type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
    assert_eq!(answer.body, "<p>".repeat(500).as_bytes());
    let policy = answer.header("Content-Security-Policy").unwrap();
    assert!(
        policy.contains("script-src 'self' 'wasm-unsafe-eval';")
            && !policy.contains("unsafe-inline"),
        "{policy}"
    );
}

#[test]
fn a_known_tag_or_date_gets_an_empty_304() {
    let (_folder, server) = served();
    let first = ask(&server, "GET /", "");
    let (tag, date) = (
        first.header("ETag").unwrap(),
        first.header("Last-Modified").unwrap(),
    );
    for headers in [
        format!("If-None-Match: {tag}\r\n"),
        format!("If-Modified-Since: {date}\r\n"),
    ] {
        let again = ask(&server, "GET /", &headers);
        assert_eq!(
            (again.status.as_str(), again.body.len()),
            ("304", 0),
            "{headers}"
        );
    }
    assert_eq!(
        ask(&server, "GET /", "If-None-Match: \"other\"\r\n").status,
        "200"
    );
}

#[test]
fn wasm_is_compressed_for_those_who_accept_it_under_a_tag_of_its_own() {
    let (_folder, server) = served();
    let plain = ask(&server, "GET /module.wasm", "");
    assert_eq!(
        (plain.body.len(), plain.header("Content-Encoding")),
        (200_000, None)
    );
    for (accepted, encoding) in [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
    ] {
        let answer = ask(
            &server,
            "GET /module.wasm",
            &format!("Accept-Encoding: {accepted}\r\n"),
        );
        assert_eq!(answer.header("Content-Encoding"), Some(encoding));
        assert_eq!(answer.header("Content-Type"), Some("application/wasm"));
        assert!(answer.body.len() < 1_000);
        assert_ne!(answer.header("ETag"), plain.header("ETag"));
    }
}

#[test]
fn a_shard_is_immutable_and_sent_as_it_is() {
    let (_folder, server) = served();
    let answer = ask(
        &server,
        "GET /0123456789abcdef/0.bin",
        "Accept-Encoding: br\r\n",
    );
    assert_eq!(
        answer.header("Cache-Control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!(answer.body, [7; 100]);
}

#[test]
fn head_has_no_body_and_other_methods_are_refused() {
    let (_folder, server) = served();
    let head = ask(&server, "HEAD /module.wasm", "");
    assert_eq!(
        (head.status.as_str(), head.header("Content-Length")),
        ("200", Some("200000"))
    );
    assert!(head.body.is_empty());
    let post = ask(&server, "POST /", "Content-Length: 0\r\n");
    assert_eq!(
        (post.status.as_str(), post.header("Allow")),
        ("405", Some("GET, HEAD"))
    );
}

#[test]
fn what_is_not_there_is_a_404_page_that_escapes_the_address() {
    let (_folder, server) = served();
    let answer = ask(&server, "GET /none&more", "");
    assert_eq!(answer.status, "404");
    assert_eq!(
        answer.header("Content-Type"),
        Some("text/html; charset=utf-8")
    );
    let page = String::from_utf8(answer.body).unwrap();
    assert!(page.contains("/none&amp;more"), "{page}");
}

/// Browsers open connections ahead of need. A server with a fixed set of threads (tiny_http's grows too late) leaves
/// a page's last scripts unanswered behind them: one page in six never finished loading.
#[test]
fn idle_connections_keep_nobody_waiting() {
    let (_folder, server) = served();
    let _idle: Vec<TcpStream> = (0..40)
        .map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap())
        .collect();
    assert_eq!(ask(&server, "GET /", "").status, "200");
}

#[test]
fn a_dropped_server_answers_no_more() {
    let (_folder, server) = served();
    let port = server.port;
    drop(server);
    let refused = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(50));
        TcpStream::connect(("127.0.0.1", port)).is_err()
    });
    assert!(refused);
}

#[test]
fn a_folder_of_its_own_is_served_at_its_name_and_neither_leads_out() {
    let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(root.path().join("data")).unwrap();
    fs::write(root.path().join("data/hidden.txt"), "covered").unwrap();
    fs::write(root.path().join("page.txt"), "page").unwrap();
    fs::create_dir(other.path().join("deep")).unwrap();
    fs::write(other.path().join("deep/index.html"), "deep").unwrap();
    let site = Site::of(root.path(), Caching::Careful)
        .unwrap()
        .with_folder("data", other.path())
        .unwrap()
        .with_pictures_of("https://cdn.example");
    let server = Server::start(site, 0).unwrap();

    assert_eq!(ask(&server, "GET /page.txt", "").body, b"page");
    let deep = ask(&server, "GET /data/deep/", "");
    assert_eq!(deep.body, b"deep");
    let policy = deep.header("Content-Security-Policy").unwrap();
    assert!(
        policy.contains("img-src 'self' data: https://cdn.example;"),
        "{policy}"
    );
    let moved = ask(&server, "GET /data/deep", "");
    assert_eq!(moved.header("Location"), Some("/data/deep/"));
    for target in [
        "/data/hidden.txt",
        "/data/../page.txt",
        "/data%2f..%2fpage.txt",
        "/datax/deep/",
    ] {
        assert_eq!(
            ask(&server, &format!("GET {target}"), "").status,
            "404",
            "{target}"
        );
    }
    assert!(Site::of(&root.path().join("page.txt"), Caching::Careful).is_err());
}
