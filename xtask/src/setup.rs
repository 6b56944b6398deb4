//! What the commands need from the machine: found, installed where that can be done quietly, or named exactly.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::project::Project;

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

const OLDEST_NODE: u32 = 20;

const HOW_TO_GET_NODE: &str = "\
  Debian, Ubuntu  apt install nodejs npm   (where that is older than 20: packages of nodesource.com)
  Fedora          dnf install nodejs
  macOS           brew install node
  Windows         winget install OpenJS.NodeJS.LTS";

const HOW_TO_GET_CHROMIUM: &str = "\
  Debian          apt install chromium chromium-driver
  Ubuntu          snap install chromium    (brings the driver as /snap/bin/chromium.chromedriver)
  Fedora          dnf install chromium chromedriver
  macOS           brew install --cask google-chrome chromedriver
  Windows         winget install Google.Chrome, and the driver of the same version from Chrome for Testing
or set CHROMIUM and CHROMEDRIVER to the paths of the two programs.";

const HOW_TO_GET_FIREFOX: &str = "\
  Debian          apt install firefox-esr, and cargo install geckodriver
  Ubuntu, Fedora  its firefox, and cargo install geckodriver
  macOS           brew install --cask firefox, and brew install geckodriver
or set FIREFOX and GECKODRIVER to the paths of the two programs.";

const HOW_TO_GET_WEBKIT: &str = "\
  Debian, Ubuntu  apt install webkit2gtk-driver xvfb
or set WEBKITDRIVER, MINIBROWSER and XVFB to the paths of WebKitWebDriver, MiniBrowser and Xvfb.";

/// Where Linux distributions keep WebKitGTK's browser of the tests.
const MINIBROWSERS: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/webkit2gtk-4.1/MiniBrowser",
];

/// Installs and checks all that any command needs.
pub(crate) fn everything(project: &Project) -> Result<()> {
    wasm_target(project)?;
    if !rust_source(project)? {
        eprintln!(
            "note: without rust-src the widget is built with the stock std, about a fifth larger"
        );
    }
    node_tools(project)?;
    let browser = chromium()?;
    let driver = chromedriver()?;
    eprintln!(
        "ready: browser {}, driver {}",
        browser.display(),
        driver.display()
    );
    let (firefox, gecko) = (firefox()?, geckodriver()?);
    eprintln!(
        "ready: browser {}, driver {}",
        firefox.display(),
        gecko.display()
    );
    match webkit()? {
        Some(Webkit {
            browser, driver, ..
        }) => eprintln!(
            "ready: browser {}, driver {}",
            browser.display(),
            driver.display()
        ),
        None => eprintln!("note: WebKit's tests run on Linux only"),
    }
    Ok(())
}

/// Makes sure that the compiler can build for the browser.
pub(crate) fn wasm_target(project: &Project) -> Result<()> {
    let shell = &project.shell;
    let libraries = cmd!(shell, "rustc --print target-libdir --target {WASM_TARGET}")
        .quiet()
        .read()?;
    if Path::new(&libraries).is_dir() {
        return Ok(());
    }
    eprintln!("installing the Rust target {WASM_TARGET}");
    cmd!(shell, "rustup target add {WASM_TARGET}").quiet().run().with_context(|| {
        format!("the Rust target {WASM_TARGET} is missing and rustup could not add it; with a Rust from a package manager, install its std for {WASM_TARGET}")
    })
}

/// Whether the source of `std` is there to be compiled for size; tries to install it when it is not.
pub(crate) fn rust_source(project: &Project) -> Result<bool> {
    let shell = &project.shell;
    let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
    let lock_file = Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock");
    if lock_file.is_file() {
        return Ok(true);
    }
    eprintln!("installing the source of the Rust standard library");
    let installed = cmd!(shell, "rustup component add rust-src")
        .quiet()
        .run()
        .is_ok();
    Ok(installed && lock_file.is_file())
}

/// Makes sure that node is there and recent enough.
pub(crate) fn node(project: &Project) -> Result<()> {
    let shell = &project.shell;
    let Ok(version) = cmd!(shell, "node --version").quiet().ignore_stderr().read() else {
        bail!(
            "Node.js is not installed; version {OLDEST_NODE} or newer is needed:\n{HOW_TO_GET_NODE}"
        );
    };
    let major: u32 = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|number| number.parse().ok())
        .with_context(|| format!("`node --version` printed {version:?}, which is not a version"))?;
    if major < OLDEST_NODE {
        bail!("Node.js is {version}; version {OLDEST_NODE} or newer is needed:\n{HOW_TO_GET_NODE}");
    }
    Ok(())
}

/// Makes sure that the tools pinned in tests/package-lock.json are installed, and node for them.
pub(crate) fn node_tools(project: &Project) -> Result<()> {
    node(project)?;
    let (shell, tests) = (&project.shell, project.tests());
    if is_newer(
        &tests.join("node_modules/.package-lock.json"),
        &tests.join("package-lock.json"),
    ) {
        return Ok(());
    }
    eprintln!("      install the node tools of tests/package-lock.json (waits for the network) …");
    let npm = program("npm")
        .context("Node.js is there but npm is not: install npm (Debian: apt install npm)")?;
    let _in_tests = shell.push_dir(&tests);
    cmd!(shell, "{npm} ci --no-fund --no-audit --loglevel=error")
        .quiet()
        .run()
        .context("npm could not install the tools of tests/package-lock.json: check the network and `npm config get registry`")
}

/// The Chromium or Chrome that tests drive.
pub(crate) fn chromium() -> Result<PathBuf> {
    named_by("CHROMIUM")?
        .or_else(|| ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].iter().find_map(program))
        .or_else(|| existing("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"))
        .or_else(|| existing("C:/Program Files/Google/Chrome/Application/chrome.exe"))
        .with_context(|| format!("no Chromium or Chrome was found, and the browser tests need one:\n{HOW_TO_GET_CHROMIUM}"))
}

/// The WebDriver of that browser.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    named_by("CHROMEDRIVER")?
        .or_else(|| {
            ["chromedriver", "chromium.chromedriver"]
                .iter()
                .find_map(program)
        })
        .with_context(|| {
            format!(
                "no chromedriver was found, and the browser tests need one:\n{HOW_TO_GET_CHROMIUM}"
            )
        })
}

/// The Firefox that tests drive.
pub(crate) fn firefox() -> Result<PathBuf> {
    named_by("FIREFOX")?
        .or_else(|| ["firefox-esr", "firefox"].iter().find_map(program))
        .or_else(|| existing("/Applications/Firefox.app/Contents/MacOS/firefox"))
        .with_context(|| {
            format!("no Firefox was found, and the step `engines` needs one:\n{HOW_TO_GET_FIREFOX}")
        })
}

/// The WebDriver of Firefox.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    named_by("GECKODRIVER")?
        .or_else(|| program("geckodriver"))
        .with_context(|| {
            format!(
                "no geckodriver was found, and the step `engines` needs one:\n{HOW_TO_GET_FIREFOX}"
            )
        })
}

/// What drives WebKit: the port to GTK, which is the closest to Safari that Linux has.
pub(crate) struct Webkit {
    pub(crate) driver: PathBuf,
    pub(crate) browser: PathBuf,
    /// The X server of a screen that nobody sees.
    pub(crate) screen: PathBuf,
}

/// `None` where it does not run.
pub(crate) fn webkit() -> Result<Option<Webkit>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let missing = |what: &str| {
        format!("no {what} was found, and the step `engines` needs one:\n{HOW_TO_GET_WEBKIT}")
    };
    Ok(Some(Webkit {
        driver: named_by("WEBKITDRIVER")?
            .or_else(|| program("WebKitWebDriver"))
            .with_context(|| missing("WebKitWebDriver"))?,
        browser: named_by("MINIBROWSER")?
            .or_else(|| MINIBROWSERS.iter().find_map(existing))
            .with_context(|| missing("MiniBrowser"))?,
        screen: named_by("XVFB")?
            .or_else(|| program("Xvfb"))
            .with_context(|| missing("Xvfb"))?,
    }))
}

/// The program that an environment variable names, which must exist if it is set.
fn named_by(variable: &str) -> Result<Option<PathBuf>> {
    match env::var_os(variable) {
        None => Ok(None),
        Some(path) => match existing(&path) {
            Some(path) => Ok(Some(path)),
            None => bail!("{variable} names {}, which does not exist", path.display()),
        },
    }
}

/// Looks a program up in PATH.
fn program(name: impl AsRef<str>) -> Option<PathBuf> {
    let suffixes: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd"]
    } else {
        &[""]
    };
    env::split_paths(&env::var_os("PATH")?)
        .flat_map(|folder| {
            suffixes
                .iter()
                .map(|suffix| folder.join(format!("{}{suffix}", name.as_ref())))
                .collect::<Vec<_>>()
        })
        .find(|candidate| candidate.is_file())
}

fn existing(path: impl AsRef<Path>) -> Option<PathBuf> {
    Some(path.as_ref().to_path_buf()).filter(|path| path.is_file())
}

/// Whether `made` exists and is at least as new as what it is made from.
fn is_newer(made: &Path, source: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    matches!((changed(made), changed(source)), (Some(made), Some(source)) if made >= source)
}
