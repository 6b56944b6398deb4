//! Words and numbers as a merchant reads them.

/// A share as a whole percentage, without losing that it is not all or nothing.
pub(super) fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    if (share < 1.0 && whole >= 100.0) || (share > 0.0 && whole <= 0.0) {
        format!("{:.1} %", share * 100.0)
    } else {
        format!("{whole:.0} %")
    }
}

/// A ratio as a change.
pub(super) fn change(ratio: f64) -> String {
    let by = (ratio - 1.0) * 100.0;
    let size = if by.abs() < 9.95 {
        format!("{:.1}", by.abs())
    } else {
        format!("{:.0}", by.abs())
    };
    match size.as_str() {
        "0.0" => "as good".to_owned(),
        _ if !by.is_finite() => "much better".to_owned(),
        _ if by > 0.0 => format!("{size} % better"),
        _ => format!("{size} % worse"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        let words = [1.088, 1.25, 0.575, 1.0, 0.9999, f64::INFINITY].map(change);
        assert_eq!(
            words,
            [
                "8.8 % better",
                "25 % better",
                "43 % worse",
                "as good",
                "as good",
                "much better"
            ]
        );
        assert_eq!(
            [0.5, 0.9996, 1.0, 0.001, 0.0].map(percent),
            ["50 %", "100.0 %", "100 %", "0.1 %", "0 %"]
        );
    }
}
