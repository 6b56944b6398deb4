//! `setwise demo-data`: a synthetic shop with known truth.

use std::path::PathBuf;

use crate::demo::{DEFAULT_UNTIL, DemoError, DemoOptions, DemoSummary, generate};

/// Make a synthetic shop with known truth: catalog, pictures, orders, sessions, offers.
#[derive(Debug, Clone, clap::Args)]
pub struct DemoDataArgs {
    /// Any number; equal seeds and sizes give byte-equal folders.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many products, at least 20.
    #[arg(long, default_value_t = 600)]
    pub products: usize,
    /// How many orders.
    #[arg(long, default_value_t = 20_000)]
    pub orders: usize,
    /// The day after the last order, YYYY-MM-DD (UTC).
    #[arg(long, default_value = DEFAULT_UNTIL)]
    pub until: String,
    /// The day that offers.csv counts from, YYYY-MM-DD (UTC), or `today`; --until's unless given. Orders stay those of --until.
    #[arg(long, value_name = "DAY")]
    pub offers_from: Option<String>,
    /// Folder to write; new, empty, or an earlier demo shop.
    #[arg(long)]
    pub out: PathBuf,
}

/// Makes the shop.
///
/// # Errors
/// [`DemoError`], as [`generate`] says.
pub fn run(args: &DemoDataArgs) -> Result<DemoSummary, DemoError> {
    let options = DemoOptions {
        seed: args.seed,
        products: args.products,
        orders: args.orders,
        until: args.until.clone(),
        offers_from: args.offers_from.as_deref().map(day),
    };
    generate(&options, &args.out)
}

/// A day as it was given; `today` is that of this machine's clock.
fn day(given: &str) -> String {
    match given {
        "today" => jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()
            .to_string(),
        day => day.to_owned(),
    }
}

/// The summary in words, one line a fact.
pub fn describe(args: &DemoDataArgs, summary: &DemoSummary) -> String {
    format!(
        "Synthetic shop in {}\n  {} products, {} offers, {} bundles planted\n  {} orders, {} lines, {} shoppers, {} sessions\n  The truth is in truth.json; nothing here was observed.",
        args.out.display(),
        summary.products,
        summary.offers,
        summary.bundles,
        summary.orders,
        summary.lines,
        summary.shoppers,
        summary.sessions
    )
}
