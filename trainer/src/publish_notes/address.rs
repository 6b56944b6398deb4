//! Where a folder will be on the web: a path of the shop's own host, or an address elsewhere.

use std::fmt;
use std::str::FromStr;

/// The address of a folder, with a final slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

/// A text that is no such address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{given}` is no address of a folder: expected a path such as /snapshot/ or https://cdn.example/snapshot/, without spaces, quotes, ? and #"
)]
pub struct AddressError {
    given: String,
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(given: &str) -> Result<Self, AddressError> {
        let host = given
            .strip_prefix("https://")
            .or_else(|| given.strip_prefix("http://"));
        let starts = match host {
            Some(host) => !host.starts_with('/') && !host.is_empty(),
            None => given.starts_with('/') && !given.starts_with("//"),
        };
        // The address stands in HTML, in nginx's words and in a shell's.
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "/:.-_~%".contains(letter);
        if !starts || !given.chars().all(plain) || given.contains("/../") {
            return Err(AddressError {
                given: given.to_owned(),
            });
        }
        let slash = if given.ends_with('/') { "" } else { "/" };
        Ok(Self(format!("{given}{slash}")))
    }
}

impl Address {
    /// Scheme and host of an address elsewhere; `None` on the shop's own host.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        let behind = self.0.find("://")? + 3;
        let host = self.0.get(behind..)?.find('/')?;
        self.0.get(..behind + host)
    }

    /// The path on its host.
    #[must_use]
    pub fn path(&self) -> &str {
        let start = self.origin().map_or(0, str::len);
        self.0.get(start..).unwrap_or("/")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_an_origin_and_a_path() {
        let address = |text: &str| text.parse::<Address>().expect("an address");
        let here = address("/shop/snapshot");
        assert_eq!((here.origin(), here.path()), (None, "/shop/snapshot/"));
        let there = address("https://cdn.example:8443/s/");
        assert_eq!(there.origin(), Some("https://cdn.example:8443"));
        assert_eq!(there.path(), "/s/");
        assert_eq!(address("https://cdn.example").path(), "/");
    }

    #[test]
    fn what_could_break_out_of_html_or_a_file_of_headers_is_refused() {
        for text in [
            "",
            "snapshot/",
            "//cdn.example/",
            "https://",
            "/a b/",
            "/a\"/",
            "/a'/",
            "/a?b/",
            "/a{b}/",
            "/a/../b/",
            "ftp://a/",
            "/$HOME/",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
