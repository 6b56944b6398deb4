//! Offers: their bytes, golden and total, and what may be claimed of them.

use proptest::prelude::*;
use setwise_core::catalog::{Money, ProductKey};
use setwise_core::offer::{
    Clock, Kind, Left, MAX_OFFERS_BYTES, OfferContents, Offers, OffersContents, OrderTime, Scope,
    Silence, Span, State, Truth, category_key,
};
use setwise_core::snapshot::{ContentHash, Fault};

const GOLDEN: &[u8] = include_bytes!("golden/offers.bin");

/// 2026-11-23T00:00:00Z.
const DAY_ONE: i64 = 1_795_392_000;
const DAY: i64 = 86_400;

fn whole(starts: i64, ends: i64) -> Span {
    Span {
        starts,
        ends,
        after_order: None,
    }
}

fn price_offer(id: &str, product: &str, span: Span) -> OfferContents {
    OfferContents {
        id: id.to_owned(),
        kind: Kind::Price,
        scope: Scope::Product(ProductKey::of(product)),
        span,
        price: Some(Money(1_500)),
        lowest: Some(Money(2_000)),
        terms: "One per customer".to_owned(),
    }
}

fn contents() -> OffersContents {
    let week = whole(DAY_ONE, DAY_ONE + 7 * DAY);
    let free = |id: &str, scope, price| OfferContents {
        id: id.to_owned(),
        kind: Kind::FreeShipping,
        scope,
        span: week,
        price,
        lowest: None,
        terms: String::new(),
    };
    OffersContents {
        offers: vec![
            price_offer("SERUM-1", "SERUM", week),
            OfferContents {
                lowest: None,
                terms: String::new(),
                ..price_offer("CAMERA-1", "CAMERA", whole(DAY_ONE - DAY, DAY_ONE + DAY))
            },
            OfferContents {
                kind: Kind::Perk,
                price: None,
                lowest: None,
                terms: "Ein Päckchen dazu".to_owned(),
                ..price_offer("SERUM-PERK", "SERUM", week)
            },
            free("SKIN", Scope::Category(category_key("Beauty > Skin")), None),
            free("ALL", Scope::Shop, Some(Money(5_000))),
            OfferContents {
                span: Span {
                    after_order: Some(24 * 3_600),
                    ..week
                },
                ..price_offer("SET-24H", "BAG", week)
            },
        ],
    }
}

fn golden() -> Offers {
    Offers::read(GOLDEN).unwrap()
}

/// Two clocks that agree.
fn at(now: i64) -> Truth {
    Truth {
        clock: Clock {
            device: now,
            host: Some(now),
        },
        ..Truth::default()
    }
}

#[test]
fn golden_bytes_are_written() {
    let bytes = contents().write().unwrap();
    if std::env::var("GOLDEN").is_ok_and(|value| value == "write") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/offers.bin");
        std::fs::write(path, &bytes).unwrap();
        return;
    }
    assert_eq!(
        bytes, GOLDEN,
        "set GOLDEN=write to accept a change of format"
    );
    let mut turned = contents();
    turned.offers.reverse();
    assert_eq!(turned.write().unwrap(), GOLDEN, "in whatever order");
}

#[test]
fn golden_bytes_say_what_was_written() {
    let offers = golden();
    let ids: Vec<&str> = offers.iter().map(|offer| offer.id()).collect();
    assert_eq!(ids.len(), 6);
    let serum: Vec<&str> = offers
        .of_product(ProductKey::of("SERUM"), "Beauty > Skin > Serums")
        .map(|offer| offer.id())
        .collect();
    assert_eq!(
        serum,
        ["SERUM-1", "SERUM-PERK", "SKIN"],
        "the narrowest and the price first"
    );
    let offer = offers.find("SERUM-1").unwrap();
    assert_eq!(offer.price(), Some(Money(1_500)));
    assert_eq!(offer.lowest(), Some(Money(2_000)));
    assert_eq!(offer.terms(), "One per customer");
    assert_eq!(
        (offer.span().starts(), offer.span().ends()),
        (DAY_ONE, DAY_ONE + 7 * DAY)
    );
    let shop: Vec<Option<Money>> = offers.on(Scope::Shop).map(|offer| offer.price()).collect();
    assert_eq!(shop, [Some(Money(5_000))]);
    let none = offers.of_product(ProductKey::of("LAMP"), "Beauty > Skincare");
    assert_eq!(
        none.count(),
        0,
        "a category is not the beginning of another one's name"
    );
    assert_eq!(offers.find("SET-24H").unwrap().after_order(), Some(86_400));
    assert!(offers.find("none").is_none());
}

#[test]
fn every_truncation_and_every_flip_is_noticed_or_harmless() {
    let hash = ContentHash::of(GOLDEN);
    assert!(Offers::open(GOLDEN, hash).is_ok());
    for end in 0..GOLDEN.len() {
        assert!(Offers::read(&GOLDEN[..end]).is_err(), "{end} bytes");
    }
    let mut longer = GOLDEN.to_vec();
    longer.push(0);
    assert!(Offers::read(&longer).is_err());
    for bit in 0..GOLDEN.len() * 8 {
        let mut bytes = GOLDEN.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let error = Offers::open(&bytes, hash).unwrap_err();
        assert!(matches!(error.fault(), Fault::Checksum { .. }));
        // With a mended name they are other offers or none, but there is no panic, and no window that ends before it starts.
        if let Ok(offers) = Offers::read(&bytes) {
            for offer in offers.iter() {
                assert!(offer.span().starts() < offer.span().ends());
                let _ = offer.claim(&at(DAY_ONE));
            }
        }
    }
}

#[test]
fn other_files_and_versions_are_called_so() {
    let fault = |bytes: &[u8]| Offers::read(bytes).unwrap_err().fault().clone();
    assert_eq!(fault(b"<!doctype html>"), Fault::NotASnapshot);
    let mut newer = GOLDEN.to_vec();
    newer[4] = 9;
    assert_eq!(fault(&newer), Fault::Version { got: 9 });
    let empty = OffersContents::default().write().unwrap();
    assert_eq!(Offers::read(&empty).unwrap().iter().count(), 0);
}

#[test]
fn what_the_format_cannot_hold_is_named() {
    let week = whole(DAY_ONE, DAY_ONE + DAY);
    let refused = |offer: OfferContents| {
        let contents = OffersContents {
            offers: vec![offer],
        };
        contents.write().unwrap_err().to_string()
    };
    let good = price_offer("A", "P", week);
    for (offer, part) in [
        (
            price_offer("A", "P", whole(DAY_ONE, DAY_ONE)),
            "ends after its start",
        ),
        (price_offer("A", "P", whole(-1, DAY_ONE)), "after 1970"),
        (
            OfferContents {
                price: None,
                ..good.clone()
            },
            "has a price",
        ),
        (
            OfferContents {
                scope: Scope::Shop,
                ..good.clone()
            },
            "on a product or a category",
        ),
        (
            OfferContents {
                lowest: Some(Money(1_500)),
                ..good.clone()
            },
            "above its own",
        ),
        (
            OfferContents {
                id: String::new(),
                ..good.clone()
            },
            "1 to 1000 bytes",
        ),
        (
            OfferContents {
                kind: Kind::Perk,
                ..good.clone()
            },
            "a perk has none",
        ),
    ] {
        let text = refused(offer);
        assert!(text.contains(part), "{part} not in: {text}");
    }
    let twice = OffersContents {
        offers: vec![good.clone(), price_offer("A", "Q", week)],
    };
    let text = twice.write().unwrap_err().to_string();
    assert!(text.contains("`A`") && text.contains("same id"), "{text}");
    let many = OffersContents {
        offers: (0..9_000)
            .map(|n| price_offer(&format!("OFFER-{n:05}"), &n.to_string(), week))
            .collect(),
    };
    let text = many.write().unwrap_err().to_string();
    assert!(text.contains("131072"), "{text}");
    let thousand = OffersContents {
        offers: many.offers[..1_000].to_vec(),
    };
    let bytes = thousand.write().unwrap().len();
    assert!(
        bytes < MAX_OFFERS_BYTES / 4,
        "a thousand take {bytes} bytes"
    );
}

#[test]
fn an_offer_is_claimed_within_its_window_and_never_behind_it() {
    let offers = golden();
    let offer = offers.find("SERUM-1").unwrap();
    let end = DAY_ONE + 7 * DAY;
    assert_eq!(offer.claim(&at(DAY_ONE - 1)), Err(Silence::Upcoming));
    let claim = offer.claim(&at(DAY_ONE)).unwrap();
    assert_eq!(
        (claim.left(), claim.was()),
        (Left::Date, Some(Money(2_000)))
    );
    assert_eq!(claim.window().state(end), State::Ended);
    assert_eq!(offer.claim(&at(end - 1)).unwrap().left(), Left::Seconds(1));
    for later in [end, end + 1, end + 365 * DAY, i64::MAX] {
        assert_eq!(offer.claim(&at(later)), Err(Silence::Ended), "{later}");
    }
    // The same question has the same answer: a reload, another tab or an emptied storage is no other question.
    assert_eq!(
        offer.claim(&at(DAY_ONE)),
        golden().find("SERUM-1").unwrap().claim(&at(DAY_ONE))
    );
}

#[test]
fn a_clock_that_is_wrong_by_an_hour_says_nothing() {
    let offers = golden();
    let offer = offers.find("SERUM-1").unwrap();
    let claim = |device: i64, host: Option<i64>| {
        offer.claim(&Truth {
            clock: Clock { device, host },
            ..Truth::default()
        })
    };
    let now = DAY_ONE + DAY;
    for wrong in [-3_600, 3_600, -121, 121, i64::MAX - now] {
        assert_eq!(
            claim(now + wrong, Some(now)),
            Err(Silence::ClocksDisagree),
            "{wrong}"
        );
    }
    for right in [-120, -1, 0, 1, 120] {
        assert!(claim(now + right, Some(now)).is_ok(), "{right}");
    }
    assert_eq!(claim(now, None), Err(Silence::NoHostTime));
    // Within the two minutes the host's clock counts.
    let end = offer.span().ends();
    assert_eq!(
        claim(end + 60, Some(end - 60)).unwrap().left(),
        Left::Seconds(60)
    );
    assert_eq!(claim(end - 60, Some(end)), Err(Silence::Ended));
}

#[test]
fn a_stale_snapshot_and_another_price_say_nothing() {
    let offers = golden();
    let offer = offers.find("SERUM-1").unwrap();
    let now = DAY_ONE + DAY;
    let with = |truth: Truth| {
        offer.claim(&Truth {
            clock: at(now).clock,
            ..truth
        })
    };
    let aged = |age: i64| {
        with(Truth {
            prices: Some((now - age, 3_600)),
            ..Truth::default()
        })
    };
    assert!(aged(3_600).is_ok());
    assert_eq!(aged(3_601), Err(Silence::Stale));

    let priced = |listed: Option<u64>, live: Option<u64>| {
        with(Truth {
            listed: listed.map(Money),
            live: live.map(Money),
            ..Truth::default()
        })
    };
    for (listed, live) in [
        (None, None),
        (Some(2_000), None),
        (Some(1_500), None),
        (Some(9), Some(1_500)),
    ] {
        assert!(priced(listed, live).is_ok(), "{listed:?} {live:?}");
    }
    for (listed, live) in [
        (Some(1_499), None),
        (Some(1_500), Some(1_501)),
        (None, Some(1_499)),
    ] {
        assert_eq!(
            priced(listed, live),
            Err(Silence::PriceDiffers),
            "{listed:?} {live:?}"
        );
    }
    // What comes with it does not depend on the price.
    let perk = offers.find("SERUM-PERK").unwrap();
    let other = Truth {
        live: Some(Money(1)),
        ..at(now)
    };
    assert!(perk.claim(&other).is_ok());
}

#[test]
fn the_price_of_an_offer_that_is_over_is_no_price() {
    let offers = golden();
    let offer = offers.find("SERUM-1").unwrap();
    let end = offer.span().ends();
    let listed = |listed, of, now| {
        offer.has_taken_price(&Truth {
            listed: Some(Money(listed)),
            prices: Some((of, 90 * 86_400)),
            ..at(now)
        })
    };
    assert!(listed(1_500, DAY_ONE + DAY, end), "exported while it ran");
    assert!(
        !listed(2_000, DAY_ONE + DAY, end),
        "the regular price stays"
    );
    assert!(
        !listed(1_500, end + 1, end + 2),
        "the price of a catalog from after the end"
    );
    assert!(!listed(1_500, DAY_ONE + DAY, end - 1), "it still runs");
}

#[test]
fn a_personal_window_is_the_orders_and_ends_once() {
    let offers = golden();
    let offer = offers.find("SET-24H").unwrap();
    let order = DAY_ONE + 2 * DAY;
    let claim = |ordered: Option<i64>, now| {
        offer.claim(&Truth {
            ordered: ordered.map(OrderTime),
            ..at(now)
        })
    };
    assert_eq!(claim(None, order), Err(Silence::NoOrder));
    assert_eq!(
        claim(Some(order), order).unwrap().window().ends(),
        order + DAY
    );
    assert_eq!(
        claim(Some(order), order + DAY - 1).unwrap().left(),
        Left::Seconds(1)
    );
    for later in [order + DAY, order + 2 * DAY, order + 4 * DAY] {
        assert_eq!(
            claim(Some(order), later),
            Err(Silence::Ended),
            "no visit begins it anew"
        );
    }
    assert_eq!(
        claim(Some(order + 60), order),
        Err(Silence::Upcoming),
        "an order of the future"
    );
    assert_eq!(
        claim(Some(DAY_ONE - 1), DAY_ONE),
        Err(Silence::NoOrder),
        "from before the offer"
    );
    let end = DAY_ONE + 7 * DAY;
    assert_eq!(
        claim(Some(end - 60), end - 30).unwrap().window().ends(),
        end,
        "not beyond the offer"
    );
    assert_eq!(claim(Some(end), end), Err(Silence::NoOrder));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(tail in proptest::collection::vec(any::<u8>(), 0..200), at_byte in 0..300_usize, byte: u8) {
        let mut bytes = b"SETO\x01\0".to_vec();
        bytes.extend(tail);
        let _ = Offers::read(&bytes);
        let mut changed = GOLDEN.to_vec();
        if let Some(place) = changed.get_mut(at_byte) {
            *place = byte;
        }
        if let Ok(offers) = Offers::read(&changed) {
            for offer in offers.iter() {
                let _ = (offer.window(Some(OrderTime(i64::MAX))), offer.claim(&at(i64::MIN)));
            }
        }
    }

    #[test]
    fn what_is_read_was_written(spans in proptest::collection::vec((0..1_i64 << 39, 1..1_i64 << 30, proptest::option::of(1..u32::MAX)), 1..20)) {
        let contents = OffersContents {
            offers: spans.iter().enumerate().map(|(n, &(starts, lasts, after_order))| {
                price_offer(&n.to_string(), &(n % 5).to_string(), Span { starts, ends: starts + lasts, after_order })
            }).collect(),
        };
        let bytes = contents.write().unwrap();
        let offers = Offers::read(&bytes).unwrap();
        prop_assert_eq!(offers.iter().count(), spans.len());
        for offer in &contents.offers {
            let read = offers.find(&offer.id).unwrap();
            prop_assert_eq!((read.span().starts(), read.span().ends()), (offer.span.starts, offer.span.ends));
            prop_assert_eq!(read.after_order(), offer.span.after_order);
            prop_assert!(read.scope() == offer.scope);
        }
    }
}
