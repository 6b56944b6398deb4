//! What a played visit shows, for people and for programs.

use std::fmt;

use serde::Serialize;

/// A visit that was played.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Simulated {
    /// Name of the snapshot's build.
    pub build: String,
    /// Currency of all prices.
    pub currency: String,
    /// Digits behind the point of its amounts, which are in minor units.
    pub minor_digits: u8,
    /// Step by step.
    pub steps: Vec<StepReport>,
}

/// One step, and what stands on the page behind it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StepReport {
    /// Seconds since the visit began.
    pub at: i64,
    /// What the shopper did.
    pub happened: String,
    /// How likely the visit ends in a purchase.
    pub intent: f64,
    /// How deep the shopper is in it.
    pub engagement: String,
    /// The shopper's price tier.
    pub price_tier: String,
    /// New or returning.
    pub visitor: String,
    /// Lines of the cart.
    pub cart_lines: u32,
    /// Value of the cart in minor units, if all prices are known.
    pub cart_value: Option<u64>,
    /// Distinct products viewed, and most of one category.
    pub views: (u32, u32),
    /// Whether an offer runs on a product that the shelf is about.
    pub offer: String,
    /// The shelf, where the page has one.
    pub shelf: Option<Shown>,
}

/// A shelf, filled or not.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Shown {
    /// Where it stands.
    pub placement: String,
    /// Which kind was asked for, and which stands there.
    pub kind: (String, String),
    /// Rules that acted, in the policy's order.
    pub rules: Vec<String>,
    /// The title that a rule gives it.
    pub title: Option<String>,
    /// Most items.
    pub count: Option<u8>,
    /// Highest price in minor units.
    pub cap: Option<u64>,
    /// Least chance of a purchase that a rule wants.
    pub threshold: Option<f64>,
    /// Why nothing is shown.
    pub withheld: Option<String>,
    /// What is shown.
    pub items: Vec<Choice>,
}

/// A product that is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its price in minor units.
    pub price: Option<u64>,
    /// What speaks for it, after taste and rules.
    pub score: f64,
    /// Why.
    pub reason: String,
    /// What the policy does to it.
    pub policy: String,
}

/// An amount as merchants write it, `14.90`.
fn amount(minor: Option<u64>, digits: u8) -> String {
    let Some(minor) = minor else {
        return "unknown".to_owned();
    };
    let one = 10_u64.pow(u32::from(digits));
    match digits {
        0 => minor.to_string(),
        _ => format!(
            "{}.{:0width$}",
            minor / one,
            minor % one,
            width = usize::from(digits)
        ),
    }
}

impl fmt::Display for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "snapshot {}, prices in {}", self.build, self.currency)?;
        let digits = self.minor_digits;
        self.steps.iter().try_for_each(|step| step.print(f, digits))
    }
}

impl StepReport {
    fn print(&self, f: &mut fmt::Formatter<'_>, digits: u8) -> fmt::Result {
        writeln!(f, "\n{:>5} s  {}", self.at, self.happened)?;
        let (views, similar) = self.views;
        write!(
            f,
            "         intent {:.3}, engagement {}, price tier {}, {} visitor, cart {} line(s) worth {}, {views} viewed ({similar} alike)",
            self.intent,
            self.engagement,
            self.price_tier,
            self.visitor,
            self.cart_lines,
            amount(self.cart_value, digits)
        )?;
        if self.shelf.is_some() && self.offer != "none" {
            write!(f, ", offer {}", self.offer)?;
        }
        writeln!(f)?;
        self.shelf
            .iter()
            .try_for_each(|shelf| shelf.print(f, digits))
    }
}

impl Shown {
    fn print(&self, f: &mut fmt::Formatter<'_>, digits: u8) -> fmt::Result {
        let (asked, kind) = &self.kind;
        write!(f, "         {kind} at {}", self.placement)?;
        if asked != kind {
            write!(f, " (instead of {asked})")?;
        }
        if let Some(title) = &self.title {
            write!(f, ", \"{title}\"")?;
        }
        if let Some(count) = self.count {
            write!(f, ", at most {count}")?;
        }
        if self.cap.is_some() {
            write!(f, ", up to {}", amount(self.cap, digits))?;
        }
        if let Some(threshold) = self.threshold {
            write!(f, ", from intent {threshold:.3}")?;
        }
        writeln!(f)?;
        match self.rules.is_empty() {
            true => writeln!(f, "         no rule acts")?,
            false => writeln!(f, "         rules: {}", self.rules.join(", "))?,
        }
        if let Some(why) = &self.withheld {
            writeln!(f, "         nothing shown: {why}")?;
        }
        for (place, item) in (1..).zip(&self.items) {
            let Choice {
                id,
                title,
                score,
                reason,
                policy,
                ..
            } = item;
            let price = amount(item.price, digits);
            let said = if policy.is_empty() { "" } else { ", " };
            writeln!(
                f,
                "         {place}. {id} {title}, {price}: {reason}, score {score:.4}{said}{policy}"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        assert_eq!(amount(Some(1490), 2), "14.90");
        assert_eq!(amount(Some(5), 3), "0.005");
        assert_eq!(amount(Some(1490), 0), "1490");
        assert_eq!(amount(None, 2), "unknown");
    }
}
