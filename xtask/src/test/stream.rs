//! Runs a program with its output both on the screen, as it comes, and in memory, to be counted.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use super::counts::Counts;

/// A program to run in the repository.
pub(crate) struct Program(Command);

impl Program {
    pub(crate) fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        let mut command = Command::new(program);
        // Piped output is never coloured, whatever the caller's terminal says: totals are read from it.
        command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("FORCE_COLOR");
        Self(command)
    }

    /// Adds arguments, split at spaces.
    pub(crate) fn words(mut self, arguments: &str) -> Self {
        self.0.args(arguments.split_whitespace());
        self
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.0.arg(argument);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Runs a check that either holds or not.
    pub(crate) fn check(self) -> Result<Counts> {
        let (succeeded, _) = self.run()?;
        if !succeeded {
            bail!("see above");
        }
        Ok(Counts::ONE_PASSED)
    }

    /// Runs a test program and reads its totals.
    pub(crate) fn count(self) -> Result<Counts> {
        let (succeeded, output) = self.run()?;
        let counts = Counts::read(&output);
        match (succeeded, counts.failed) {
            (false, 0) => bail!("it did not get to the end: see above"),
            _ => Ok(counts),
        }
    }

    /// Whether it succeeded, and all that it printed.
    fn run(mut self) -> Result<(bool, String)> {
        let name = self.0.get_program().display().to_string();
        let mut child = self
            .0
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let errors = thread::spawn(move || echo(stderr, |line| eprintln!("{line}")));
        let mut output = echo(stdout, |line| println!("{line}"));
        output += &errors.join().unwrap_or_default();
        let status = child
            .wait()
            .with_context(|| format!("cannot wait for {name}"))?;
        Ok((status.success(), output))
    }
}

/// Prints each line as it comes, and returns them all.
fn echo(pipe: Option<impl Read>, print: impl Fn(&str)) -> String {
    let mut all = String::new();
    let Some(pipe) = pipe else { return all };
    // Lines are cut as bytes, for a test may print anything.
    for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        print(&line);
        all.push_str(&line);
        all.push('\n');
    }
    all
}
