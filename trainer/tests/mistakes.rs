//! What the command says of a mistake on its line: once, what and where, and what to do.

use std::fs;
use std::process::Command;

/// Runs `setwise` where it must fail, and gives what it says.
fn said(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
        .args(arguments)
        .output()
        .expect("runs");
    assert!(!output.status.success(), "{arguments:?} passed");
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn a_wrong_value_is_one_line() {
    let text = said(&[
        "train",
        "--catalog=a",
        "--orders=b",
        "--out=c",
        "--currency=EURO",
    ]);
    assert_eq!(
        text,
        "error: invalid value 'EURO' for '--currency <CODE>': expected three letters of ISO 4217, for example EUR\n"
    );
}

#[test]
fn a_policy_that_is_no_file_says_what_is_expected() {
    let folder = tempfile::tempdir().expect("a folder");
    let there = folder.path().to_str().expect("UTF-8");
    for path in [there, &format!("{there}/missing.toml")] {
        let text = said(&["policy", "check", path]);
        assert!(text.starts_with(&format!("error: cannot read {path}: ")));
        assert!(text.ends_with("expected a file of TOML, as docs/policy.md has it\n"));
    }
}

#[test]
fn bytes_that_are_no_text_are_not_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("offers.csv");
    fs::write(&file, b"\x7fELF\x02\x01\x01\0\0\0,\x1b[31m\n\0").expect("written");
    let path = file.to_str().expect("UTF-8");
    assert_eq!(
        said(&["offers", "check", path]),
        format!(
            "error: {path} is no text, expected CSV text: save it as \"CSV UTF-8\" and try again\n"
        )
    );
}
