//! The `setwise` command: one file a subcommand.

mod assets;
pub mod bench_orders;
pub mod bytes;
pub mod count;
pub mod demo_data;
pub mod diff;
pub mod doctor;
mod emptied;
pub mod evaluate;
pub mod exports;
pub mod inspect;
mod left_out;
pub mod offers;
mod out_folder;
pub mod policy;
pub mod preview;
pub mod products;
pub mod publish_notes;
pub mod refresh;
pub mod simulate;
mod size;
pub mod train;

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use serde::Serialize;

/// Trains, inspects and tries Setwise snapshots.
#[derive(Debug, Parser)]
#[command(name = "setwise", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Train a snapshot from a shop's exports.
    Train(Box<train::TrainArgs>),
    /// Replace what a snapshot displays by today's catalog, without training.
    Refresh(refresh::RefreshArgs),
    /// Check a merchant's offers, or put them into a snapshot without training.
    #[command(subcommand)]
    Offers(Box<offers::OffersCommand>),
    /// Check a merchant's policy, or publish it into a snapshot.
    Policy(policy::PolicyArgs),
    /// Play a visit that you write, and print every shelf and why it looks so.
    Simulate(simulate::SimulateArgs),
    /// Print what a release changes for shoppers: two snapshot folders, page by page.
    Diff(diff::DiffArgs),
    /// Print what a snapshot folder holds, or what it says of a product.
    Inspect(inspect::InspectArgs),
    /// Print the products of a snapshot as one JSON array, by id.
    Products(products::ProductsArgs),
    /// Say what is wrong with exports or with a snapshot, the most harmful first, and how to mend it.
    Doctor(doctor::DoctorArgs),
    /// Show a storefront with your own products and shelves, and why each shelf is as it is.
    Preview(preview::PreviewArgs),
    /// Print what puts a snapshot into a shop: snippet, cache headers, content security policy, and where to paste them.
    PublishNotes(publish_notes::PublishNotesArgs),
    /// Measure the recommendations on orders that training has not seen.
    Evaluate(Box<evaluate::EvaluateArgs>),
    /// Count how often products are bought together, in bounded memory.
    Count(count::CountArgs),
    /// Make orders by a power law, for benches.
    #[command(hide = true)]
    BenchOrders(bench_orders::BenchOrdersArgs),
    /// Make a synthetic shop with known truth.
    DemoData(demo_data::DemoDataArgs),
}

/// How a summary is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object on standard output.
    Json,
}

/// Runs a command; what it prints is its summary.
///
/// # Errors
/// Whatever stops the command, said so that the reader knows what to change.
pub fn run(cli: &Cli) -> Result<ExitCode, Box<dyn std::error::Error>> {
    match &cli.command {
        Command::Doctor(args) => {
            let report = doctor::run(args)?;
            put(&match args.format {
                Format::Json => json(&report)?,
                Format::Text => visible(&report.to_string()),
            })?;
            Ok(doctor::exit_code(&report))
        }
        Command::Preview(args) => {
            let preview = preview::start(args)?;
            for line in &preview.says {
                eprintln!("{}", visible(line));
            }
            put(&format!("{}   (Ctrl-C ends)\n", preview.address()))?;
            preview.wait();
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            put(&print(cli)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Puts text on standard output.
fn put(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Who reads only the beginning, as `head` does, has what they want.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn json(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(value).map(|text| text + "\n")
}

/// Runs a command and gives what it prints.
fn print(cli: &Cli) -> Result<String, Box<dyn std::error::Error>> {
    Ok(match &cli.command {
        // They have more to give than what they print.
        Command::Doctor(_) | Command::Preview(_) => String::new(),
        Command::Train(args) => {
            let summary = train::run(args)?;
            warn(&summary.warnings);
            match args.format {
                Format::Json => json(&summary)?,
                Format::Text if args.quiet => String::new(),
                Format::Text => visible(&summary.to_string()),
            }
        }
        Command::Refresh(args) => {
            let summary = refresh::run(args)?;
            warn(&summary.warnings);
            match args.format {
                Format::Json => json(&summary)?,
                Format::Text if args.quiet => String::new(),
                Format::Text => visible(&summary.to_string()),
            }
        }
        Command::Offers(command) => print_offers(command)?,
        Command::Policy(args) => match &args.command {
            policy::PolicyCommand::Check(args) => {
                let checked = policy::check(args)?;
                match args.format {
                    Format::Json => json(&checked)?,
                    Format::Text => visible(&checked.to_string()),
                }
            }
            policy::PolicyCommand::Publish(args) => {
                let published = policy::publish_into(args)?;
                warn(&published.warnings);
                match args.format {
                    Format::Json => json(&published)?,
                    Format::Text => visible(&published.to_string()),
                }
            }
        },
        Command::Simulate(args) => {
            let played = simulate::run(args)?;
            match args.format {
                Format::Json => json(&played)?,
                Format::Text => visible(&played.to_string()),
            }
        }
        Command::Diff(args) => {
            let found = crate::diff::diff(&args.before, &args.after, args.top)?;
            match args.format {
                Format::Json => json(&found)?,
                Format::Text => visible(&found.to_string()),
            }
        }
        Command::Inspect(args) => {
            let found = inspect::run(args)?;
            match args.format {
                Format::Json => json(&found)?,
                Format::Text => visible(&inspect::describe(&found)),
            }
        }
        Command::Products(args) => json(&products::run(args)?)?,
        Command::PublishNotes(args) => {
            let notes = publish_notes::run(args)?;
            match args.format {
                Format::Json => json(&notes)?,
                Format::Text => visible(&notes.to_string()),
            }
        }
        Command::Evaluate(args) => {
            let report = evaluate::run(args)?;
            match args.format {
                Format::Json => json(&report)?,
                Format::Text if args.brief => report.brief().to_string(),
                Format::Text => report.to_string(),
            }
        }
        Command::Count(args) => {
            let summary = count::run(args)?;
            match args.format {
                Format::Json => json(&summary)?,
                Format::Text => count::describe(&summary),
            }
        }
        Command::BenchOrders(args) => {
            let lines = bench_orders::run(args)?;
            format!("{lines} lines in {}\n", args.out.display())
        }
        Command::DemoData(args) => {
            let summary = demo_data::run(args)?;
            demo_data::describe(args, &summary) + "\n"
        }
    })
}

/// Runs a command about offers. A report with errors is printed whole, and is what the command fails with.
fn print_offers(command: &offers::OffersCommand) -> Result<String, Box<dyn std::error::Error>> {
    fn text(
        format: Format,
        report: &(impl Serialize + std::fmt::Display),
    ) -> serde_json::Result<String> {
        Ok(match format {
            Format::Json => serde_json::to_string_pretty(report)? + "\n",
            Format::Text => visible(report.to_string().trim_end()) + "\n",
        })
    }
    Ok(match command {
        offers::OffersCommand::Check(args) => {
            let report = offers::run_check(args)?;
            if report.errors > 0 && args.file.format == Format::Text {
                report.passed()?;
            }
            let printed = text(args.file.format, &report)?;
            if report.errors > 0 {
                std::io::stdout().lock().write_all(printed.as_bytes())?;
                return Err(format!("{} errors in {}", report.errors, report.file).into());
            }
            printed
        }
        offers::OffersCommand::Publish(args) => {
            let published = offers::run_publish(args)?;
            text(args.file.format, &published)?
        }
    })
}

/// Text for a terminal: control characters of somebody's titles are shown as signs and do nothing.
fn visible(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' => letter,
        // Signs for the control characters of ASCII stand in one row of Unicode.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if letter.is_control() => '\u{fffd}',
        // Marks that turn the direction of all that follows.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => letter,
    };
    text.chars().map(shown).collect()
}

/// What the run went on in spite of, a line each.
fn warn(warnings: &[String]) {
    for warning in warnings {
        eprintln!("warning: {}", visible(warning));
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_do_nothing_on_a_terminal() {
        assert_eq!(
            visible("a\0b\u{1b}[2J\r\n\u{9b}é\u{202e}"),
            "a\u{2400}b\u{241b}[2J\u{240d}\n\u{fffd}é\u{fffd}"
        );
    }
}
