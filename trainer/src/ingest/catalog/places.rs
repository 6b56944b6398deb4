//! Where the columns of a catalog stand in a file.

use super::LinkKind;

/// Where the columns stand.
pub(super) struct Places {
    pub(super) id: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) price: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) url: Option<usize>,
    pub(super) image: Option<usize>,
    pub(super) variant_image: Option<usize>,
    pub(super) category: Option<usize>,
    pub(super) brand: Option<usize>,
    pub(super) attributes: Option<usize>,
    pub(super) group: Option<usize>,
    pub(super) in_stock: Option<usize>,
    pub(super) stock: Option<usize>,
    pub(super) stock_policy: Option<usize>,
    pub(super) tracked: Option<usize>,
    pub(super) sku: Option<usize>,
    pub(super) platform_id: Option<usize>,
    pub(super) handle: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) published: Option<usize>,
    pub(super) visibility: Option<usize>,
    pub(super) kind: Option<usize>,
    pub(super) gift_card: Option<usize>,
    pub(super) requires_shipping: Option<usize>,
    pub(super) parent: Option<usize>,
    pub(super) children: [Option<usize>; 2],
    pub(super) variant: Option<usize>,
    pub(super) options: [(Option<usize>, Option<usize>); 3],
    pub(super) sale_price: Option<usize>,
    pub(super) sale_starts: Option<usize>,
    pub(super) sale_ends: Option<usize>,
    pub(super) sale_effective: Option<usize>,
    pub(super) links: [(LinkKind, Option<usize>); 4],
}

impl Places {
    pub(super) fn of(at: impl Fn(&str) -> Option<usize>) -> Self {
        let option = |n: usize| (at(OPTIONS[n].0), at(OPTIONS[n].1));
        Self {
            id: at("product_id"),
            title: at("title"),
            price: at("price"),
            currency: at("currency"),
            url: at("url"),
            image: at("image"),
            variant_image: at("variant_image"),
            category: at("category"),
            brand: at("brand"),
            attributes: at("attributes"),
            group: at("item_group_id"),
            in_stock: at("in_stock"),
            stock: at("stock"),
            stock_policy: at("stock_policy"),
            tracked: at("tracked"),
            sku: at("sku"),
            platform_id: at("platform_id"),
            handle: at("handle"),
            status: at("status"),
            published: at("published"),
            visibility: at("visibility"),
            kind: at("kind"),
            gift_card: at("gift_card"),
            requires_shipping: at("requires_shipping"),
            parent: at("parent"),
            children: [at("variations"), at("grouped")],
            variant: at("variant"),
            options: [option(0), option(1), option(2)],
            sale_price: at("sale_price"),
            sale_starts: at("sale_starts"),
            sale_ends: at("sale_ends"),
            sale_effective: at("sale_effective"),
            links: [
                (LinkKind::Complement, at("cross_sells")),
                (LinkKind::Complement, at("complementary")),
                (LinkKind::Complement, at("related")),
                (LinkKind::Upsell, at("upsells")),
            ],
        }
    }
}

const OPTIONS: [(&str, &str); 3] = [
    ("option1_name", "option1_value"),
    ("option2_name", "option2_value"),
    ("option3_name", "option3_value"),
];
