//! Arabic.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "أكمل مجموعتك",
        Phrase::GoesWith => "يناسب {product}",
        Phrase::BoughtTogether => "تُشترى معًا غالبًا",
        Phrase::BoughtWith => "يُشترى غالبًا مع {product}",
        Phrase::Add => "أضف",
        Phrase::AddProduct => "أضف {product} إلى السلة",
        Phrase::Added => "تمت الإضافة",
        Phrase::ProductAdded => "تمت الإضافة: {product}",
        Phrase::Choose => "اختر",
        Phrase::ChooseFor => "اختر خيارات {product}",
        Phrase::NotAdded => "تعذّرت إضافة {product}. يُرجى المحاولة مرة أخرى.",
        Phrase::Previous => "عرض المنتجات السابقة",
        Phrase::Next => "عرض المزيد من المنتجات",
    }
}
