//! Where the columns of orders stand in a file.

/// Where the columns stand.
pub(super) struct Places {
    pub(super) order_id: Option<usize>,
    pub(super) time: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) quantity: Option<usize>,
    pub(super) price: Option<usize>,
    pub(super) line_total: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) customer: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) variant: Option<usize>,
    pub(super) sku: Option<usize>,
    pub(super) variation_id: Option<usize>,
    pub(super) states: [Option<usize>; 2],
    pub(super) cancelled_at: Option<usize>,
    pub(super) refunded_quantity: Option<usize>,
    pub(super) refunded_amount: Option<usize>,
    /// Category, brand, address and picture of the product.
    pub(super) describing: [Option<usize>; 4],
}

impl Places {
    pub(super) fn of(at: impl Fn(&str) -> Option<usize>) -> Self {
        Self {
            order_id: at("order_id"),
            time: at("time"),
            id: at("product_id"),
            quantity: at("quantity"),
            price: at("unit_price"),
            line_total: at("line_total"),
            currency: at("currency"),
            customer: at("customer_id"),
            title: at("title"),
            variant: at("variant"),
            sku: at("sku"),
            variation_id: at("variation_id"),
            states: [at("status"), at("financial_status")],
            cancelled_at: at("cancelled_at"),
            refunded_quantity: at("refunded_quantity"),
            refunded_amount: at("refunded_amount"),
            describing: ["category", "brand", "url", "image"].map(at),
        }
    }

    pub(super) fn has_prices(&self) -> bool {
        self.price.is_some() || self.line_total.is_some()
    }
}
