//! One category path of the lists that platforms write.

/// Whether cells hold several paths, and what separates levels: told by the whole column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CategoryStyle {
    /// Several paths in one cell, by comma, as WooCommerce and Magento have them.
    pub(super) lists: bool,
    /// Levels by `/`, as Magento has them.
    pub(super) slashes: bool,
}

impl CategoryStyle {
    /// Of all cells of a file whose platform writes lists or does not.
    pub(super) fn of<'a>(lists: bool, cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut all, mut arrows, mut slashes) = (0_u64, 0_u64, 0_u64);
        for cell in cells {
            all += 1;
            arrows += u64::from(cell.contains('>'));
            slashes += u64::from(cell.contains('/'));
        }
        Self {
            lists,
            slashes: lists && arrows == 0 && slashes * 2 > all,
        }
    }

    /// The deepest path of a cell, of equally deep ones the first; levels are joined by ` > `.
    pub(super) fn path(self, cell: &str) -> String {
        let paths = if self.lists {
            unescaped_parts(cell)
        } else {
            vec![cell.to_owned()]
        };
        let sign = if self.slashes { '/' } else { '>' };
        let mut deepest: Vec<String> = Vec::new();
        for path in paths {
            let mut levels: Vec<String> = path
                .split(sign)
                .map(|level| level.trim().to_owned())
                .filter(|level| !level.is_empty())
                .collect();
            // Magento's root, which no shopper sees.
            if self.slashes
                && levels.len() > 1
                && levels.first().is_some_and(|l| l == "Default Category")
            {
                levels.remove(0);
            }
            if levels.len() > deepest.len() {
                deepest = levels;
            }
        }
        deepest.join(" > ")
    }
}

/// Parts by comma or, as BigCommerce has them, by semicolon; `\,` is a comma of a name.
fn unescaped_parts(cell: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for sign in cell.chars() {
        match (sign, escaped) {
            ('\\', false) => escaped = true,
            (',' | ';', false) => parts.push(String::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    if escaped && sign != ',' {
                        part.push('\\');
                    }
                    part.push(sign);
                }
                escaped = false;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_give_their_deepest_path() {
        let list = CategoryStyle {
            lists: true,
            slashes: false,
        };
        for (cell, path) in [
            ("Clothing, Clothing > Hoodies, Sale", "Clothing > Hoodies"),
            ("Sale, New", "Sale"),
            (r"Home\, Garden > Pots, Sale", "Home, Garden > Pots"),
            ("All;Clothing > Hats", "Clothing > Hats"),
            ("Clothing>Hats", "Clothing > Hats"),
        ] {
            assert_eq!(list.path(cell), path, "{cell}");
        }
        let one = CategoryStyle::default();
        assert_eq!(one.path("Home, Garden > Pots"), "Home, Garden > Pots");
    }

    #[test]
    fn slashes_are_levels_where_the_column_has_nothing_else() {
        let cells = [
            "Default Category/Gear,Default Category/Gear/Bags",
            "Default Category/Gear",
        ];
        let style = CategoryStyle::of(true, cells.into_iter());
        assert_eq!(style.path(cells[0]), "Gear > Bags");
        let style = CategoryStyle::of(true, ["Salt/Pepper > Mills", "Cups"].into_iter());
        assert!(!style.slashes);
        assert!(!CategoryStyle::of(false, cells.into_iter()).slashes);
    }
}
