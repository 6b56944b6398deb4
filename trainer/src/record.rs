//! What a snapshot displays of a product, in a form that can be written again and compared.

use setwise_core::snapshot::{DisplayTable, RecordContents};

/// Everything that a shard displays of a record; what the model says of it is left blank.
pub(crate) fn displayed(table: &DisplayTable, record: u32) -> RecordContents {
    let shown = table.get(record);
    RecordContents {
        id: shown.id.to_owned(),
        title: shown.title.to_owned(),
        url: shown.url.text(),
        image: shown.image.text(),
        category: shown.category.to_owned(),
        brand: shown.brand.to_owned(),
        group: shown.group.to_owned(),
        attributes: table.attribute_texts(record).map(str::to_owned).collect(),
        price: shown.price,
        in_stock: shown.in_stock,
        needs_options: shown.needs_options,
        ..RecordContents::default()
    }
}

/// Names of the fields in which two records are displayed differently.
pub(crate) fn differences<'a>(
    a: &'a RecordContents,
    b: &'a RecordContents,
) -> impl Iterator<Item = &'static str> {
    [
        ("title", a.title != b.title),
        ("price", a.price != b.price),
        ("stock", a.in_stock != b.in_stock),
        ("url", a.url != b.url),
        ("image", a.image != b.image),
        ("category", a.category != b.category),
        ("brand", a.brand != b.brand),
        ("group", a.group != b.group),
        ("attributes", a.attributes != b.attributes),
        ("options", a.needs_options != b.needs_options),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
}
