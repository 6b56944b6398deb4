//! Months and days of the week by their names.

/// Names of the months in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Russian.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "januar",
        "janvier",
        "enero",
        "gennaio",
        "janeiro",
        "januari",
        "stycznia",
        "styczeń",
        "января",
    ],
    &[
        "february",
        "februar",
        "février",
        "fevrier",
        "febrero",
        "febbraio",
        "fevereiro",
        "februari",
        "lutego",
        "luty",
        "февраля",
    ],
    &[
        "march",
        "märz",
        "maerz",
        "mars",
        "marzo",
        "março",
        "marco",
        "maart",
        "marca",
        "marzec",
        "марта",
        "mrz",
        "mrt",
    ],
    &[
        "april",
        "avril",
        "abril",
        "aprile",
        "kwietnia",
        "kwiecień",
        "апреля",
    ],
    &[
        "may", "mai", "mayo", "maggio", "maio", "mei", "maja", "maj", "мая",
    ],
    &[
        "june", "juni", "juin", "junio", "giugno", "junho", "czerwca", "czerwiec", "июня",
    ],
    &[
        "july", "juli", "juillet", "julio", "luglio", "julho", "lipca", "lipiec", "июля",
    ],
    &[
        "august",
        "août",
        "aout",
        "agosto",
        "augustus",
        "sierpnia",
        "sierpień",
        "августа",
    ],
    &[
        "september",
        "septembre",
        "septiembre",
        "settembre",
        "setembro",
        "września",
        "wrzesień",
        "сентября",
    ],
    &[
        "october",
        "oktober",
        "octobre",
        "octubre",
        "ottobre",
        "outubro",
        "października",
        "październik",
        "октября",
    ],
    &[
        "november",
        "novembre",
        "noviembre",
        "novembro",
        "listopada",
        "listopad",
        "ноября",
    ],
    &[
        "december",
        "dezember",
        "décembre",
        "decembre",
        "diciembre",
        "dicembre",
        "dezembro",
        "grudnia",
        "grudzień",
        "декабря",
    ],
];

/// Days of the week in the same languages, by their first letters.
const DAYS: [&str; 38] = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "die", "mit", "don", "fre", "sam", "son",
    "lun", "mar", "mer", "jeu", "ven", "dim", "mié", "mie", "jue", "vie", "sáb", "sab", "dom",
    "gio", "seg", "ter", "qua", "qui", "sex", "maa", "din", "woe", "vri", "zat", "zon",
];

/// The month that a word names, whole or by its first letters (at least three); `None` if it names none, or could be two.
pub(super) fn month(word: &str) -> Option<i64> {
    if word.chars().count() < 3 {
        return None;
    }
    let named = |names: &&[&str]| names.iter().any(|name| name.starts_with(word));
    let mut found = (1..).zip(MONTHS).filter(|(_, names)| named(names));
    let (month, _) = found.next()?;
    found.next().is_none().then_some(month)
}

/// Whether a word is a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    // German and Dutch write two letters.
    let short = [
        "mo", "di", "mi", "do", "fr", "sa", "so", "ma", "wo", "vr", "za", "zo",
    ];
    short.contains(&word)
        || (word.chars().count() >= 3 && DAYS.iter().any(|day| word.starts_with(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_their_first_letters() {
        for (word, number) in [
            ("oct", Some(10)),
            ("october", Some(10)),
            ("okt", Some(10)),
            ("ottobre", Some(10)),
            ("märz", Some(3)),
            ("mrz", Some(3)),
            ("juin", Some(6)),
            ("juil", Some(7)),
            ("août", Some(8)),
            ("dez", Some(12)),
            ("января", Some(1)),
            ("jui", None),
            ("ma", None),
            ("noon", None),
        ] {
            assert_eq!(month(word), number, "{word}");
        }
        assert!(is_weekday("tuesday") && is_weekday("mi") && !is_weekday("noon"));
    }
}
