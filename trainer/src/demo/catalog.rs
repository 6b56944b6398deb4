//! From the tables to products: how many of each kind, in which families, tiers and variants, at what price.

use super::dice::Dice;
use super::vocabulary::{DEPARTMENTS, Kind, Variants, kinds};

/// Word between a line's name and its number, once a brand has used its lines up.
const GENERATION: [&str; DEPARTMENTS.len()] = ["Mk", "Gen", "Formula", "No.", "Edit"];
/// A kind smaller than this stocks at most two variants, so that it still has several families.
const FEW_VARIANTS_BELOW: usize = 60;

/// Everything on sale.
pub(super) struct Catalog {
    pub(super) kinds: Vec<&'static Kind>,
    pub(super) families: Vec<Family>,
    /// In the order of the catalog file.
    pub(super) products: Vec<Product>,
    /// Families of each kind.
    pub(super) families_of: Vec<Vec<usize>>,
    /// Brands, each once.
    pub(super) makers: Vec<&'static str>,
}

/// One brand's line: the same thing in tiers and variants.
pub(super) struct Family {
    pub(super) kind: usize,
    pub(super) brand: &'static str,
    /// Index of the brand in [`Catalog::makers`].
    pub(super) maker: usize,
    /// Brand and line, as titles say it.
    pub(super) name: String,
    /// Value of each of the kind's traits.
    pub(super) traits: Vec<&'static str>,
    /// The family this one is made for.
    pub(super) host: Option<usize>,
    /// Weight among the families of the kind.
    pub(super) popularity: f64,
    /// Day of the first sale, from the first day of the orders; 0 or less for what was always there.
    pub(super) launch_day: i64,
    pub(super) products: Vec<usize>,
}

pub(super) struct Product {
    pub(super) id: String,
    pub(super) family: usize,
    pub(super) tier: usize,
    pub(super) variant: usize,
    pub(super) title: String,
    /// Pence.
    pub(super) price: i64,
    pub(super) in_stock: bool,
    pub(super) attributes: String,
    pub(super) item_group_id: String,
    /// `#rrggbb`, of the picture.
    pub(super) colour: &'static str,
}

impl Catalog {
    pub(super) fn kind_of(&self, product: usize) -> &'static Kind {
        self.kinds[self.kind_index(product)]
    }

    pub(super) fn kind_index(&self, product: usize) -> usize {
        self.families[self.products[product].family].kind
    }

    pub(super) fn family_of(&self, product: usize) -> &Family {
        &self.families[self.products[product].family]
    }

    /// Days that one piece lasts; 0 for what is not used up.
    pub(super) fn lasts(&self, product: usize) -> u32 {
        self.kind_of(product).tiers[self.products[product].tier].lasts
    }

    /// The member of a family in this tier, of this variant where it is made, else of the first.
    pub(super) fn member(&self, family: usize, tier: usize, variant: usize) -> Option<usize> {
        let members = &self.families[family].products;
        let in_tier = |product: &&usize| self.products[**product].tier == tier;
        members
            .iter()
            .filter(in_tier)
            .find(|product| self.products[**product].variant == variant)
            .or_else(|| members.iter().find(in_tier))
            .copied()
    }
}

/// Lays out `count` products.
pub(super) fn build(count: usize, days: i64, dice: &mut Dice) -> Catalog {
    let kinds = kinds();
    let quotas = quotas(&kinds, count);
    let mut catalog = Catalog {
        families_of: vec![Vec::new(); kinds.len()],
        kinds,
        families: Vec::new(),
        products: Vec::new(),
        makers: Vec::new(),
    };
    for (kind, quota) in quotas.into_iter().enumerate() {
        fill(&mut catalog, kind, quota, days, dice);
    }
    for family in 0..catalog.families.len() {
        group_variants(&mut catalog, family);
    }
    catalog
}

/// Products of each kind. A small shop has fewer kinds, at least two products each.
fn quotas(kinds: &[&Kind], count: usize) -> Vec<usize> {
    let active = (count / 2).clamp(1, kinds.len());
    let shares: usize = kinds
        .iter()
        .take(active)
        .map(|kind| kind.share as usize)
        .sum();
    let spare = count.saturating_sub(active * 2);
    let mut quotas: Vec<usize> = kinds
        .iter()
        .take(active)
        .map(|kind| count.min(2) + spare * kind.share as usize / shares.max(1))
        .collect();
    // What rounding left over: less than one a kind.
    let rest = count.saturating_sub(quotas.iter().sum());
    for quota in quotas.iter_mut().take(rest) {
        *quota += 1;
    }
    quotas
}

fn fill(catalog: &mut Catalog, kind_index: usize, quota: usize, days: i64, dice: &mut Dice) {
    let kind = catalog.kinds[kind_index];
    let hosts: Vec<usize> = kind
        .fits
        .and_then(|key| catalog.kinds.iter().position(|kind| kind.key == key))
        .map(|host| catalog.families_of[host].clone())
        .unwrap_or_default();
    // Each brand has its price level, in percent.
    let levels: Vec<i64> = kind.brands.iter().map(|_| dice.between(84, 126)).collect();
    let mut left = quota;
    let mut made = 0;
    while left > 0 {
        let round = if hosts.is_empty() {
            made / kind.brands.len()
        } else {
            made / hosts.len()
        };
        // Lines for one host repeat over hosts; others are used once by a brand before their next generation.
        let (brand, step) = if hosts.is_empty() {
            (made % kind.brands.len(), round)
        } else {
            (
                (made + round) % kind.brands.len(),
                round / kind.brands.len(),
            )
        };
        let line = kind.lines[(step + brand) % kind.lines.len()];
        let generation = step / kind.lines.len();
        let mut name = format!("{} {line}", kind.brands[brand]);
        if generation > 0 {
            name.push_str(&format!(
                " {} {}",
                GENERATION[kind.department],
                generation + 1
            ));
        }
        let spread = made + made / kind.brands.len();
        let traits = kind
            .traits
            .iter()
            .map(|spec| spec.values[if spec.by_brand { brand } else { spread } % spec.values.len()])
            .collect();
        let most = if quota < FEW_VARIANTS_BELOW {
            2
        } else {
            kind.variants.count()
        }
        .min(kind.variants.count());
        let variants = 1 + dice.below(most);
        let mut size = kind.tiers.len() * variants;
        if !hosts.is_empty() {
            size = size.min((quota / hosts.len()).max(1));
        }
        // A lone leftover would have no tier above it: it joins this family when there is room.
        if left.saturating_sub(size) == 1 && size < kind.tiers.len() * kind.variants.count() {
            size += 1;
        }
        let size = size.min(left);
        let family = Family {
            kind: kind_index,
            brand: kind.brands[brand],
            maker: maker(&mut catalog.makers, kind.brands[brand]),
            name,
            traits,
            host: hosts.get(made % hosts.len().max(1)).copied(),
            popularity: 1.0 / (0.15 + dice.unit()),
            launch_day: if made > 1 && dice.chance(5) {
                days - dice.between(30, 150)
            } else {
                0
            },
            products: Vec::new(),
        };
        let family_index = catalog.families.len();
        let level = levels[brand] * dice.between(94, 108);
        let prices = ladder(kind, level);
        let palette = kind.palette[made % kind.palette.len()];
        let first_colour = made % kind.variants.count();
        catalog.families.push(family);
        for member in 0..size {
            let tier = member % kind.tiers.len();
            let variant = (first_colour + member / kind.tiers.len()) % kind.variants.count();
            add(
                catalog,
                family_index,
                tier,
                variant,
                prices[tier],
                palette,
                dice,
            );
        }
        catalog.families_of[kind_index].push(family_index);
        left -= size;
        made += 1;
    }
}

fn add(
    catalog: &mut Catalog,
    family_index: usize,
    tier: usize,
    variant: usize,
    price: i64,
    palette: &'static str,
    dice: &mut Dice,
) {
    let family = &catalog.families[family_index];
    let kind = catalog.kinds[family.kind];
    let number = catalog.families_of[family.kind]
        .iter()
        .map(|other| catalog.families[*other].products.len())
        .sum::<usize>()
        + family.products.len()
        + 1;
    let host = family.host.map(|host| catalog.families[host].name.as_str());
    let (variant_name, colour) = match kind.variants {
        Variants::None => ("", palette),
        Variants::Colours(colours) => colours[variant],
        Variants::Sizes(sizes) => (sizes[variant], palette),
    };
    let mut title = format!("{} {}", family.name, noun(kind, family));
    if let Some(host) = host {
        title.push_str(&format!(" for {host}"));
    }
    for part in [kind.tiers[tier].label, variant_name] {
        if !part.is_empty() {
            title.push_str(&format!(", {part}"));
        }
    }
    let mut attributes = kind.tiers[tier].attributes.to_owned();
    for (spec, value) in kind.traits.iter().zip(&family.traits) {
        attributes.push_str(&format!("|{}={value}", spec.key));
    }
    match kind.variants {
        Variants::None => {}
        Variants::Colours(_) => attributes.push_str(&format!("|colour={variant_name}")),
        Variants::Sizes(_) => attributes.push_str(&format!("|size={variant_name}")),
    }
    if let Some(host) = host {
        attributes.push_str(&format!("|fits={host}"));
    }
    // The first products of a kind stay in stock, so that no need is left without an answer.
    let in_stock = number <= 4 || !dice.chance(2);
    let product = Product {
        id: format!("{}-{number:04}", kind.code),
        family: family_index,
        tier,
        variant,
        title,
        price,
        in_stock,
        attributes,
        item_group_id: String::new(),
        colour,
    };
    catalog.families[family_index]
        .products
        .push(catalog.products.len());
    catalog.products.push(product);
}

/// Index of a brand, which is added if it is new.
fn maker(makers: &mut Vec<&'static str>, brand: &'static str) -> usize {
    let known = makers.iter().position(|known| *known == brand);
    known.unwrap_or_else(|| {
        makers.push(brand);
        makers.len() - 1
    })
}

/// The noun, with the property that a shopper must not get wrong.
fn noun(kind: &Kind, family: &Family) -> String {
    let value = |key: &str| {
        kind.traits
            .iter()
            .zip(&family.traits)
            .find(|(spec, _)| spec.key == key)
            .map(|(_, value)| *value)
    };
    match kind.key {
        "memory-card" => format!("{} {}", value("card").unwrap_or_default(), kind.noun),
        "camera-battery" => format!("{} {}", value("battery").unwrap_or_default(), kind.noun),
        "lens" => format!("{}-Mount {}", value("mount").unwrap_or_default(), kind.noun),
        _ => match value("skin") {
            Some(skin) => format!("{} for {} Skin", kind.noun, capitalised(skin)),
            None => kind.noun.to_owned(),
        },
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Prices of a family's tiers, strictly rising. `level` is in 1/10,000 of the typical price.
fn ladder(kind: &Kind, level: i64) -> Vec<i64> {
    let mut below = 0;
    kind.tiers
        .iter()
        .map(|tier| {
            let mut price = shelf_price(tier.price * level / 10_000);
            while price <= below {
                price = shelf_price(price + (price / 10).max(20));
            }
            below = price;
            price
        })
        .collect()
}

/// The nearest price that a shop would print: 1.45, 12.50, 24.99, 479.00.
pub(super) fn shelf_price(pence: i64) -> i64 {
    match pence {
        ..1_000 => pence.max(10) / 10 * 10 + 5,
        1_000..10_000 => {
            let halves = (pence + 25) / 50 * 50;
            if halves % 100 == 0 {
                halves - 1
            } else {
                halves
            }
        }
        _ => (pence + 500) / 1_000 * 1_000 - 100,
    }
}

/// Variants of one tier are one product to a shopper: they share an item group.
fn group_variants(catalog: &mut Catalog, family: usize) {
    let members = catalog.families[family].products.clone();
    for product in &members {
        let tier = catalog.products[*product].tier;
        let first = members
            .iter()
            .find(|other| catalog.products[**other].tier == tier);
        let alone = members
            .iter()
            .filter(|other| catalog.products[**other].tier == tier)
            .count()
            < 2;
        if let (false, Some(first)) = (alone, first) {
            catalog.products[*product].item_group_id = format!("G-{}", catalog.products[*first].id);
        }
    }
}
