//! Long numbers as spreadsheets write them: `8.50003E+11` may be any of a million.

/// Digits that a number has at least before a spreadsheet writes a power of ten.
const LONG: usize = 10;

/// The numbers that a rounded one may have been: from the first to before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rounded {
    from: u128,
    to: u128,
}

impl Rounded {
    /// Reads `8.5E+11`, also with a decimal comma; `None` if it is no such number.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(name).ok()?.trim();
        let (mantissa, exponent) = text.split_once(['e', 'E'])?;
        let exponent: u32 = exponent
            .strip_prefix('+')
            .unwrap_or(exponent)
            .parse()
            .ok()?;
        let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() != 1 || whole == "0" || !digits(whole) || !digits(decimals) {
            return None;
        }
        let behind = exponent.checked_sub(u32::try_from(decimals.len()).ok()?)?;
        let shown: u128 = format!("{whole}{decimals}").parse().ok()?;
        let unit = 10_u128.checked_pow(behind)?;
        let middle = shown.checked_mul(unit)?;
        Some(Self {
            from: middle - unit / 2,
            to: middle.checked_add(unit.div_ceil(2))?,
        })
    }
}

/// The long numbers among names, and the rounded ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Exponents {
    numbers: Vec<(u128, u32)>,
    rounded: Vec<(Rounded, u32)>,
}

impl Exponents {
    pub(super) fn add(&mut self, name: &[u8], product: u32) {
        if let Some(number) = long(name) {
            self.numbers.push((number, product));
        } else if let Some(rounded) = Rounded::of(name) {
            self.rounded.push((rounded, product));
        }
    }

    /// The only product that a name may mean: a rounded name a number, or a number a rounded name.
    pub(super) fn find(&self, name: &[u8], rounded: Option<&Rounded>) -> Option<u32> {
        let within = |range: &Rounded, number: u128| (range.from..range.to).contains(&number);
        let mut found = match (rounded, long(name)) {
            (Some(range), _) => {
                let numbers = self
                    .numbers
                    .iter()
                    .filter(|(number, _)| within(range, *number));
                numbers.map(|(_, product)| *product).collect::<Vec<u32>>()
            }
            (None, Some(number)) => {
                let ranges = self
                    .rounded
                    .iter()
                    .filter(|(range, _)| within(range, number));
                ranges.map(|(_, product)| *product).collect()
            }
            _ => return None,
        };
        found.dedup();
        match found.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    pub(super) fn renumbered(self, number: impl Fn(u32) -> Option<u32>) -> Self {
        let again = |product: u32| number(product);
        Self {
            numbers: self
                .numbers
                .into_iter()
                .filter_map(|(value, product)| Some((value, again(product)?)))
                .collect(),
            rounded: self
                .rounded
                .into_iter()
                .filter_map(|(range, product)| Some((range, again(product)?)))
                .collect(),
        }
    }
}

fn long(name: &[u8]) -> Option<u128> {
    let plain = name.len() >= LONG && name.len() <= 36 && name.iter().all(u8::is_ascii_digit);
    plain.then(|| std::str::from_utf8(name).ok()?.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_number_is_a_range() {
        let of = |text: &str| Rounded::of(text.as_bytes());
        let range = |from, to| Some(Rounded { from, to });
        assert_eq!(of("1.2E+12"), range(1_150_000_000_000, 1_250_000_000_000));
        assert_eq!(of("1,2e12"), of("1.2E+12"));
        assert_eq!(of("5E+3"), range(4_500, 5_500));
        for no in [
            "12E+3", "E+3", "1.2E-3", "1.2", "A1E5", "1.23E+1", "1E99", "0E5",
        ] {
            assert_eq!(of(no), None, "{no}");
        }
    }
}
