//! Columns of the exports that say something and are not used, or are only half known.

use crate::doctor::{Examined, Finding, Harm};

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(exports) = &examined.exports else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for file in &exports.files {
        if !file.questions.is_empty() {
            found.push(Finding::new(
                "columns-half-known",
                Harm::Warning,
                format!("{}: some columns look like what is missing.", file.file),
                file.questions.join(" "),
            ));
        }
        if !file.known_unused.is_empty() {
            found.push(
                Finding::new(
                    "columns-not-used",
                    Harm::Note,
                    format!("{}: {} known columns are not used.", file.file, file.known_unused.len()),
                    "Nothing is to be done, unless one of them says what another finding misses: --map TABLE.COLUMN=HEADER.",
                )
                .such_as(&file.known_unused),
            );
        }
    }
    if !exports.others.is_empty() {
        found.push(
            Finding::new(
                "files-not-used",
                Harm::Note,
                format!("{} files of the folder are no exports that are known.", exports.others.len()),
                "Nothing is to be done, unless one of them is an export: say what it is with --as FILE=KIND.",
            )
            .such_as(&exports.others),
        );
    }
    found
}
