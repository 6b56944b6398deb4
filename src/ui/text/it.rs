//! Italian.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "Completa il tuo set",
        Phrase::GoesWith => "Si abbina a {product}",
        Phrase::BoughtTogether => "Spesso acquistati insieme",
        Phrase::BoughtWith => "Spesso acquistato con {product}",
        Phrase::Add => "Aggiungi",
        Phrase::AddProduct => "Aggiungi {product} al carrello",
        Phrase::Added => "Aggiunto",
        Phrase::ProductAdded => "Aggiunto: {product}",
        Phrase::Choose => "Scegli",
        Phrase::ChooseFor => "Scegli le opzioni: {product}",
        Phrase::NotAdded => "Non è stato possibile aggiungere {product}. Riprova.",
        Phrase::Previous => "Mostra i prodotti precedenti",
        Phrase::Next => "Mostra altri prodotti",
    }
}
