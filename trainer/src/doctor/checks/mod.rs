//! One file a kind of harm. A check looks at all that was examined and gives what it finds; none knows of another.

mod age;
mod cards;
mod columns;
mod evidence;
mod left_out;
mod money;
mod offers;
mod rows;
mod stock;
mod training;

use super::{Examined, Finding};

/// What a check is.
type Check = fn(&Examined) -> Vec<Finding>;

/// All checks. Of equally harmful findings that concern as much of the shop, the earlier check's comes first.
pub(super) const ALL: &[Check] = &[
    training::check,
    rows::check,
    evidence::check,
    money::check,
    stock::check,
    left_out::check,
    cards::check,
    offers::check,
    columns::check,
    age::check,
];
