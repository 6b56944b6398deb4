//! `--as`: what the merchant says that a file is.

use std::path::Path;

use super::{GENERIC, Input, LAYOUTS, Layout};
use crate::ingest::IngestError;

/// The value of an `--as`.
#[derive(Clone, Debug)]
pub struct Said {
    given: String,
    /// The file that it speaks of; `None` if there is no other.
    file: Option<String>,
    /// The kind; `None` for a file that is to be left out.
    pub(super) layout: Option<&'static Layout>,
}

/// The word for a file that is to be left out.
const IGNORE: &str = "ignore";

impl std::str::FromStr for Said {
    type Err = IngestError;

    fn from_str(given: &str) -> Result<Self, IngestError> {
        let (file, kind) = match given.rsplit_once('=') {
            Some((file, kind)) => (Some(file.trim().to_owned()), kind.trim()),
            None => (None, given.trim()),
        };
        let mut all = LAYOUTS.iter().chain(&GENERIC);
        let layout = all.find(|layout| layout.id == kind).copied();
        if layout.is_none() && kind != IGNORE {
            let mut kinds: Vec<&str> = LAYOUTS.iter().chain(&GENERIC).map(|l| l.id).collect();
            kinds.sort_unstable();
            kinds.dedup();
            return Err(IngestError::As {
                given: given.to_owned(),
                wrong: format!(
                    "there is no such kind; known are: {}, {IGNORE}",
                    kinds.join(", ")
                ),
            });
        }
        Ok(Self {
            given: given.to_owned(),
            file,
            layout,
        })
    }
}

impl Said {
    /// Whether it speaks of a file, which may be the only one.
    pub(crate) fn is_of(&self, path: &Path, only: bool) -> bool {
        self.names(path) || (only && self.file.is_none())
    }

    fn names(&self, path: &Path) -> bool {
        let named = self.file.as_deref().map(Path::new);
        named.is_some_and(|file| file == path || path.file_name() == Some(file.as_os_str()))
    }
}

/// Checks that each value speaks of a file.
pub(super) fn check(all: &[Said], inputs: &[Input]) -> Result<(), IngestError> {
    for said in all {
        let wrong = match &said.file {
            Some(_) if inputs.iter().any(|input| said.names(&input.path)) => continue,
            Some(file) => format!("there is no file `{file}` on the command line"),
            None if inputs.iter().any(|input| {
                of(std::slice::from_ref(said), input, inputs.len() == 1).is_some()
            }) =>
            {
                continue;
            }
            None => "there are several files: say which one, with --as FILE=KIND".to_owned(),
        };
        return Err(IngestError::As {
            given: said.given.clone(),
            wrong,
        });
    }
    Ok(())
}

/// What is said of a file. Without a file's name a kind is that of the only file, or of those passed for its purpose.
pub(super) fn of<'a>(all: &'a [Said], input: &Input, alone: bool) -> Option<&'a Said> {
    let named = all.iter().find(|said| said.names(&input.path));
    named.or_else(|| {
        all.iter().find(|said| {
            let role = said.layout.map(|layout| layout.role);
            said.file.is_none() && (alone || (role.is_some() && role == input.role))
        })
    })
}
