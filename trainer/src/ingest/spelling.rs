//! Product ids typed in other letter case (`85123a` for `85123A`) are one product, if their titles agree.

use std::collections::BTreeMap;

/// For each product number, the number it is merged into (itself for most).
///
/// Two ids that differ only in ASCII case are merged when both carry the same title, compared without case and blanks at
/// the ends, or when at least one of them has no title. The spelling with the greatest number in `lines` stays; on
/// a tie, the smaller id.
pub(crate) fn merge_spellings<'a>(
    count: u32,
    id: impl Fn(u32) -> &'a [u8],
    title: impl Fn(u32) -> Option<&'a str>,
    lines: &[u64],
) -> Vec<u32> {
    let mut into: Vec<u32> = (0..count).collect();
    let mut groups: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
    for product in 0..count {
        if id(product).iter().any(u8::is_ascii_alphabetic) {
            groups
                .entry(id(product).to_ascii_uppercase())
                .or_default()
                .push(product);
        }
    }
    for group in groups.values().filter(|g| g.len() > 1) {
        let lines_of = |p: u32| lines.get(p as usize).copied().unwrap_or(0);
        let mut ranked = group.clone();
        ranked.sort_by(|&a, &b| lines_of(b).cmp(&lines_of(a)).then_with(|| id(a).cmp(id(b))));
        let Some((&kept, others)) = ranked.split_first() else {
            continue;
        };
        for &other in others {
            let agree = match (title(kept), title(other)) {
                (Some(a), Some(b)) => a.trim().to_lowercase() == b.trim().to_lowercase(),
                _ => true,
            };
            if let Some(target) = into.get_mut(other as usize)
                && agree
            {
                *target = kept;
            }
        }
    }
    into
}

#[cfg(test)]
mod tests {
    use super::merge_spellings;

    #[test]
    fn same_title_same_product() {
        let ids: [&[u8]; 5] = [b"85123a", b"85123A", b"x1", b"X1", b"77"];
        let titles = [
            Some("Heart"),
            Some("HEART "),
            Some("Lamp"),
            Some("Vase"),
            None,
        ];
        let into = merge_spellings(
            5,
            |p| ids[p as usize],
            |p| titles[p as usize],
            &[1, 9, 1, 1, 1],
        );
        assert_eq!(into, [1, 1, 2, 3, 4]);
    }
}
