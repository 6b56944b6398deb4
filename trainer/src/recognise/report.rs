//! What a file was taken for, in a few lines.

use std::fmt;

use serde::Serialize;

use super::layout::Role;

/// Most headers that are listed.
const MOST: usize = 24;

/// What one file was taken for.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// The file as it was named.
    pub file: String,
    /// What it is read for.
    pub role: Role,
    /// What `--as` calls its kind.
    pub kind: &'static str,
    /// What people call its kind.
    pub name: &'static str,
    /// How sure that is.
    pub sure: Sure,
    /// Our columns, and the headers that they come from.
    pub columns: Vec<(&'static str, String)>,
    /// How a row holds several lines of an order, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<&'static str>,
    /// Headers that are known and not used.
    pub known_unused: Vec<String>,
    /// How many other headers there are.
    pub other_headers: usize,
    /// Headers of columns with personal data: never read.
    pub personal: Vec<String>,
    /// What it was encoded in, if that is neither UTF-8 nor windows-1252.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<&'static str>,
    /// Rows above its header row.
    pub rows_above: usize,
    /// What could be a column of ours, with the option that would make it one.
    pub questions: Vec<String>,
}

/// How sure a recognition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Sure {
    /// It was said with `--as`.
    Said,
    /// Only such files have these headers.
    Certain,
    /// Its headers can be read so.
    Likely,
}

impl fmt::Display for FileReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sure = match self.sure {
            Sure::Said => ", as was said",
            Sure::Certain => "",
            Sure::Likely => ", likely (--as says otherwise)",
        };
        writeln!(f, "{}: {} [{}]{sure}", self.file, self.name, self.kind)?;
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(name, header)| match header.as_str() {
                "" => (*name).to_owned(),
                header if header == *name => header.to_owned(),
                header => format!("{name} ← {}", short(header)),
            })
            .collect();
        if !columns.is_empty() {
            writeln!(f, "  {}: {}", self.role.name(), columns.join(", "))?;
        }
        if let Some(lines) = self.lines {
            writeln!(f, "  a row is an order; {lines}")?;
        }
        if !self.known_unused.is_empty() || self.other_headers > 0 {
            let more = self.known_unused.len().saturating_sub(MOST) + self.other_headers;
            let mut not_used: Vec<String> = self
                .known_unused
                .iter()
                .take(MOST)
                .map(|header| short(header))
                .collect();
            if more > 0 {
                not_used.push(format!("{more} more"));
            }
            writeln!(f, "  not used: {}", not_used.join(", "))?;
        }
        if let Some(encoding) = self.encoding {
            writeln!(f, "  read as {encoding}")?;
        }
        if self.rows_above > 0 {
            writeln!(
                f,
                "  {} rows above the header row were passed over",
                self.rows_above
            )?;
        }
        for question in &self.questions {
            writeln!(f, "  {question}")?;
        }
        Ok(())
    }
}

/// A list of headers that is never long: how many more there are stands at its end.
pub(crate) fn few(mut headers: Vec<String>) -> Vec<String> {
    const MOST: usize = 60;
    let mut seen: Vec<String> = Vec::new();
    let all = headers.len();
    headers.truncate(20 * MOST);
    for header in headers {
        if seen.len() < MOST && !seen.contains(&header) {
            seen.push(short(&header));
        }
    }
    if all > 20 * MOST || seen.len() == MOST {
        seen.push("…".to_owned());
    }
    seen
}

/// A header, cut where it is long.
fn short(header: &str) -> String {
    const LONG: usize = 48;
    if header.chars().count() <= LONG {
        return header.to_owned();
    }
    let start: String = header.chars().take(LONG - 1).collect();
    format!("{start}…")
}
