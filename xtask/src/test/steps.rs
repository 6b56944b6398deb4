//! The steps of `cargo xtask test`, in the order in which they fail fastest.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use super::counts::Counts;
use super::made::Made;
use super::stream::Program;
use crate::browser_tests;
use crate::programs::QUICK;
use crate::setup::{self, WASM_TARGET};
use crate::size::{self, Format};

pub(crate) struct Step {
    /// As `--only` takes it.
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) run: fn(&Made) -> Result<Counts>,
}

pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "the code is formatted",
        run: fmt,
    },
    Step {
        name: "clippy",
        what: "no warning in any crate",
        run: clippy,
    },
    Step {
        name: "clippy-wasm",
        what: "no warning in the widget as browsers get it",
        run: clippy_wasm,
    },
    Step {
        name: "unit",
        what: "unit and property tests of all crates",
        run: unit,
    },
    Step {
        name: "doc",
        what: "the examples in the documentation run",
        run: doc,
    },
    Step {
        name: "browser",
        what: "the widget's own tests in a headless browser",
        run: browser,
    },
    Step {
        name: "e2e",
        what: "trained, served and used in a real browser",
        run: e2e,
    },
    Step {
        name: "engines",
        what: "shelves and the demo's scenes in Chromium, Firefox and WebKit",
        run: engines,
    },
    Step {
        name: "packaging",
        what: "the packed npm package as others import and bundle it",
        run: packaging,
    },
    Step {
        name: "size",
        what: "what shoppers download is within its budget",
        run: size,
    },
];

/// What the trainer is made of, and by itself: with the widget's libraries in the same build it would be another one than that which
/// the end-to-end tests run, and be compiled twice.
const TRAINER: &str = "--package setwise-core --package setwise-host --package setwise-trainer";

/// All other crates that ship or measure what ships.
const WIDGET: &str = "--workspace --exclude setwise-core --exclude setwise-host --exclude setwise-trainer \
     --exclude xtask --exclude setwise-wasm --exclude setwise-plot --exclude setwise-browser-tests";

/// Each built as the commands build it that run it.
const TOOLS: [&str; 3] = ["xtask", "setwise-wasm", "setwise-plot"];

fn cargo(made: &Made) -> Program {
    Program::new(made.project.cargo(), &made.project.root)
}

fn fmt(made: &Made) -> Result<Counts> {
    cargo(made).words("fmt --all --check").check()
}

fn clippy(made: &Made) -> Result<Counts> {
    cargo(made)
        .words("clippy --quiet --workspace --all-targets -- -D warnings")
        .check()
}

fn clippy_wasm(made: &Made) -> Result<Counts> {
    setup::wasm_target(made.project)?;
    cargo(made)
        .words("clippy --quiet --package setwise --all-targets --target")
        .arg(WASM_TARGET)
        .words("-- -D warnings")
        .check()
}

fn unit(made: &Made) -> Result<Counts> {
    let shell = &made.project.shell;
    let has_nextest = cmd!(shell, "cargo nextest --version")
        .quiet()
        .ignore_stdout()
        .ignore_stderr()
        .run()
        .is_ok();
    let tests = |which: &str| match has_nextest {
        true => cargo(made).words("nextest run --no-fail-fast").words(which),
        false => cargo(made)
            .words("test --quiet --tests --no-fail-fast")
            .words(which),
    };
    let profile = match has_nextest {
        true => "--cargo-profile",
        false => "--profile",
    };
    let mut total = Counts::default();
    for group in [TRAINER, WIDGET] {
        total = total + tests(group).arg(profile).arg(QUICK).count()?;
    }
    // In the profile in which the other steps run them: their libraries would take minutes to optimise.
    for tool in TOOLS {
        total = total + tests("--package").arg(tool).count()?;
    }
    Ok(total)
}

fn doc(made: &Made) -> Result<Counts> {
    let mut total = Counts::default();
    for group in [TRAINER, WIDGET] {
        total = total
            + cargo(made)
                .words("test --quiet --doc --no-fail-fast")
                .words(group)
                .arg("--profile")
                .arg(QUICK)
                .count()?;
    }
    Ok(total)
}

fn browser(made: &Made) -> Result<Counts> {
    setup::wasm_target(made.project)?;
    browser_tests::with_browser(
        made.project,
        cargo(made).words("test --quiet --package setwise --lib --tests --no-fail-fast"),
    )?
    .count()
}

fn e2e(made: &Made) -> Result<Counts> {
    let tests = node_tests(made, "e2e", AtOnce::Two)?
        .env("SETWISE_DEMO", made.demo()?)
        .env("SETWISE_DEMO_SNAPSHOT", made.demo_site().join("snapshot"));
    match made.online_retail()? {
        Some(address) => tests.env("SETWISE_ONLINE_RETAIL", address),
        None => tests,
    }
    .count()
}

fn engines(made: &Made) -> Result<Counts> {
    let tests = node_tests(made, "engines", AtOnce::One)?
        .env("SETWISE_DEMO", made.demo()?)
        .env("CHROMEDRIVER", setup::chromedriver()?)
        .env("FIREFOX", setup::firefox()?)
        .env("GECKODRIVER", setup::geckodriver()?);
    match setup::webkit()? {
        Some(webkit) => tests
            .env("WEBKITDRIVER", webkit.driver)
            .env("MINIBROWSER", webkit.browser)
            .env("XVFB", webkit.screen),
        None => tests,
    }
    .count()
}

fn packaging(made: &Made) -> Result<Counts> {
    made.widget()?;
    node_tests(made, "packaging", AtOnce::One)?
        .env("SETWISE_DEMO", made.demo()?)
        .count()
}

fn size(made: &Made) -> Result<Counts> {
    made.widget()?;
    size::held_to_budget(made.project, made.host()?, Format::Text)?;
    Ok(Counts::ONE_PASSED)
}

/// How many files of tests run at the same time.
#[derive(Clone, Copy)]
enum AtOnce {
    /// They share a screen, or a registry of packages.
    One = 1,
    /// A browser waits half of the time, and a small machine has two cores.
    Two = 2,
}

/// Node's test runner on the `*.test.mjs` files of a folder of tests/, with the programs that they drive.
fn node_tests(made: &Made, folder: &str, at_once: AtOnce) -> Result<Program> {
    setup::node_tools(made.project)?;
    let folder = made.project.tests().join(folder);
    let files = test_files(&folder)?;
    ensure!(
        !files.is_empty(),
        "there is no *.test.mjs in {}",
        folder.display()
    );
    // The limit is a whole file's; each wait inside has one of its own.
    let mut node = Program::new("node", &made.project.tests())
        .words("--test --test-reporter=spec --test-timeout=900000")
        .arg(format!("--test-concurrency={}", at_once as u8));
    for file in files {
        node = node.arg(file);
    }
    Ok(node
        .env("CHROMIUM", setup::chromium()?)
        .env("SETWISE", made.trainer()?))
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
