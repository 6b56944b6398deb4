//! Portuguese.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "Complete o seu conjunto",
        Phrase::GoesWith => "Combina com {product}",
        Phrase::BoughtTogether => "Costumam ser comprados juntos",
        Phrase::BoughtWith => "Costuma ser comprado com {product}",
        Phrase::Add => "Adicionar",
        Phrase::AddProduct => "Adicionar {product} ao carrinho",
        Phrase::Added => "Adicionado",
        Phrase::ProductAdded => "Adicionado: {product}",
        Phrase::Choose => "Escolher",
        Phrase::ChooseFor => "Escolher opções: {product}",
        Phrase::NotAdded => "Não foi possível adicionar {product}. Tente novamente.",
        Phrase::Previous => "Ver os produtos anteriores",
        Phrase::Next => "Ver mais produtos",
    }
}
