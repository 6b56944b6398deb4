//! The program `setwise-host`, as `cargo xtask` starts it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

const HOST: &str = env!("CARGO_BIN_EXE_setwise-host");

#[test]
fn its_first_line_is_its_address_and_it_ends_with_its_input() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("page.txt"), "a page").unwrap();
    let mut program = Command::new(HOST)
        .args(["serve", "--until-input-ends", "--port=0", "--root"])
        .arg(root.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(program.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();

    let host = address
        .trim()
        .strip_prefix("http://")
        .unwrap()
        .trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET /page.txt HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("\r\n\r\na page"), "{answer}");

    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());
}

#[test]
fn a_folder_that_is_not_there_is_said_and_no_address() {
    let output = Command::new(HOST)
        .args(["serve", "--port=0", "--root", "no/such/folder"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert_eq!(output.stdout, b"");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no/such/folder"), "{said}");
}

#[test]
fn sizes_are_those_of_what_is_sent() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("alike.txt"), [b'a'; 10_000]).unwrap();
    let output = Command::new(HOST)
        .args(["sizes", "alike.txt"])
        .current_dir(root.path())
        .output()
        .unwrap();
    let line = String::from_utf8(output.stdout).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |at: usize| words[at].parse::<usize>().unwrap();
    assert_eq!((number(0), words[3]), (10_000, "alike.txt"), "{line}");
    assert!(number(1) < 100 && number(2) < number(1), "{line}");
}
