//! Dutch.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "Maak je set compleet",
        Phrase::GoesWith => "Past bij {product}",
        Phrase::BoughtTogether => "Vaak samen gekocht",
        Phrase::BoughtWith => "Vaak gekocht met {product}",
        Phrase::Add => "Toevoegen",
        Phrase::AddProduct => "{product} toevoegen aan winkelwagen",
        Phrase::Added => "Toegevoegd",
        Phrase::ProductAdded => "Toegevoegd: {product}",
        Phrase::Choose => "Kiezen",
        Phrase::ChooseFor => "Opties kiezen: {product}",
        Phrase::NotAdded => "{product} kon niet worden toegevoegd. Probeer het opnieuw.",
        Phrase::Previous => "Vorige producten tonen",
        Phrase::Next => "Meer producten tonen",
    }
}
