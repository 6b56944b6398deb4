//! What the bench measures on is what it says, and after warm-up ranking allocates nothing there.

use std::collections::HashSet;

use setwise_benches::files::{self, LINES};
use setwise_benches::page::{Page, policy};
use setwise_benches::{questions, shop};

#[test]
fn carts_of_many_shards_are_ranked_without_an_allocation() {
    let (made, shards) = shop::make(2_000).unwrap();
    assert!(made.held > 50 && made.held == shards.len(), "{made:?}");
    let mut page = Page::new(policy(made.min_items, made.max_items, made.floor));
    for shard in &shards {
        page.hold(files::open(shard).unwrap());
    }
    for lines in LINES {
        let drawn = questions::draw(page.shards(), lines, 200, 1);
        assert_eq!(drawn, questions::draw(page.shards(), lines, 200, 1));
        for cart in drawn.lines() {
            let ids: HashSet<&str> = cart.split('\t').collect();
            assert_eq!(ids.len(), lines, "{cart}");
        }
        page.ask(&drawn);
        let answers = page.answers();
        let withheld = answers.lines().filter(|line| line.starts_with("withheld"));
        assert!(withheld.count() < 100, "most carts get a slate");
        let started = std::time::Instant::now();
        let times = page.time(400, || started.elapsed().as_secs_f64());
        assert_eq!((times.each.len(), times.allocations), (400, 0));
    }
}
