//! Whether shoppers may see a product, in the words of the platforms' columns.

use super::super::text::decode;

/// Why a product is not for shoppers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// It is a draft, or waits for somebody's review.
    Draft,
    /// It is archived, in the bin, or disabled.
    Archived,
    /// It is not published.
    Unpublished,
    /// It is kept out of the catalog.
    Hidden,
}

impl Hidden {
    /// The word for it in a summary.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Archived => "archived",
            Self::Unpublished => "unpublished",
            Self::Hidden => "hidden",
        }
    }
}

/// What a row says: nothing, that shoppers may see the product, or that they may not.
pub(in crate::ingest) type Said = Option<Result<(), Hidden>>;

/// The three columns of a row together: the first that says no counts.
pub(in crate::ingest) fn shown(status: &[u8], published: &[u8], visibility: &[u8]) -> Said {
    let said = [
        of_status(status),
        of_published(published),
        of_visibility(visibility),
    ];
    let no = said.iter().copied().flatten().find(Result::is_err);
    no.or_else(|| said.into_iter().flatten().next())
}

fn of_status(cell: &[u8]) -> Said {
    Some(match word(cell)?.as_str() {
        "active" | "published" | "publish" | "enabled" | "enable" | "live" | "online"
        | "visible" | "yes" | "true" | "1" => Ok(()),
        "draft" | "auto draft" | "pending" | "pending review" | "future" | "scheduled" => {
            Err(Hidden::Draft)
        }
        "archived" | "archive" | "trash" | "deleted" | "inactive" | "disabled" | "offline"
        | "discontinued" | "2" => Err(Hidden::Archived),
        "private" | "hidden" | "unlisted" => Err(Hidden::Hidden),
        "unpublished" | "no" | "false" | "0" => Err(Hidden::Unpublished),
        _ => return None,
    })
}

/// WooCommerce writes -1 for a draft, 0 for a private product and 1 for one that is published; Magento 1 and 2.
fn of_published(cell: &[u8]) -> Said {
    let word = word(cell)?;
    Some(match word.trim_end_matches(".0") {
        "1" | "true" | "yes" | "y" | "published" | "publish" | "active" | "enabled" | "online"
        | "ja" | "oui" | "sí" | "si" | "sì" | "sim" | "да" | "tak" => Ok(()),
        "-1" | "draft" => Err(Hidden::Draft),
        "0" | "2" | "false" | "no" | "n" | "unpublished" | "private" | "inactive" | "disabled"
        | "offline" | "nein" | "non" | "não" | "nao" | "nee" | "нет" | "nie" => {
            Err(Hidden::Unpublished)
        }
        _ => return None,
    })
}

fn of_visibility(cell: &[u8]) -> Said {
    Some(match word(cell)?.as_str() {
        "hidden"
        | "none"
        | "nowhere"
        | "not visible"
        | "not visible individually"
        | "private"
        | "false"
        | "no"
        | "0" => Err(Hidden::Hidden),
        "visible" | "catalog" | "search" | "catalog, search" | "catalog,search" | "both"
        | "everywhere" | "shop" | "true" | "yes" | "1" => Ok(()),
        _ => return None,
    })
}

fn word(cell: &[u8]) -> Option<String> {
    if cell.is_empty() {
        return None;
    }
    let lower = decode(cell).0.to_lowercase();
    // `-1` keeps its sign.
    let spaced: String = lower.replace('_', " ");
    let spaced = match spaced.strip_prefix('-') {
        Some(number) => format!("-{number}"),
        None => spaced.replace('-', " "),
    };
    Some(spaced.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_platform_says_it_in_its_own_column() {
        let of = |status: &str, published: &str, visibility: &str| {
            shown(
                status.as_bytes(),
                published.as_bytes(),
                visibility.as_bytes(),
            )
        };
        assert_eq!(of("", "", ""), None);
        assert_eq!(
            of("new arrival", "", ""),
            None,
            "a status of something else"
        );
        for yes in [
            ("Active", "TRUE", ""),
            ("", "1", "visible"),
            ("", "1", "Catalog, Search"),
            ("", "1.0", "search"),
        ] {
            assert_eq!(of(yes.0, yes.1, yes.2), Some(Ok(())), "{yes:?}");
        }
        for (no, why) in [
            (("draft", "false", ""), Hidden::Draft),
            (("archived", "true", ""), Hidden::Archived),
            (("active", "false", ""), Hidden::Unpublished),
            (("", "-1", "visible"), Hidden::Draft),
            (("", "0", "visible"), Hidden::Unpublished),
            (("", "2", "Catalog, Search"), Hidden::Unpublished),
            (("", "1", "hidden"), Hidden::Hidden),
            (("", "1", "Not Visible Individually"), Hidden::Hidden),
            (("auto-draft", "", ""), Hidden::Draft),
        ] {
            assert_eq!(of(no.0, no.1, no.2), Some(Err(why)), "{no:?}");
        }
    }
}
