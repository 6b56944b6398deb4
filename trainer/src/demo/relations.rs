//! What goes with what: needs resolved to compatible products, bundles, and the truth that follows from them.

use std::collections::BTreeMap;

use super::catalog::{Catalog, Family};
use super::dice::Dice;
use super::truth::{self, Cycle};
use super::vocabulary::{Match, Need};

/// One bundle is planted for this many products.
const PRODUCTS_PER_BUNDLE: usize = 40;

/// All planted relations.
pub(super) struct Relations {
    /// Compatible products in stock, by name of the set.
    pub(super) sets: Vec<(String, Vec<usize>)>,
    /// What each family asks for, strongest first.
    pub(super) needs: Vec<Vec<FamilyNeed>>,
    pub(super) bundles: Vec<Vec<usize>>,
}

pub(super) struct FamilyNeed {
    pub(super) need: &'static Need,
    /// Index into [`Relations::sets`].
    pub(super) set: usize,
    /// What owners of this family mostly take, most common first.
    pub(super) favourites: Vec<usize>,
}

/// Resolves the needs of every family and plants the bundles.
pub(super) fn relate(catalog: &Catalog, dice: &mut Dice) -> Relations {
    let mut relations = Relations {
        sets: Vec::new(),
        needs: Vec::new(),
        bundles: Vec::new(),
    };
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, family) in catalog.families.iter().enumerate() {
        let mut needs = Vec::new();
        for need in catalog.kinds[family.kind].needs {
            let Some(kind) = catalog.kinds.iter().position(|kind| kind.key == need.kind) else {
                continue;
            };
            let name = set_name(catalog, index, need);
            let set = *known.entry(name.clone()).or_insert_with(|| {
                relations
                    .sets
                    .push((name, compatible(catalog, index, kind, need)));
                relations.sets.len() - 1
            });
            let products = &relations.sets[set].1;
            if !products.is_empty() {
                needs.push(FamilyNeed {
                    need,
                    set,
                    favourites: favourites(catalog, family, products, dice),
                });
            }
        }
        needs.sort_by_key(|need| std::cmp::Reverse(need.need.strength));
        relations.needs.push(needs);
    }
    relations.bundles = bundles(catalog, &relations, dice);
    relations
}

fn trait_value(catalog: &Catalog, family: &Family, key: &str) -> Option<&'static str> {
    catalog.kinds[family.kind]
        .traits
        .iter()
        .zip(&family.traits)
        .find(|(spec, _)| spec.key == key)
        .map(|(_, value)| *value)
}

fn set_name(catalog: &Catalog, seed: usize, need: &Need) -> String {
    match need.fit {
        Match::Any => need.kind.to_owned(),
        Match::Trait(key) => {
            let value = trait_value(catalog, &catalog.families[seed], key).unwrap_or_default();
            format!("{} {key}={value}", need.kind)
        }
        Match::Host => format!("{} fits={}", need.kind, catalog.families[seed].name),
    }
}

fn compatible(catalog: &Catalog, seed: usize, kind: usize, need: &Need) -> Vec<usize> {
    let fits = |family: usize| match need.fit {
        Match::Any => true,
        Match::Trait(key) => {
            let wanted = trait_value(catalog, &catalog.families[seed], key);
            let offered = trait_value(catalog, &catalog.families[family], key);
            offered == wanted || offered.is_some_and(|value| value.starts_with("all"))
        }
        Match::Host => catalog.families[family].host == Some(seed),
    };
    catalog.families_of[kind]
        .iter()
        .filter(|family| fits(**family))
        .flat_map(|family| catalog.families[*family].products.iter().copied())
        .filter(|product| catalog.products[*product].in_stock)
        .collect()
}

/// Up to three of the set, the brand's own and the popular ones more likely.
fn favourites(
    catalog: &Catalog,
    family: &Family,
    products: &[usize],
    dice: &mut Dice,
) -> Vec<usize> {
    let mut chosen = Vec::new();
    for _ in 0..3 {
        let weights = products.iter().map(|product| {
            let other = catalog.family_of(*product);
            if chosen.contains(product) || other.launch_day > 0 {
                0.0
            } else if other.brand == family.brand {
                other.popularity * 3.0
            } else {
                other.popularity
            }
        });
        if let Some(index) = dice.weighted(weights.collect::<Vec<_>>().into_iter()) {
            chosen.push(products[index]);
        }
    }
    chosen
}

/// A seed with its favourites for one to three of its needs; no two bundles with the same seed family.
fn bundles(catalog: &Catalog, relations: &Relations, dice: &mut Dice) -> Vec<Vec<usize>> {
    let mut families: Vec<usize> = (0..catalog.families.len())
        .filter(|family| {
            !relations.needs[*family].is_empty() && catalog.families[*family].launch_day <= 0
        })
        .collect();
    dice.shuffle(&mut families);
    let wanted = (catalog.products.len() / PRODUCTS_PER_BUNDLE).max(2);
    let mut bundles = Vec::new();
    for family in families {
        if bundles.len() == wanted {
            break;
        }
        let members: Vec<usize> = catalog.families[family]
            .products
            .iter()
            .copied()
            .filter(|product| catalog.products[*product].in_stock)
            .collect();
        let Some(seed) = dice.pick(&members) else {
            continue;
        };
        let size = 1 + dice.below(3);
        let others = relations.needs[family]
            .iter()
            .take(size)
            .filter_map(|need| dice.pick(&need.favourites).copied());
        let mut bundle = vec![*seed];
        bundle.extend(others);
        if bundle.len() > 1 {
            bundles.push(bundle);
        }
    }
    bundles
}

/// Mean and spread of the days that a product lasts.
pub(super) fn cycle(lasts: u32) -> Cycle {
    let days = f64::from(lasts);
    Cycle {
        days,
        sd: (days / 7.0).max(1.5),
    }
}

/// The planted relations by product id.
pub(super) fn tell(catalog: &Catalog, relations: &Relations, truth: &mut truth::Truth) {
    let id = |product: &usize| catalog.products[*product].id.clone();
    for (name, products) in &relations.sets {
        if !products.is_empty() {
            truth
                .sets
                .insert(name.clone(), products.iter().map(id).collect());
        }
    }
    for (index, product) in catalog.products.iter().enumerate() {
        let needs: Vec<truth::Need> = relations.needs[product.family]
            .iter()
            .map(|need| truth::Need {
                need: need.need.kind.to_owned(),
                set: relations.sets[need.set].0.clone(),
                strength: f64::from(need.need.strength) / 100.0,
            })
            .collect();
        if !needs.is_empty() {
            truth.complements.insert(product.id.clone(), needs);
        }
        let tiers = catalog.kind_of(index).tiers.len();
        let higher: Vec<String> = (product.tier + 1..tiers)
            .filter_map(|tier| catalog.member(product.family, tier, product.variant))
            .filter(|upgrade| catalog.products[*upgrade].in_stock)
            .map(|upgrade| id(&upgrade))
            .collect();
        if !higher.is_empty() {
            truth.upgrades.insert(product.id.clone(), higher);
        }
        if catalog.lasts(index) > 0 {
            truth
                .repurchase
                .insert(product.id.clone(), cycle(catalog.lasts(index)));
        }
    }
    truth.substitutes = catalog
        .families_of
        .iter()
        .map(|families| {
            families
                .iter()
                .flat_map(|family| catalog.families[*family].products.iter().map(id))
                .collect::<Vec<_>>()
        })
        .filter(|group| group.len() > 1)
        .collect();
    truth.bundles = relations
        .bundles
        .iter()
        .map(|bundle| bundle.iter().map(id).collect())
        .collect();
}
