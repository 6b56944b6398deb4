//! Spanish.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "Completa tu conjunto",
        Phrase::GoesWith => "Va con {product}",
        Phrase::BoughtTogether => "Suelen comprarse juntos",
        Phrase::BoughtWith => "Suele comprarse con {product}",
        Phrase::Add => "Añadir",
        Phrase::AddProduct => "Añadir {product} al carrito",
        Phrase::Added => "Añadido",
        Phrase::ProductAdded => "Añadido: {product}",
        Phrase::Choose => "Elegir",
        Phrase::ChooseFor => "Elegir opciones: {product}",
        Phrase::NotAdded => "No se ha podido añadir {product}. Inténtalo de nuevo.",
        Phrase::Previous => "Ver los productos anteriores",
        Phrase::Next => "Ver más productos",
    }
}
