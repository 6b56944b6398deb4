//! What became of an order: whether it is a sale, in the words of the platforms.

use super::text::decode;

/// Why an order is no sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoSale {
    Cancelled,
    Refunded,
    Failed,
    Unpaid,
}

impl NoSale {
    /// The reason for which its lines are left out.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled_order",
            Self::Refunded => "refunded_order",
            Self::Failed => "failed_order",
            Self::Unpaid => "unpaid_order",
        }
    }
}

/// What a word for an order's state means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderState {
    Sold,
    Not(NoSale),
}

/// What stands before a word of Magento, which has one of its own meaning.
const MAGENTO: &str = "magento state ";

/// Words of shops, in lower case and with blanks for `-` and `_`: English, German, French, Spanish, Italian, Dutch,
/// Portuguese, Polish and Russian; and the numbers that a new PrestaShop has for its states.
const SOLD: &[&str] = &[
    "prestashop state 2",
    "prestashop state 3",
    "prestashop state 4",
    "prestashop state 5",
    "prestashop state 9",
    "prestashop state 11",
    "paid",
    "completed",
    "complete",
    "processing",
    "in process",
    "partially refunded",
    "partial refund",
    "partially paid",
    "authorized",
    "captured",
    "shipped",
    "delivered",
    "fulfilled",
    "partially shipped",
    "dispatched",
    "sent",
    "done",
    "success",
    "succeeded",
    "successful",
    "approved",
    "awaiting fulfillment",
    "awaiting shipment",
    "awaiting pickup",
    "payment accepted",
    "processing in progress",
    "preparation in progress",
    "ready for pickup",
    "abgeschlossen",
    "in bearbeitung",
    "bezahlt",
    "versendet",
    "verschickt",
    "geliefert",
    "zahlung eingegangen",
    "terminée",
    "terminee",
    "en cours",
    "payée",
    "payé",
    "expédiée",
    "expédié",
    "livrée",
    "livré",
    "paiement accepté",
    "completado",
    "completada",
    "procesando",
    "pagado",
    "pagada",
    "enviado",
    "entregado",
    "completato",
    "in lavorazione",
    "pagato",
    "spedito",
    "consegnato",
    "afgerond",
    "voltooid",
    "in behandeling",
    "betaald",
    "verzonden",
    "verwerken",
    "concluído",
    "concluido",
    "processando",
    "pago",
    "entregue",
    "zakończone",
    "zrealizowane",
    "w trakcie realizacji",
    "opłacone",
    "wysłane",
    "выполнен",
    "выполнено",
    "обработка",
    "в обработке",
    "оплачен",
    "оплачено",
    "отправлен",
    "доставлен",
];
const CANCELLED: &[&str] = &[
    "prestashop state 6",
    "cancelled",
    "canceled",
    "voided",
    "void",
    "trash",
    "deleted",
    "abandoned",
    "expired",
    "draft",
    "checkout draft",
    "auto draft",
    "storniert",
    "abgebrochen",
    "annulée",
    "annulee",
    "annulé",
    "cancelado",
    "cancelada",
    "annullato",
    "geannuleerd",
    "anulowane",
    "anulowano",
    "отменен",
    "отменён",
    "отменено",
];
const REFUNDED: &[&str] = &[
    "prestashop state 7",
    // Elsewhere an order is closed when all is well.
    "magento state closed",
    "refunded",
    "refund",
    "returned",
    "chargeback",
    "charged back",
    "reversed",
    "erstattet",
    "rückerstattet",
    "remboursée",
    "remboursee",
    "remboursé",
    "reembolsado",
    "reembolsada",
    "rimborsato",
    "terugbetaald",
    "zwrócone",
    "zwrócono",
    "возвращен",
    "возвращён",
    "возврат",
];
const FAILED: &[&str] = &[
    "prestashop state 8",
    "failed",
    "failure",
    "declined",
    "denied",
    "rejected",
    "payment error",
    "error",
    "fraud",
    "suspected fraud",
    "fehlgeschlagen",
    "échouée",
    "échoué",
    "echouee",
    "fallido",
    "fallida",
    "fallito",
    "mislukt",
    "falhado",
    "malogrado",
    "nieudane",
    "не удался",
    "неудачный",
    "не удалось",
];
const UNPAID: &[&str] = &[
    "prestashop state 1",
    "prestashop state 10",
    "prestashop state 12",
    "prestashop state 13",
    "pending",
    "pending payment",
    "payment pending",
    "awaiting payment",
    "on hold",
    "onhold",
    "unpaid",
    "incomplete",
    "holded",
    "payment review",
    "awaiting check payment",
    "awaiting bank wire payment",
    "ausstehend",
    "zahlung ausstehend",
    "in wartestellung",
    "unbezahlt",
    "en attente",
    "en attente de paiement",
    "attente paiement",
    "pendiente",
    "pendiente de pago",
    "en espera",
    "in attesa",
    "in attesa di pagamento",
    "in sospeso",
    "in afwachting",
    "in de wacht",
    "wachtend op betaling",
    "aguardando",
    "pagamento pendente",
    "aguardando pagamento",
    "oczekujące na płatność",
    "oczekuje na płatność",
    "oczekuje",
    "wstrzymane",
    "в ожидании оплаты",
    "ожидание оплаты",
    "на удержании",
];

/// What a cell says of an order; `None` for nothing, or for a word that is not known.
pub(super) fn order_state(cell: &[u8]) -> Option<OrderState> {
    let lower = decode(cell).0.to_lowercase();
    let word = lower.replace(['-', '_'], " ");
    // WooCommerce keeps its own words as `wc-completed`.
    let word = word.trim();
    let word = word.strip_prefix("wc ").unwrap_or(word);
    let lists = [
        (SOLD, OrderState::Sold),
        (CANCELLED, OrderState::Not(NoSale::Cancelled)),
        (REFUNDED, OrderState::Not(NoSale::Refunded)),
        (FAILED, OrderState::Not(NoSale::Failed)),
        (UNPAID, OrderState::Not(NoSale::Unpaid)),
    ];
    let of = |word: &str| {
        let found = lists.iter().find(|(words, _)| words.contains(&word));
        found.map(|(_, state)| *state)
    };
    of(word).or_else(|| of(word.strip_prefix(MAGENTO)?))
}

/// A word for an order's state as its export has it.
pub(super) fn as_exported(cell: &[u8]) -> String {
    let text = decode(cell).0;
    text.strip_prefix(MAGENTO).unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_platforms_and_languages() {
        for sold in [
            "paid",
            "wc-completed",
            "Processing",
            "partially_refunded",
            "In Bearbeitung",
            "Завершён",
            "",
        ] {
            let state = order_state(sold.as_bytes());
            assert!(!matches!(state, Some(OrderState::Not(_))), "{sold}");
        }
        for (word, why) in [
            ("voided", NoSale::Cancelled),
            ("wc-cancelled", NoSale::Cancelled),
            ("REFUNDED", NoSale::Refunded),
            ("failed", NoSale::Failed),
            ("on-hold", NoSale::Unpaid),
            ("pending", NoSale::Unpaid),
            ("Zahlung ausstehend", NoSale::Unpaid),
            ("Remboursée", NoSale::Refunded),
        ] {
            assert_eq!(
                order_state(word.as_bytes()),
                Some(OrderState::Not(why)),
                "{word}"
            );
        }
        assert_eq!(order_state(b"somewhere else"), None);
        assert_eq!(order_state(b"closed"), None, "of which shop?");
        let magento = |word: &str| order_state(format!("magento state {word}").as_bytes());
        assert_eq!(magento("closed"), Some(OrderState::Not(NoSale::Refunded)));
        assert_eq!(magento("Complete"), Some(OrderState::Sold));
        assert_eq!(magento("holded"), Some(OrderState::Not(NoSale::Unpaid)));
        assert_eq!(
            (magento("odd"), as_exported(b"magento state odd")),
            (None, "odd".to_owned())
        );
        let lists = [SOLD, CANCELLED, REFUNDED, FAILED, UNPAID];
        let mut all: Vec<&str> = lists.concat();
        all.sort_unstable();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before, "no word means two things");
    }
}
