//! German.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "Das passt dazu",
        Phrase::GoesWith => "Passt zu {product}",
        Phrase::BoughtTogether => "Oft zusammen gekauft",
        Phrase::BoughtWith => "Oft gekauft mit {product}",
        Phrase::Add => "Hinzufügen",
        Phrase::AddProduct => "{product} zum Warenkorb hinzufügen",
        Phrase::Added => "Hinzugefügt",
        Phrase::ProductAdded => "Hinzugefügt: {product}",
        Phrase::Choose => "Auswählen",
        Phrase::ChooseFor => "Ausführung auswählen: {product}",
        Phrase::NotAdded => {
            "{product} konnte nicht hinzugefügt werden. Bitte noch einmal versuchen."
        }
        Phrase::Previous => "Vorherige Produkte zeigen",
        Phrase::Next => "Weitere Produkte zeigen",
    }
}
