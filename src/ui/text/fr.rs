//! French.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "Complétez votre achat",
        Phrase::GoesWith => "Va avec {product}",
        Phrase::BoughtTogether => "Souvent achetés ensemble",
        Phrase::BoughtWith => "Souvent acheté avec {product}",
        Phrase::Add => "Ajouter",
        Phrase::AddProduct => "Ajouter {product} au panier",
        Phrase::Added => "Ajouté",
        Phrase::ProductAdded => "Ajouté : {product}",
        Phrase::Choose => "Choisir",
        Phrase::ChooseFor => "Choisir les options : {product}",
        Phrase::NotAdded => "{product} n’a pas pu être ajouté. Veuillez réessayer.",
        Phrase::Previous => "Voir les produits précédents",
        Phrase::Next => "Voir plus de produits",
    }
}
