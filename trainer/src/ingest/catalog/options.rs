//! What tells the variants of a product apart, and what a variant is called.

/// Values that shops give an option where there is nothing to choose.
const NO_CHOICE: [&str; 4] = ["default title", "default", "title", "-"];

/// Whether a value of an option says something.
pub(super) fn is_choice(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    !lower.is_empty() && !NO_CHOICE.contains(&lower.as_str())
}

/// The values of a variant as one name: `Blue / L`.
pub(super) fn variant_name<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let said: Vec<&str> = values
        .map(str::trim)
        .filter(|value| is_choice(value))
        .collect();
    said.join(" / ")
}

/// The title of a variant, as shops write it in orders: `Desk lamp - Blue`. A title that says the variant already stays.
pub(super) fn variant_title(title: &str, variant: &str) -> String {
    let (lower, said) = (title.to_lowercase(), variant.to_lowercase());
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|sign: char| !sign.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let ends = [" - ", " – ", ", ", " | ", " ("]
        .iter()
        .filter_map(|sign| lower.find(sign));
    let tail = ends.min().and_then(|end| lower.get(end..));
    let tail = tail.map(words).unwrap_or_default();
    let known = words(&said).iter().all(|word| tail.contains(word));
    if known || variant.is_empty() {
        title.to_owned()
    } else {
        format!("{title} - {variant}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_named_by_its_values_once() {
        assert_eq!(
            variant_name(["Blue", "Default Title", " L "].into_iter()),
            "Blue / L"
        );
        assert_eq!(variant_name(["Default Title"].into_iter()), "");
        assert_eq!(
            variant_title("Desk lamp", "Blue / L"),
            "Desk lamp - Blue / L"
        );
        assert_eq!(
            variant_title("Hoodie - Red, L", "Red / L"),
            "Hoodie - Red, L"
        );
        assert_eq!(variant_title("Hoodie, Red, M", "Red / M"), "Hoodie, Red, M");
        assert_eq!(variant_title("Red wine", "Red"), "Red wine - Red");
        assert_eq!(
            variant_title("Cup (set of 2)", "S"),
            "Cup (set of 2) - S",
            "no letter of a word"
        );
        assert_eq!(variant_title("Mug", ""), "Mug");
    }
}
