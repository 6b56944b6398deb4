//! Japanese.

use super::Phrase;

pub(super) fn phrase(phrase: Phrase) -> &'static str {
    match phrase {
        Phrase::CompleteSet => "一緒にそろえる",
        Phrase::GoesWith => "{product}に合う商品",
        Phrase::BoughtTogether => "よく一緒に購入されています",
        Phrase::BoughtWith => "{product}と一緒によく購入されています",
        Phrase::Add => "追加",
        Phrase::AddProduct => "{product}をカートに追加",
        Phrase::Added => "追加済み",
        Phrase::ProductAdded => "追加済み：{product}",
        Phrase::Choose => "選択",
        Phrase::ChooseFor => "{product}のオプションを選択",
        Phrase::NotAdded => "{product}を追加できませんでした。もう一度お試しください。",
        Phrase::Previous => "前の商品を表示",
        Phrase::Next => "他の商品を表示",
    }
}
