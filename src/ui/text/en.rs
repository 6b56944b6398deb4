//! English.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::Language => "en",
        Phrase::CompleteSet => "Complete your set",
        Phrase::Bestsellers => "Bestsellers",
        Phrase::GoesWith => "Goes with {product}",
        Phrase::BoughtTogether => "Often bought together",
        Phrase::BoughtWith => "Often bought with {product}",
        Phrase::BoughtWithSimilar => "Bought with similar products",
        Phrase::BoughtWithSimilarTo => "Bought with products like {product}",
        Phrase::Popular => "Popular in this shop",
        Phrase::Add => "Add",
        Phrase::AddProduct => "Add {product} to cart",
        Phrase::Added => "Added",
        Phrase::ProductAdded => "Added: {product}",
        Phrase::Choose => "Choose options",
        Phrase::ChooseFor => "Choose options for {product}",
        Phrase::NotAdded => "{product} could not be added. Please try again.",
        Phrase::Previous => "Show previous products",
        Phrase::Next => "Show more products",
    }
}
