//! Clothes, shoes and bags.

use super::Pen;

pub(super) fn shirt(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        deep,
        brand,
        ..
    } = p;
    let cloth = if p.tier < 2 {
        String::new()
    } else {
        format!(
            r##"<path d="M-60-60v186M-36-40v168M36-40v168M60-60v186" stroke="{light}" stroke-width="2" opacity=".55"/>"##
        )
    };
    [
        format!(r##"<path d="M-46-128c-30 6-56 18-66 36l-30 104 48 16 14-46v148h160V-18l14 46 48-16-30-104c-10-18-36-30-66-36z" fill="{body}"/><path d="M-80-18c-2-22-4-36-10-48M80-18c2-22 4-36 10-48" stroke="{deep}" stroke-opacity=".5" stroke-width="3" fill="none"/>{cloth}<path d="M0-92V130" stroke="{dark}" stroke-width="15"/><path d="M-7-92V130" stroke="{light}" stroke-width="1.5"/><path d="M-46-128 0-90l46-38-14-10h-64z" fill="{deep}"/><path d="m-46-130 46 40-30 26-30-54zM46-130 0-90l30 26 30-54z" fill="{base}" stroke="{dark}" stroke-width="2"/><path d="M26-38h40v40l-20 12L26 2z" fill="none" stroke="{dark}" stroke-width="3"/><g fill="#fbf7ee" stroke="{deep}" stroke-width="1"><circle cy="-60" r="5"/><circle cy="-24" r="5"/><circle cy="12" r="5"/><circle cy="48" r="5"/><circle cy="84" r="5"/></g><path d="m-138-2 48 16M138-2 90 14" stroke="{dark}" stroke-width="4"/><path d="M-60 30c4 30 0 60 6 90M58 40c-6 30 0 50-6 80" stroke="{dark}" stroke-opacity=".4" stroke-width="5" fill="none"/><rect x="-17" y="-134" width="34" height="14" rx="2" fill="#fbf7ee"/>"##),
        p.words(-124, 9, 30, "#4a4540", brand),
    ]
    .concat()
}

pub(super) fn trousers(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        ..
    } = p;
    let crease = if p.tier > 1 {
        format!(
            r##"<path d="M-44-90-58 124M44-90 58 124" stroke="{light}" stroke-width="3" opacity=".8"/>"##
        )
    } else {
        String::new()
    };
    format!(
        r##"<path d="M-70-138H70l28 260H28L0-40-28 122H-98z" fill="{body}"/><path d="M0-110v70l28 162h14L8-60z" fill="{deep}" opacity=".35"/><path d="M-72-138H72l3 24H-75z" fill="{dark}"/><path d="M-48-140v28M-20-140v28M20-140v28M48-140v28" stroke="{deep}" stroke-width="6"/><circle cy="-126" r="5" fill="#d8c08a"/><path d="M0-114v46c-4 8-12 10-16 12" stroke="{deep}" stroke-width="3" fill="none"/><path d="M-74-108c20 4 26 20 28 38M74-108c-20 4-26 20-28 38" stroke="{deep}" stroke-width="3" fill="none"/>{crease}<path d="m-97 112 69 2M97 112l-69 2" stroke="{deep}" stroke-opacity=".6" stroke-width="3"/><path d="M-76-40-88 90" stroke="#fff" stroke-opacity=".16" stroke-width="9"/>"##
    )
}

pub(super) fn dress(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        pale,
        ..
    } = p;
    let print = match p.tier {
        0 => format!(
            r##"<g fill="{pale}"><circle cx="-40" cy="40" r="6"/><circle cx="6" cy="22" r="6"/><circle cx="44" cy="52" r="6"/><circle cx="-64" cy="92" r="6"/><circle cx="-14" cy="78" r="6"/><circle cx="24" cy="104" r="6"/><circle cx="72" cy="100" r="6"/><circle cx="-16" cy="-56" r="5"/><circle cx="18" cy="-44" r="5"/></g>"##
        ),
        1 => String::new(),
        _ => format!(
            r##"<path d="M-60 96c30-18 90-18 120 0M-74 116c40-14 108-14 148 0" stroke="{pale}" stroke-width="3" fill="none" stroke-dasharray="2 9"/>"##
        ),
    };
    format!(
        r##"<path d="M-34-140v36M34-140v36" stroke="{dark}" stroke-width="9"/><path d="M-44-112c14 18 74 18 88 0 8 30 2 58-6 84C66 20 92 76 102 122c-50 16-154 16-204 0C-92 76-66 20-38-28c-8-26-14-54-6-84z" fill="{body}"/>{print}<path d="M-40-30c24 8 56 8 80 0v14c-26 8-54 8-80 0z" fill="{deep}"/><path d="M-20-12C-36 40-44 90-46 126M0-10v140M20-12c16 52 24 102 26 138M-32-12C-56 40-70 90-76 122M32-12c24 52 38 102 44 134" stroke="{deep}" stroke-opacity=".35" stroke-width="4" fill="none"/><path d="M-36-92c-2 20 2 38 6 52" stroke="{light}" stroke-width="5" fill="none"/>"##
    )
}

pub(super) fn handbag(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        brand,
        ..
    } = p;
    let flap = if p.tier == 0 {
        String::new()
    } else {
        format!(
            r##"<path d="M-112-34h224c0 50-30 84-112 84S-112 16-112-34z" fill="{dark}"/><path d="M-104-26c4 40 34 66 104 66s100-26 104-66" fill="none" stroke="{light}" stroke-width="2" stroke-dasharray="7 6"/><rect x="-17" y="30" width="34" height="32" rx="6" fill="#d8b25a"/><circle cy="46" r="5" fill="#8a6a2c"/>"##
        )
    };
    [
        format!(r##"<path d="M-66-34c0-130 132-130 132 0" fill="none" stroke="{deep}" stroke-width="12"/><path d="M-112-34h224l18 140c2 14-8 24-22 24h-216c-14 0-24-10-22-24z" fill="{body}"/>{flap}<circle cx="-66" cy="-30" r="8" fill="#d8b25a"/><circle cx="66" cy="-30" r="8" fill="#d8b25a"/><path d="M-98 0-112 104" stroke="#fff" stroke-opacity=".22" stroke-width="8"/><path d="M-118 112h236" stroke="{light}" stroke-width="2" stroke-dasharray="7 6"/>"##),
        p.words(94, 17, 150, p.ink, brand),
    ]
    .concat()
}

pub(super) fn shoe(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        deep,
        light,
        ..
    } = p;
    let side = [
        "M-30 64c30-40 60-34 78-16",
        "M-40 66 30 18M-16 72 52 28",
        "M-50 70c50 8 90-20 106-56",
    ][p.tier.min(2)];
    format!(
        r##"<path d="M-128-36c12-14 34-14 46 0 10 12 30 14 46 2l34-28c40 54 78 74 112 82 20 6 26 24 26 50v20h-266c-6-46-8-86 2-126z" fill="{body}"/><path d="M-128-36c12-14 34-14 46 0-6 20-20 30-46 30z" fill="{dark}"/><path d="M136 70c0-26-6-44-26-50-10-2-20-6-32-12-14 18-16 50-2 82h60z" fill="{light}" opacity=".55"/><path d="M-36-34l34-28c8 12 18 22 26 30L-16 10c-10-12-18-26-20-44z" fill="{base}"/><path d="m-26-30 22 16M-12-42 12-24M0-54l22 18M-18-8l20-14" stroke="#fbf8f0" stroke-width="7"/><path d="M-134 84h272c4 20 0 46-14 46h-242c-14 0-18-26-16-46z" fill="#faf7ef"/><path d="M-134 104h270" stroke="#d9d2c3" stroke-width="4"/><path d="{side}" stroke="{deep}" stroke-width="9" fill="none" opacity=".75"/><path d="M-124-6c-4 30-4 56-2 84" stroke="{deep}" stroke-opacity=".4" stroke-width="4" fill="none"/>"##
    )
}

pub(super) fn socks(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        pale,
        deep,
        label,
        ..
    } = p;
    let sock = |x: i32, y: i32| {
        format!(
            r##"<g transform="translate({x} {y})"><path d="M-34-130h68V30c0 18 50 20 66 48 12 26-6 48-34 48-50 0-100-20-100-62z" fill="{body}"/><path d="M-34-130h68v28h-68z" fill="{dark}"/><path d="M-34-80h68M-34-56h68M-34-32h68" stroke="{pale}" stroke-width="9"/><path d="M68 58c22 2 36 14 34 36-2 20-18 32-36 32-14 0-16-50 2-68z" fill="{deep}" opacity=".6"/><path d="M-34 44c16-4 40 8 34 34-14-4-28-10-32-20z" fill="{deep}" opacity=".6"/><path d="M-22-124v16M-8-124v16M8-124v16M22-124v16" stroke="{light}" stroke-width="3"/></g>"##
        )
    };
    [
        sock(-40, -6),
        sock(22, 4),
        format!(r##"<rect x="-30" y="-20" width="104" height="38" rx="4" fill="#fbf7ee" stroke="{base}" stroke-width="2"/>"##),
        p.words_at(22, -1, 14, 92, "#4a4540", &p.brand),
        p.words_at(22, 13, 12, 92, "#4a4540", label),
    ]
    .concat()
}

pub(super) fn belt(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        deep,
        ..
    } = p;
    let weave = if p.tier == 0 {
        format!(
            r##"<ellipse cy="30" rx="110" ry="72" fill="none" stroke="{light}" stroke-width="30" stroke-dasharray="3 9" opacity=".5"/>"##
        )
    } else {
        format!(
            r##"<ellipse cy="30" rx="122" ry="84" fill="none" stroke="{light}" stroke-width="2" stroke-dasharray="8 6"/><ellipse cy="30" rx="98" ry="60" fill="none" stroke="{light}" stroke-width="2" stroke-dasharray="8 6"/>"##
        )
    };
    format!(
        r##"<ellipse cy="36" rx="110" ry="74" fill="none" stroke="{deep}" stroke-width="38"/><ellipse cy="30" rx="110" ry="72" fill="none" stroke="{base}" stroke-width="36"/>{weave}<path d="M-10 84h150c12 0 12 36 0 36H-10z" fill="{body}"/><path d="M20 102h4M46 102h4M72 102h4M98 102h4" stroke="{deep}" stroke-width="8"/><rect x="-46" y="72" width="58" height="60" rx="9" fill="none" stroke="#d3b267" stroke-width="11"/><path d="M-18 102h40" stroke="#e6cd8c" stroke-width="8"/><path d="M-100 0c20-40 70-50 100-50" stroke="{dark}" stroke-opacity=".3" stroke-width="6" fill="none"/>"##
    )
}

pub(super) fn scarf(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        pale,
        deep,
        ..
    } = p;
    let pattern = match p.tier {
        0 => format!(
            r##"<path d="M-64 20h56M-64 40h56M14 30h56M14 50h56" stroke="{pale}" stroke-width="7"/>"##
        ),
        1 => format!(
            r##"<path d="M-64 10h56M-64 56h56M14 20h56M14 66h56M-48-20V108M-24-20V108M30-10V112M54-10V112" stroke="{pale}" stroke-width="6" opacity=".65"/>"##
        ),
        _ => r##"<path d="M-64 70h56M14 80h56" stroke="#d8b876" stroke-width="4"/>"##.to_owned(),
    };
    format!(
        r##"<path d="M-66-40h60V112h-60zM12-40h60V116H12z" fill="{body}"/>{pattern}<path d="M-62 112v18M-50 112v18M-38 112v18M-26 112v18M-12 112v18M18 116v16M30 116v16M42 116v16M54 116v16M66 116v16" stroke="{dark}" stroke-width="5"/><path d="M-110-66c0-70 220-70 220 0 0 60-40 76-110 76s-110-16-110-76z" fill="{base}"/><path d="M-66-78c0-30 132-30 132 0 0 26-132 26-132 0z" fill="{deep}"/><path d="M-104-52c20 40 70 48 104 48s84-8 104-48M-92-26c30 26 60 30 92 30" stroke="{dark}" stroke-width="6" fill="none" opacity=".8"/><path d="M-98-84c10-20 40-32 70-34" stroke="{light}" stroke-width="7" fill="none"/>"##
    )
}

pub(super) fn coat(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        deep,
        ..
    } = p;
    let quilt = if p.tier > 1 {
        format!(
            r##"<path d="M-76-30H76M-78 14H78M-80 58H80M-82 100H82" stroke="{deep}" stroke-opacity=".45" stroke-width="5"/>"##
        )
    } else {
        String::new()
    };
    format!(
        r##"<path d="M-44-138c-34 8-58 20-66 40L-140 60l40 10 24-70-10 130H86L76 0l24 70 40-10L110-98c-8-20-32-32-66-40z" fill="{body}"/>{quilt}<path d="M0-60V130" stroke="{deep}" stroke-width="4"/><path d="M-44-138 0-60l44-78-20-8h-48z" fill="{deep}"/><path d="m-46-140 46 82-34 20-40-74zM46-140 0-58l34 20 40-74z" fill="{base}" stroke="{dark}" stroke-width="3"/><g fill="{deep}" stroke="{light}" stroke-width="1.5"><circle cx="-20" cy="-6" r="6"/><circle cx="20" cy="-6" r="6"/><circle cx="-20" cy="30" r="6"/><circle cx="20" cy="30" r="6"/></g><path d="M-82 50h164v20H-82z" fill="{dark}"/><rect x="-14" y="47" width="28" height="26" rx="4" fill="none" stroke="#d3b267" stroke-width="5"/><path d="m-70 84 40-4M70 84l-40-4" stroke="{deep}" stroke-width="6"/><path d="M-137 46l38 11M137 46 99 57" stroke="{dark}" stroke-width="6"/><path d="M-100-90-124 30" stroke="{light}" stroke-opacity=".7" stroke-width="6"/>"##
    )
}

pub(super) fn gloves(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        light,
        deep,
        pale,
        ..
    } = p;
    let cuff = if p.tier > 1 {
        format!(
            r##"<path d="M-44 84h84" stroke="{light}" stroke-width="2" stroke-dasharray="7 5"/>"##
        )
    } else {
        format!(
            r##"<path d="M-40 84v40M-28 84v40M-16 84v40M-4 84v40M8 84v40M20 84v40M32 84v40" stroke="{light}" stroke-width="4" opacity=".7"/><path d="M-44 62h84" stroke="{pale}" stroke-width="8"/>"##
        )
    };
    let glove = |x: i32, flip: &str| {
        format!(
            r##"<g transform="translate({x} 0) scale({flip}.86 1)"><path d="M-44 130V-30v-64c0-16 24-16 24 0v-26c0-16 24-16 24 0v10c0-16 24-16 24 0v24c0-14 22-14 22 0V10l16-30c12-16 32-2 24 14L44 66v64z" fill="{body}"/><path d="M-20-94v60M4-112v78M28-92v58" stroke="{deep}" stroke-width="3"/><path d="M-46 78h92v52h-92z" fill="{dark}"/>{cuff}<path d="M-36-80V60" stroke="#fff" stroke-opacity=".2" stroke-width="6"/></g>"##
        )
    };
    [glove(-62, "-0"), glove(62, "0")].concat()
}
