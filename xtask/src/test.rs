//! `cargo xtask test`: all checks of the repository as one table of steps, and a summary that counts.

mod counts;
mod made;
mod steps;
mod stream;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use crate::project::Project;
use counts::Counts;
pub(crate) use made::Made;
use steps::{STEPS, Step};
pub(crate) use stream::Program;

#[derive(Args)]
pub(crate) struct TestOptions {
    /// Run only this step; may stand several times
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
    /// Stop at the first step that fails
    #[arg(long)]
    fail_fast: bool,
    /// Print the steps and run none
    #[arg(long)]
    list: bool,
}

struct Report {
    step: &'static str,
    counts: Counts,
    time: Duration,
    /// Why the step failed, if it did.
    failure: Option<String>,
}

pub(crate) fn run(project: &Project, options: &TestOptions) -> Result<()> {
    if options.list {
        for step in STEPS {
            println!("{:<12} {}", step.name, step.what);
        }
        return Ok(());
    }
    let made = Made::new(project);
    let mut reports = Vec::new();
    for step in chosen(&options.only)? {
        let report = run_step(step, &made);
        let failed = report.failure.is_some();
        reports.push(report);
        if failed && options.fail_fast {
            break;
        }
    }
    sum_up(&reports)
}

fn chosen(only: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = only
        .iter()
        .find(|name| STEPS.iter().all(|step| step.name != **name))
    {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        bail!(
            "there is no step {unknown:?}; the steps are {}",
            names.join(", ")
        );
    }
    Ok(STEPS
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .collect())
}

fn run_step(step: &'static Step, made: &Made) -> Report {
    println!("\n=== {}: {}", step.name, step.what);
    let start = Instant::now();
    let (counts, failure) = match (step.run)(made) {
        Ok(counts) if counts.failed > 0 => (counts, Some(format!("{} failed", counts.failed))),
        // A step that silently stopped finding its tests looks exactly like one that passes.
        Ok(counts) if counts.passed == 0 => (counts, Some("no test ran".to_owned())),
        Ok(counts) => (counts, None),
        Err(error) => (Counts::default(), Some(format!("{error:#}"))),
    };
    let time = start.elapsed();
    match &failure {
        Some(why) => println!(
            "--- {} FAILED after {:.1} s: {why}",
            step.name,
            time.as_secs_f64()
        ),
        None => println!(
            "--- {}: {} passed in {:.1} s",
            step.name,
            counts.passed,
            time.as_secs_f64()
        ),
    }
    Report {
        step: step.name,
        counts,
        time,
        failure,
    }
}

/// Prints the table, and as the last line the totals alone.
fn sum_up(reports: &[Report]) -> Result<()> {
    println!(
        "\n{:<12} {:>7} {:>7} {:>8} {:>8}",
        "step", "passed", "failed", "skipped", "time"
    );
    for Report {
        step,
        counts,
        time,
        failure,
    } in reports
    {
        let why = failure
            .as_deref()
            .and_then(|why| why.lines().next())
            .map(|why| format!("  FAILED: {why}"));
        let Counts {
            passed,
            failed,
            skipped,
        } = counts;
        println!(
            "{step:<12} {passed:>7} {failed:>7} {skipped:>8} {:>6.1} s{}",
            time.as_secs_f64(),
            why.unwrap_or_default()
        );
    }
    let mut total: Counts = reports.iter().map(|report| report.counts).sum();
    // A step that broke before it could count, or that ran no test, is a failure too.
    total.failed += reports
        .iter()
        .filter(|report| report.failure.is_some() && report.counts.failed == 0)
        .count();
    println!("\n{total}");
    if total.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}
