//! How good the pages of products are that training has never seen sold.
//!
//! `cargo run --release -p setwise-trainer --example cold -- catalog.csv orders.csv [--slates 10] [--no-orders]`
//!
//! The last 30 days are held out. Then the products are dealt into five parts, and part after part is taken out of the orders
//! that training sees, though not out of the catalog. For each later order with such a product, one of them, by a hash of the
//! order, is the page that is asked for, and the products of the order that are still known are the truth. With `--no-orders`
//! training sees no order at all.

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use hashbrown::{HashMap, HashSet};
use setwise_trainer::baskets::Baskets;
use setwise_trainer::evaluate::bootstrap::intervals;
use setwise_trainer::evaluate::metrics::{hit, ndcg};
use setwise_trainer::evaluate::{Ask, Recommender, SetwiseModel, Shop};
use setwise_trainer::ingest::{Interner, Options, OrderHead, Product, Sale};
use setwise_trainer::pipeline::{TrainOptions, train};
use xxhash_rust::xxh64::xxh64;

type Failure = Box<dyn Error>;

/// Parts that the products are dealt into.
const PARTS: u64 = 5;
/// Products of a slate.
const SHOWN: usize = 6;

/// What to measure.
#[derive(Parser)]
struct Arguments {
    /// Products.
    catalog: PathBuf,
    /// Lines of orders.
    orders: PathBuf,
    /// Pages of hidden products that are printed.
    #[arg(long, default_value_t = 0)]
    slates: usize,
    /// Train on the catalog alone.
    #[arg(long)]
    no_orders: bool,
    /// Products whose upgrades are printed, spread over the catalog.
    #[arg(long, default_value_t = 0)]
    upgrades: usize,
    /// Take the last word of the title for the category, where the catalog has none.
    #[arg(long)]
    by_noun: bool,
}

/// A question: a product that training has not seen sold, and what a later order had besides it.
struct Case {
    seed: u32,
    truth: Vec<u32>,
}

/// Figures of one question, by method.
#[derive(Clone, Default)]
struct Figures {
    hit: f64,
    gain: f64,
    shown: usize,
}

/// Bestsellers as training knows them.
struct Bestsellers {
    /// Of the shop.
    all: Vec<u32>,
    /// Of each category.
    of_category: HashMap<String, Vec<u32>>,
    /// By category: products by the share of its orders that have their category × their share of that category.
    with_category: HashMap<String, Vec<u32>>,
}

fn category(product: &Product) -> String {
    product.category.clone().unwrap_or_default()
}

impl Bestsellers {
    fn of(products: &[Product], baskets: &Baskets) -> Self {
        let mut sold = vec![0_u32; products.len()];
        let mut both: HashMap<(String, String), f64> = HashMap::new();
        let mut with: HashMap<String, f64> = HashMap::new();
        for basket in baskets.iter() {
            let mut categories: Vec<String> = Vec::new();
            for &item in basket.items {
                sold[item as usize] += 1;
                categories.push(category(&products[item as usize]));
            }
            let mut distinct = categories.clone();
            distinct.sort();
            distinct.dedup();
            for a in &distinct {
                *with.entry(a.clone()).or_default() += 1.0;
                for b in &distinct {
                    let several = categories.iter().filter(|c| *c == a).count() > 1;
                    if a != b || several {
                        *both.entry((a.clone(), b.clone())).or_default() += 1.0;
                    }
                }
            }
        }
        let mut all: Vec<u32> = (0..products.len() as u32)
            .filter(|&p| sold[p as usize] > 0)
            .collect();
        all.sort_by_key(|&p| (std::cmp::Reverse(sold[p as usize]), p));
        let mut of_category: HashMap<String, Vec<u32>> = HashMap::new();
        let mut sales: HashMap<String, f64> = HashMap::new();
        for &p in &all {
            let list = of_category
                .entry(category(&products[p as usize]))
                .or_default();
            list.push(p);
            *sales.entry(category(&products[p as usize])).or_default() +=
                f64::from(sold[p as usize]);
        }
        let mut with_category: HashMap<String, Vec<u32>> = HashMap::new();
        for (a, orders) in &with {
            let mut scored: Vec<(f64, u32)> = all
                .iter()
                .map(|&p| {
                    let of = category(&products[p as usize]);
                    let pair = both.get(&(a.clone(), of.clone())).copied().unwrap_or(0.0);
                    (pair / orders * f64::from(sold[p as usize]) / sales[&of], p)
                })
                .collect();
            scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
            scored.truncate(20);
            with_category.insert(a.clone(), scored.into_iter().map(|s| s.1).collect());
        }
        Self {
            all,
            of_category,
            with_category,
        }
    }

    fn slate(&self, seed: u32, lists: [Option<&Vec<u32>>; 2]) -> Vec<u32> {
        let mut slate = Vec::new();
        for &product in lists.into_iter().flatten().flatten() {
            if product != seed && slate.len() < SHOWN && !slate.contains(&product) {
                slate.push(product);
            }
        }
        slate
    }
}

/// Baskets without some products.
fn without(baskets: &Baskets, hidden: impl Fn(u32) -> bool) -> Baskets {
    let mut ids = Interner::new();
    let (mut sales, mut heads) = (Vec::new(), Vec::new());
    for (order, basket) in (0u32..).zip(baskets.iter()) {
        ids.intern(&order.to_be_bytes());
        heads.push(OrderHead {
            time: basket.time,
            customer: basket.customer,
        });
        for ((&product, &quantity), &value) in basket
            .items
            .iter()
            .zip(basket.quantities)
            .zip(basket.values)
        {
            if !hidden(product) {
                sales.push(Sale {
                    order,
                    product,
                    quantity,
                    value,
                });
            }
        }
    }
    Baskets::from_sales(&sales, &heads, &ids, baskets.products())
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let mut shop = Shop::read(
        Some(&arguments.catalog),
        &arguments.orders,
        &Options::default(),
        30,
    )?;
    if arguments.by_noun {
        for product in &mut shop.products {
            let noun = product.title.split_whitespace().next_back();
            product.category = product.category.take().or(noun.map(str::to_lowercase));
        }
    }
    let fold = shop.fold();
    let part = |p: u32| xxh64(fold.products[p as usize].id.as_bytes(), 7) % PARTS;
    let names = ["setwise", "popularity", "in category", "with category"];
    let mut figures: Vec<[Figures; 4]> = Vec::new();
    let mut printed = 0;
    let parts = if arguments.no_orders { 1 } else { PARTS };
    for n in 0..parts {
        let hidden = |p: u32| arguments.no_orders || part(p) == n;
        let known = without(&fold.train, hidden);
        let folder = train(fold.products, &known, None, &TrainOptions::default())?;
        let mut ours = SetwiseModel::open(&folder, fold.products)?;
        if n == 0 && arguments.upgrades > 0 {
            let step = fold.products.len().div_ceil(arguments.upgrades);
            let mut with = 0;
            for seed in 0..fold.products.len() as u32 {
                let mut higher = Vec::new();
                ours.upgrades(seed, 3, &mut higher);
                with += usize::from(!higher.is_empty());
                if seed as usize % step == 0 {
                    print(fold.products, seed, &higher);
                }
            }
            println!(
                "\n{with} of {} products have an upgrade",
                fold.products.len()
            );
        }
        let bestsellers = Bestsellers::of(fold.products, &known);
        let mut pages: HashSet<u32> = HashSet::new();
        for order in &fold.test {
            let (asked, truth): (Vec<u32>, Vec<u32>) =
                order.items.iter().partition(|p| hidden(**p));
            let Some(at) = (xxh64(&order.key.to_le_bytes(), 3) as usize).checked_rem(asked.len())
            else {
                continue;
            };
            let truth = if arguments.no_orders {
                asked.iter().copied().filter(|p| *p != asked[at]).collect()
            } else {
                truth
            };
            if truth.is_empty() {
                continue;
            }
            let case = Case {
                seed: asked[at],
                truth,
            };
            let own = category(&fold.products[case.seed as usize]);
            let mut slate = Vec::new();
            ours.recommend(&Ask::Product(case.seed), SHOWN, &mut slate);
            let all = Some(&bestsellers.all);
            let others = [
                bestsellers.slate(case.seed, [None, all]),
                bestsellers.slate(case.seed, [bestsellers.of_category.get(&own), all]),
                bestsellers.slate(case.seed, [bestsellers.with_category.get(&own), all]),
            ];
            if pages.insert(case.seed)
                && (xxh64(&[case.seed as u8, n as u8], 5) % 3 == 0)
                && printed < arguments.slates
            {
                printed += 1;
                print(fold.products, case.seed, &slate);
            }
            let mut found = [(); 4].map(|()| Figures::default());
            for (found, slate) in found.iter_mut().zip(std::iter::once(&slate).chain(&others)) {
                *found = Figures {
                    hit: hit(slate, &case.truth, SHOWN),
                    gain: ndcg(slate, &case.truth, SHOWN),
                    shown: slate.len(),
                };
            }
            figures.push(found);
        }
    }
    report(&names, &figures);
    Ok(())
}

fn print(products: &[Product], seed: u32, slate: &[u32]) {
    let line = |p: u32| {
        let product = &products[p as usize];
        format!(
            "{} [{}] {}",
            product.title,
            category(product),
            product.price.unwrap_or(0) as f64 / 100.0
        )
    };
    println!("\n{}", line(seed));
    for &product in slate {
        println!("    {}", line(product));
    }
}

fn report(names: &[&str; 4], figures: &[[Figures; 4]]) {
    let all = figures.len() as f64;
    println!("\n{} pages asked", figures.len());
    println!(
        "{:14} {:>7} {:>7} {:>7} {:>7}  ours over it",
        "", "hr@6", "ndcg@6", "empty", "under 3"
    );
    for (n, name) in names.iter().enumerate() {
        let mean =
            |of: &dyn Fn(&Figures) -> f64| figures.iter().map(|f| of(&f[n])).sum::<f64>() / all;
        let ratio = intervals(figures.len(), 1, |_: &mut (), drawn: &[u32]| {
            let sum = |n: usize| {
                drawn
                    .iter()
                    .map(|&at| figures[at as usize][n].gain)
                    .sum::<f64>()
            };
            vec![sum(0) / sum(n).max(1e-9)]
        });
        println!(
            "{name:14} {:7.4} {:7.4} {:7.4} {:7.4}  {:.3} ({:.3} to {:.3})",
            mean(&|f| f.hit),
            mean(&|f| f.gain),
            mean(&|f| f64::from(u8::from(f.shown == 0))),
            mean(&|f| f64::from(u8::from(f.shown < 3))),
            ratio[0].value,
            ratio[0].low,
            ratio[0].high,
        );
    }
}
