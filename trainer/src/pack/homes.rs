//! Which products and sets are at home in which shard.

use setwise_core::catalog::ProductKey;

use crate::fit::ProductSet;

/// Numbers by shard, in compressed rows; within a shard ascending.
pub(super) struct Homes {
    products: Rows,
    sets: Rows,
}

struct Rows {
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Rows {
    /// Of (shard, number) pairs that are distinct and ascend by number within a shard.
    fn of(pairs: impl Iterator<Item = (u32, u32)> + Clone, shards: u32) -> Self {
        let mut starts = vec![0_u32; shards as usize + 1];
        for (shard, _) in pairs.clone() {
            if let Some(count) = starts.get_mut(shard as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut numbers = vec![0; sum as usize];
        for (shard, number) in pairs {
            if let Some(at) = next.get_mut(shard as usize) {
                if let Some(slot) = numbers.get_mut(*at as usize) {
                    *slot = number;
                }
                *at += 1;
            }
        }
        Self { starts, numbers }
    }

    fn row(&self, shard: u32) -> &[u32] {
        let at = |n: u32| self.starts.get(n as usize).map(|&start| start as usize);
        match (at(shard), at(shard + 1)) {
            (Some(start), Some(end)) => self.numbers.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }
}

impl Homes {
    /// `keys` by product. A set is at home wherever one of its members is.
    pub(super) fn of(keys: &[ProductKey], sets: &[ProductSet], shards: u32) -> Self {
        let home = |product: u32| keys.get(product as usize).map(|key| key.shard(shards));
        let products = (0..keys.len() as u32).filter_map(|p| Some((home(p)?, p)));
        let homes_of = |(number, set): (u32, &ProductSet)| {
            let mut homes: Vec<u32> = set.members.iter().filter_map(|&m| home(m)).collect();
            homes.sort_unstable();
            homes.dedup();
            homes.into_iter().map(move |home| (home, number))
        };
        Self {
            products: Rows::of(products, shards),
            sets: Rows::of((0..).zip(sets).flat_map(homes_of), shards),
        }
    }

    pub(super) fn products(&self, shard: u32) -> &[u32] {
        self.products.row(shard)
    }

    pub(super) fn sets(&self, shard: u32) -> &[u32] {
        self.sets.row(shard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_has_one_home_and_a_set_those_of_its_members() {
        let keys: Vec<ProductKey> = (0..100).map(|n| ProductKey::of(&n.to_string())).collect();
        let set = |members: &[u32]| ProductSet {
            members: members.to_vec(),
            strength: 1,
            orders: 1,
        };
        let sets = [set(&[0, 1, 2]), set(&[7, 8])];
        let homes = Homes::of(&keys, &sets, 7);
        let mut seen = Vec::new();
        for shard in 0..7 {
            let own = homes.products(shard);
            assert!(own.windows(2).all(|pair| pair[0] < pair[1]));
            seen.extend_from_slice(own);
            for (number, set) in (0..).zip(&sets) {
                let member = set.members.iter().any(|m| own.contains(m));
                let listed = homes.sets(shard).iter().filter(|&&n| n == number).count();
                assert_eq!(listed, usize::from(member));
            }
        }
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..100));
        assert!(homes.products(7).is_empty());
    }
}
