//! Where things are in the repository, and the shell that starts programs in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use xshell::Shell;

/// The repository: its folders, and a shell whose working folder is its root.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) shell: Shell,
}

impl Project {
    /// Opens the repository that this program was compiled from.
    pub(crate) fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask/ has no parent folder: it must stand in the repository's root")?
            .to_path_buf();
        let shell = Shell::new().context("cannot read the current folder")?;
        shell.change_dir(&root);
        Ok(Self { root, shell })
    }

    /// The npm package's folder.
    pub(crate) fn package(&self) -> PathBuf {
        self.root.join("pkg")
    }

    /// What `build` writes: generated files only, ignored by git.
    pub(crate) fn dist(&self) -> PathBuf {
        self.package().join("dist")
    }

    /// The folder of the node tools, their lock file and the tests that use them.
    pub(crate) fn tests(&self) -> PathBuf {
        self.root.join("tests")
    }

    /// A command of the node tools, as npm installed it.
    pub(crate) fn node_tool(&self, name: &str) -> PathBuf {
        let suffix = if cfg!(windows) { ".cmd" } else { "" };
        self.tests()
            .join("node_modules/.bin")
            .join(format!("{name}{suffix}"))
    }

    /// Cargo's target folder.
    pub(crate) fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }

    /// The cargo that runs this program, so that a `cargo +toolchain xtask` stays on its toolchain.
    pub(crate) fn cargo(&self) -> String {
        std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
    }
}

/// Says what is being done before `work`, and how long it took after it.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("      {what} …");
    let start = Instant::now();
    let result = work()?;
    eprintln!("{:>4.0} s {what}", start.elapsed().as_secs_f64());
    Ok(result)
}

/// The steps of a long command: each is announced with its number, and with what is waited for.
pub(crate) struct Steps {
    all: usize,
    begun: usize,
}

impl Steps {
    pub(crate) fn new(all: usize) -> Self {
        Self { all, begun: 0 }
    }

    /// Announces the next step.
    pub(crate) fn next(&mut self, what: &str) {
        self.begun += 1;
        eprintln!("{}/{} {what}", self.begun, self.all);
    }
}

/// Removes a folder and all in it, if it is there.
pub(crate) fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
