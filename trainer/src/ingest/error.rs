//! What can stop the reading of an export, each said so that the reader knows what to change.

use std::collections::BTreeMap;
use std::io;

use super::money::Currency;

/// A reason why an export cannot be read at all; single bad rows are counted in [`super::BadRows`] instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The file does not exist, or may not be read.
    #[error("cannot open {file}: {source}")]
    Open {
        /// The file as it was named.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file broke off while it was read: a disk error, or a damaged or truncated gz.
    #[error(
        "cannot read {file} after line {line}: {source}; if it is a .gz, check that it was copied whole (gzip -t)"
    )]
    Read {
        /// The file as it was named.
        file: String,
        /// The last line that could be read.
        line: u64,
        /// What the system or the decompressor said.
        source: io::Error,
    },
    /// The file is a damaged Parquet file, or one with what no reader of ours knows.
    #[error(
        "cannot read {file} as Parquet: {reason}; check that it was copied whole, or write it again"
    )]
    Parquet {
        /// The file as it was named.
        file: String,
        /// What the reader said.
        reason: String,
    },
    /// The file begins as XML and is no feed of products.
    #[error(
        "{file}, line {line}: cannot be read as a feed of products: {reason}; expected RSS or Atom in UTF-8 with items as Merchant Center has them"
    )]
    Feed {
        /// The file as it was named.
        file: String,
        /// Where reading ended.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// A column of a Parquet file has a type that cannot be what the column means.
    #[error(
        "{file}, column `{column}`: expected {expected}, found the type {found}; cast it, or pick another column with --map"
    )]
    ColumnType {
        /// The file as it was named.
        file: String,
        /// The column's name in the file.
        column: String,
        /// What it could be.
        expected: &'static str,
        /// Its type.
        found: String,
    },
    /// The file has no header row.
    #[error("{file} is empty: expected a header row with column names")]
    Empty {
        /// The file as it was named.
        file: String,
    },
    /// The first row of the file has values, and no names of columns.
    #[error(
        "{file} has no header row: its first row has values where names of columns are expected; export it with column names, or write them above"
    )]
    NoHeaders {
        /// The file as it was named.
        file: String,
    },
    /// The file is a workbook that cannot be read.
    #[error(
        "cannot read {file} as a workbook: {reason}; save the sheet as \"CSV UTF-8\", and unpack it first if it is an archive"
    )]
    Workbook {
        /// The file as it was named.
        file: String,
        /// What the reader said.
        reason: String,
    },
    /// The file is a web page or no text at all, and not a table.
    #[error("{file} is {found}, expected CSV text: save it as \"CSV UTF-8\" and try again")]
    NotText {
        /// The file as it was named.
        file: String,
        /// What its first bytes say that it is.
        found: &'static str,
    },
    /// Columns without which nothing can be learned are not in the header row.
    #[error(
        "{file} has no column for {missing} of table `{table}`; its headers are: {headers}. Name the right header with {hint}"
    )]
    MissingColumns {
        /// The file as it was named.
        file: String,
        /// The table that the file was read as.
        table: &'static str,
        /// The missing columns, comma separated.
        missing: String,
        /// The headers found, comma separated.
        headers: String,
        /// The `--map` options that would help.
        hint: String,
    },
    /// A header that the table needs stands in the header row more than once.
    #[error(
        "{file} has the header `{header}` {times} times: say which one is {column}, the second for example with --map \"{column}={header}#2\""
    )]
    AmbiguousHeader {
        /// The file as it was named.
        file: String,
        /// `table.column`.
        column: String,
        /// The header.
        header: String,
        /// How often it was found.
        times: usize,
    },
    /// `--map` is not of the form `table.column=Header`.
    #[error("--map {given}: expected table.column=Header, for example orders.order_id=InvoiceNo")]
    MapSyntax {
        /// The option's value.
        given: String,
    },
    /// `--map` names a table or a column that does not exist.
    #[error("--map {given}: there is no {what} `{name}`; known are: {known}")]
    MapUnknown {
        /// The option's value.
        given: String,
        /// `table` or `column`.
        what: &'static str,
        /// The unknown name.
        name: String,
        /// The names that exist.
        known: String,
    },
    /// One column is mapped to two headers.
    #[error("--map {given}: {column} is already mapped to `{earlier}`")]
    MapTwice {
        /// The option's value.
        given: String,
        /// `table.column`.
        column: String,
        /// The header of the earlier option.
        earlier: String,
    },
    /// `--map` speaks of a table that is not read.
    #[error(
        "--map {given}: there is no file of table `{table}`; pass --{table} FILE or leave the option out"
    )]
    MapNoFile {
        /// The table.
        table: &'static str,
        /// The option's value.
        given: String,
    },
    /// `--map` names a header that the file does not have.
    #[error("--map {column}={header}: {file} has no header `{header}`; its headers are: {headers}")]
    MapHeader {
        /// The file as it was named.
        file: String,
        /// `table.column`.
        column: String,
        /// The header asked for.
        header: String,
        /// The headers found, comma separated.
        headers: String,
    },
    /// `--slice where` asks for a header that the file of orders does not have.
    #[error("--slice where={header}=…: {file} has no header `{header}`; its headers are {headers}")]
    SliceHeader {
        /// The file as it was named.
        file: String,
        /// The header asked for.
        header: String,
        /// The headers found, comma separated.
        headers: String,
    },
    /// `--map` asks for a header that holds personal data.
    #[error(
        "--map {column}={header}: `{header}` is personal data, which is never read except as orders.customer_id (hashed)"
    )]
    Personal {
        /// `table.column`.
        column: String,
        /// The header asked for.
        header: String,
    },
    /// What `--map` asks for holds personal data, as its cells show.
    #[error(
        "column `{column}`: `{header}` holds {holds}, which are never read except as orders.customer_id (hashed); map another header, or say --not-personal \"{header}\" if it does not"
    )]
    PersonalCells {
        /// Our column.
        column: &'static str,
        /// The header asked for.
        header: String,
        /// What its cells hold.
        holds: &'static str,
    },
    /// A file that is none of the kinds that are known.
    #[error(
        "{file} is not recognised{headers}; say what it is with --as \"{file}=KIND\" (KIND is catalog, orders, sessions, offers or one of: {kinds}), or leave it out with --as \"{file}=ignore\""
    )]
    Unrecognised {
        /// The file as it was named.
        file: String,
        /// Its headers, if any can be said, with the words around them.
        headers: String,
        /// The kinds that there are.
        kinds: String,
    },
    /// A file of one kind was passed as another.
    #[error(
        "{file} is {found}, not a file of {expected}: pass it without --{expected}, or with --{right}"
    )]
    OtherKind {
        /// The file as it was named.
        file: String,
        /// What it is.
        found: &'static str,
        /// What it was passed as.
        expected: &'static str,
        /// What it should be passed as.
        right: &'static str,
    },
    /// `--as` names no kind, or no file.
    #[error("--as {given}: {wrong}")]
    As {
        /// The option's value.
        given: String,
        /// What is wrong with it.
        wrong: String,
    },
    /// The files of a table cannot be read as one.
    #[error(
        "{first} and {second} cannot be read as one table of {table}: {why}; leave one out, or say --as \"{second}=ignore\""
    )]
    NotJoined {
        /// A file.
        first: String,
        /// Another one.
        second: String,
        /// The table.
        table: &'static str,
        /// Why not.
        why: &'static str,
    },
    /// A quote swallows the rest of the file.
    #[error(
        "{file}: the row of line {line} runs on for {lines} lines: a quote in it is not closed; add the second quote, or double a quote that belongs to a text"
    )]
    UnclosedQuote {
        /// The file as it was named.
        file: String,
        /// The line on which the row begins.
        line: u64,
        /// Lines that the quote swallowed.
        lines: u64,
    },
    /// More rows than allowed could not be read.
    #[error(
        "{file}: {bad} of {read} rows cannot be read, more than --max-bad-rows {limit} allows.\n{examples}"
    )]
    TooManyBadRows {
        /// The file as it was named.
        file: String,
        /// Bad rows so far.
        bad: u64,
        /// Rows read so far.
        read: u64,
        /// The limit as it was given.
        limit: String,
        /// The first few, one a line.
        examples: String,
    },
    /// The file holds more distinct keys or rows than 32-bit indices can number.
    #[error("{file}: more than {limit} {what}; split the export by time")]
    TooLarge {
        /// The file as it was named.
        file: String,
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// Dates such as 1/2/2025, and nothing says which number is the month.
    #[error(
        "{file}, column `{column}`: {what}; say it with --date-order day-month or --date-order month-day, or export dates as 2025-12-31"
    )]
    DateOrder {
        /// The file as it was named.
        file: String,
        /// The header of the column.
        column: String,
        /// What is unclear, with lines.
        what: String,
    },
    /// All rows are in another currency than the one kept.
    #[error(
        "{file}: all {rows} rows with a product are in another currency than {kept}, the first in {found}; pass --currency with theirs, or export both files in one currency"
    )]
    OtherCurrency {
        /// The file as it was named.
        file: String,
        /// Rows in another currency.
        rows: u64,
        /// The currency that is kept.
        kept: Currency,
        /// What the first such row names.
        found: String,
    },
    /// Every row was dropped.
    #[error("{file}: none of {read} rows is a sale that can be learned from ({reasons}); {advice}")]
    NothingLeft {
        /// The file as it was named.
        file: String,
        /// Rows read.
        read: u64,
        /// Dropped rows by reason.
        reasons: String,
        /// What to do.
        advice: &'static str,
    },
    /// Nothing is left to learn from before the days held out.
    #[error("{file}: all {read} {what} are of the days held out; use fewer --test-days")]
    NothingBefore {
        /// The file as it was named.
        file: String,
        /// How many there are.
        read: u64,
        /// `sales` or `sessions`.
        what: &'static str,
    },
    /// The currency is not an ISO 4217 code.
    #[error("expected three letters of ISO 4217, for example EUR")]
    Currency {
        /// The option's value.
        given: String,
    },
    /// `--url` is no pattern of addresses.
    #[error(
        "--url {given}: expected an address with {{id}}, {{sku}} or {{handle}} in it, for example 'https://shop.example/?p={{id}}'"
    )]
    Address {
        /// The option's value.
        given: String,
    },
    /// `--max-bad-rows` is neither a number nor a share.
    #[error("--max-bad-rows {given}: expected a number of rows (100) or a share of them (5%)")]
    BadRowLimit {
        /// The option's value.
        given: String,
    },
    /// An instant on the command line cannot be read.
    #[error("{given}: expected a date or an RFC 3339 instant, for example 2025-10-07T09:50:26Z")]
    Instant {
        /// The option's value.
        given: String,
    },
}

impl IngestError {
    /// No sale is left of a file; the advice is that for what took most of its rows.
    pub(crate) fn nothing_left(file: String, dropped: &BTreeMap<&'static str, u64>) -> Self {
        let reasons: Vec<String> = dropped
            .iter()
            .map(|(reason, rows)| format!("{}: {rows}", reason.replace('_', " ")))
            .collect();
        let most = dropped.iter().max_by_key(|(_, rows)| **rows);
        let advice = match most.map(|(reason, _)| *reason) {
            Some("not_in_catalog") => "use the same product ids in --catalog and --orders",
            Some("other_currency") => "pass --currency with the one of the orders",
            Some("bad_time" | "bad_price" | "bad_quantity") => "check the columns with --map",
            Some("blank_price" | "zero_price" | "blank_line") => {
                "check which column is the price of a piece, with --map orders.unit_price=Header"
            }
            Some("not_for_shoppers") => {
                "what was sold is draft, archived, unpublished or hidden in the catalog: export the one that shoppers see"
            }
            Some("blank_product_id") => {
                "nothing says which product was sold: name the column with --map orders.product_id=Header, or give SKUs in the shop"
            }
            Some("non_product") => "these ids and titles look like postage, fees or vouchers",
            _ => "check the columns with --map",
        };
        Self::NothingLeft {
            file,
            read: dropped.values().sum(),
            reasons: if reasons.is_empty() {
                "the file has no rows".to_owned()
            } else {
                reasons.join(", ")
            },
            advice,
        }
    }
}
