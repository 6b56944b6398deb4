//! Bottles, jars, bags and boxes: skincare and groceries.

use super::Pen;

/// A soft strip of light down the left of a body.
fn shine(x: i32, top: i32, bottom: i32) -> String {
    format!(
        r##"<path d="M{x} {top}V{bottom}" stroke="#fff" stroke-opacity=".38" stroke-width="9"/>"##
    )
}

pub(super) fn dropper(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        deep,
        ..
    } = p;
    [
        format!(r##"<path d="M-17-140c0-14 34-14 34 0l4 42h-42z" fill="{deep}"/><rect x="-31" y="-100" width="62" height="34" rx="5" fill="#d9c49a"/><path d="M-31-90h62M-31-78h62" stroke="#b99f6b" stroke-width="2"/><path d="M-26-68h52v12c34 8 52 22 52 48v116a22 22 0 0 1-22 22h-112a22 22 0 0 1-22-22v-116c0-26 18-40 52-48z" fill="{body}" fill-opacity=".86"/><path d="M-4-66v150" stroke="#fff" stroke-opacity=".45" stroke-width="7"/><rect x="-78" y="4" width="156" height="92" fill="#fdfaf4"/><path d="M-78 12h156M-78 88h156" stroke="{base}" stroke-width="2"/>"##),
        p.print(38, 142, dark),
        shine(-64, -2, 112),
    ]
    .concat()
}

pub(super) fn jar(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        light,
        pale,
        deep,
        ..
    } = p;
    [
        format!(r##"<rect x="-118" y="-62" width="236" height="62" rx="14" fill="{deep}"/><path d="M-110-52h220" stroke="{light}" stroke-width="4" opacity=".6"/><path d="M-110 0h220v98a32 32 0 0 1-32 32H-78a32 32 0 0 1-32-32z" fill="{body}"/><rect x="-110" y="20" width="220" height="76" fill="{pale}"/><rect x="-112" y="-4" width="224" height="10" rx="4" fill="{dark}"/>"##),
        p.print(48, 190, deep),
        shine(-96, 8, 110),
        shine(-100, -40, -18),
    ]
    .concat()
}

pub(super) fn tube(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        ink,
        ..
    } = p;
    [
        format!(r##"<path d="M-76-138h152l-18 216h-116z" fill="{body}"/><path d="M-76-138h152l-2 18h-148z" fill="{dark}"/><path d="M-62-138v18M-46-138v18M-30-138v18M-14-138v18M2-138v18M18-138v18M34-138v18M50-138v18" stroke="{light}" stroke-width="2" opacity=".7"/><path d="M-66 84h132v36a10 10 0 0 1-10 10H-56a10 10 0 0 1-10-10z" fill="{deep}"/><path d="M-50 94v28M-34 94v28M-18 94v28M-2 94v28M14 94v28M30 94v28M46 94v28" stroke="#fff" stroke-opacity=".16" stroke-width="4"/><circle cy="-70" r="24" fill="none" stroke="{ink}" stroke-width="2" opacity=".8"/><path d="M0-86c12 14 12 28 0 30-12-2-12-16 0-30z" fill="{ink}" opacity=".85"/>"##),
        p.print(-14, 116, ink),
        shine(-58, -110, 66),
    ]
    .concat()
}

pub(super) fn sun_tube(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        pale,
        deep,
        brand,
        line,
        label,
        ..
    } = p;
    let rays: String = (0..8)
        .map(|ray| {
            format!(
                r##"<path d="M0-36v-16" transform="rotate({})"/>"##,
                ray * 45
            )
        })
        .collect();
    [
        format!(r##"<rect x="-38" y="-140" width="76" height="46" rx="10" fill="{dark}"/><path d="M-60-96h120c14 0 22 10 22 26v168a32 32 0 0 1-32 32H-50a32 32 0 0 1-32-32V-70c0-16 8-26 22-26z" fill="{body}"/><path d="M-82 40c40-30 110 26 164-8v66a32 32 0 0 1-32 32H-50a32 32 0 0 1-32-32z" fill="{pale}" opacity=".92"/><g transform="translate(0 -32)" stroke="#fff" stroke-width="6"><circle r="24" fill="#fff"/>{rays}</g>"##),
        p.words(78, 19, 140, deep, brand),
        p.words(98, 14, 140, deep, line),
        p.words(119, 16, 130, deep, label),
        shine(-68, -70, 24),
    ]
    .concat()
}

pub(super) fn roller(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        pale,
        ..
    } = p;
    let second = if p.tier == 0 {
        String::new()
    } else {
        format!(
            r##"<path d="M-30 104c-10 22 24 30 30 12s40-12 30-12" stroke="#c9a55c" stroke-width="6" fill="none"/><rect x="-34" y="98" width="68" height="32" rx="16" fill="{body}"/>"##
        )
    };
    let stone = if p.tier < 2 {
        String::new()
    } else {
        format!(
            r##"<path d="M72 40c30-20 62 0 56 34-4 26-20 32-32 22-10-8-18 2-26 0-20-6-20-42 2-56z" fill="{body}"/><path d="M84 52c14-8 28-2 30 8" stroke="#fff" stroke-opacity=".6" stroke-width="5" fill="none"/>"##
        )
    };
    format!(
        r##"<g transform="rotate(12)"><path d="M-78-84v-26h156v26" fill="none" stroke="#c9a55c" stroke-width="7"/><path d="M-8-110h16v34H-8z" fill="#c9a55c"/><rect x="-72" y="-124" width="144" height="72" rx="34" fill="{body}"/><path d="M-50-112c30-8 60 6 100-2M-56-92c40 14 70-6 110 4" stroke="{light}" stroke-width="4" fill="none" opacity=".8"/><path d="M-52-108h60" stroke="#fff" stroke-opacity=".6" stroke-width="7"/><rect x="-12" y="-56" width="24" height="26" fill="#d8b876"/><rect x="-17" y="-34" width="34" height="130" rx="15" fill="{body}"/><path d="M-7-20V80" stroke="#fff" stroke-opacity=".5" stroke-width="5"/><path d="M6 0c6 20-8 40 2 70" stroke="{dark}" stroke-width="3" fill="none" opacity=".5"/>{second}</g>{stone}<circle cx="-92" cy="118" r="9" fill="{pale}"/><circle cx="-110" cy="124" r="6" fill="{base}"/>"##
    )
}

pub(super) fn pump(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        deep,
        pale,
        ..
    } = p;
    [
        format!(r##"<path d="M-10-112h20v30h-20z" fill="{deep}"/><path d="M-20-130h62c20 0 26 10 26 22H-20z" fill="{deep}"/><rect x="-34" y="-86" width="68" height="26" rx="5" fill="{dark}"/><path d="M-40-60h80c22 0 34 14 34 34v130a26 26 0 0 1-26 26h-96a26 26 0 0 1-26-26V-26c0-20 12-34 34-34z" fill="{pale}"/><path d="M-74 0h148v104a26 26 0 0 1-26 26h-96a26 26 0 0 1-26-26z" fill="{body}" opacity=".75"/><path d="M-40-60h80c22 0 34 14 34 34v130a26 26 0 0 1-26 26h-96a26 26 0 0 1-26-26V-26c0-20 12-34 34-34z" fill="none" stroke="{base}" stroke-width="2"/><rect x="-56" y="8" width="112" height="84" rx="6" fill="#fffdf8"/>"##),
        p.print(40, 102, dark),
        shine(-62, -30, 110),
    ]
    .concat()
}

pub(super) fn pads(p: &Pen) -> String {
    let Pen {
        base,
        body,
        dark,
        pale,
        ..
    } = p;
    let stack: String = (0..9).map(|pad| format!(r##"<ellipse cx="0" cy="{y}" rx="66" ry="15" fill="#fffefb" stroke="#dcd5ca" stroke-width="1.5"/>"##, y = 104 - 23 * pad)).collect();
    [
        format!(r##"<path d="M-20-126c-2-18 42-18 40 0" fill="none" stroke="{dark}" stroke-width="5"/><path d="M-44-120h88l36 34v196a20 20 0 0 1-20 20H-60a20 20 0 0 1-20-20V-86z" fill="{pale}"/>"##),
        stack,
        format!(r##"<path d="M-44-120h88l36 34v8H-80v-8z" fill="{base}"/><rect x="-80" y="4" width="160" height="84" fill="{body}"/>"##),
        p.print(36, 140, p.ink),
        shine(-68, -70, 116),
    ]
    .concat()
}

pub(super) fn lip_balm(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        ink,
        brand,
        line,
        ..
    } = p;
    let stick = |x: i32, tall: i32| {
        format!(
            r##"<g transform="translate({x} 0)"><path d="M-28 {top}c0-30 56-44 56-8v60h-56z" fill="#f3d9c9"/><rect x="-34" y="{ring}" width="68" height="22" fill="#d9c49a"/><rect x="-38" y="{tube}" width="76" height="{height}" rx="7" fill="{body}"/><path d="M-38 108h76v14a8 8 0 0 1-8 8h-60a8 8 0 0 1-8-8z" fill="{deep}"/><path d="M-26 {tube}v100" stroke="#fff" stroke-opacity=".4" stroke-width="7"/><g transform="translate(0 60) rotate(-90)">{}{}</g></g>"##,
            p.words(0, 20, 120, ink, brand),
            p.words(20, 15, 120, ink, line),
            top = -60 - tall,
            ring = -40 - tall,
            tube = -20 - tall,
            height = 150 + tall,
        )
    };
    let cap = format!(
        r##"<g transform="translate(78 0)"><rect x="-36" y="10" width="72" height="120" rx="10" fill="{dark}"/><path d="M-22 24v90" stroke="#fff" stroke-opacity=".35" stroke-width="7"/></g>"##
    );
    if p.tier == 0 {
        [stick(-24, 30), cap].concat()
    } else {
        [stick(-82, 0), stick(82, 0), stick(0, 26)].concat()
    }
}

pub(super) fn pasta(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        light,
        ink,
        ..
    } = p;
    [
        format!(r##"<path d="M-92-118h184l10 14-10 10 4 206a18 18 0 0 1-18 18H-78a18 18 0 0 1-18-18l4-206-10-10z" fill="{body}"/><path d="M-92-118h184l10 14-10 10H-92l-10-10z" fill="{dark}"/><path d="M-70-114v16M-46-114v16M-22-114v16M2-114v16M26-114v16M50-114v16M74-114v16" stroke="{light}" stroke-width="3" opacity=".7"/><ellipse cx="0" cy="66" rx="66" ry="46" fill="#fdf6e3"/><g fill="none" stroke="#e2b04e" stroke-width="9"><path d="M-44 78c10-34 30-34 34-8s24 26 30-6 22-20 26 4M-36 54c18-22 34-14 42 4s26 16 34-8M-30 94c20-18 40 8 64-10"/></g><g fill="none" stroke="#f5d58a" stroke-width="3"><path d="M-44 76c10-34 30-34 34-8s24 26 30-6 22-20 26 4M-36 52c18-22 34-14 42 4s26 16 34-8"/></g>"##),
        p.print(-56, 168, ink),
        shine(-78, -80, 108),
    ]
    .concat()
}

pub(super) fn sauce_jar(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        glass,
        ..
    } = p;
    [
        format!(r##"<rect x="-62" y="-136" width="124" height="40" rx="9" fill="#e8dcc0"/><path d="M-62-124h124M-62-112h124" stroke="#cdbb92" stroke-width="3"/><path d="M-58-96H58c0 16 34 20 34 54V100a30 30 0 0 1-30 30H-62a30 30 0 0 1-30-30V-42c0-34 34-38 34-54z" fill="#f3f3ee"/><path d="M-66-70H66c14 8 26 14 26 34V100a30 30 0 0 1-30 30H-62a30 30 0 0 1-30-30V-36c0-20 12-26 26-34z" fill="{body}"/><rect x="-92" y="-22" width="184" height="104" fill="#fbf6e8"/><path d="M-92-14h184M-92 74h184" stroke="{base}" stroke-width="3"/><path d="M-10-10c6-6 14-6 20 0-6 8-14 8-20 0z" fill="#6d8b3a"/>"##),
        p.print(20, 164, dark),
        format!(r##"<path d="M-78-44c0-14 10-20 22-26v180c-14 0-22-6-22-18z" fill="{glass}"/>"##),
    ]
    .concat()
}

pub(super) fn coffee_bag(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        ink,
        ..
    } = p;
    [
        format!(r##"<path d="M-84-128H84l6 24-4 10 12 204a20 20 0 0 1-20 20H-78a20 20 0 0 1-20-20L-86-94l-4-10z" fill="{body}"/><path d="M-84-128H84l6 24H-90z" fill="{dark}"/><path d="M-94-108H94" stroke="#d9c49a" stroke-width="9"/><path d="m-86-94 22 60-14 164M86-94 64-34l14 164" fill="none" stroke="{deep}" stroke-opacity=".35" stroke-width="3"/><circle cy="-50" r="9" fill="{deep}" opacity=".6"/><ellipse cy="92" rx="56" ry="32" fill="#f3e6cf"/><g transform="translate(0 92)" fill="#5b3a26"><ellipse cx="-22" rx="15" ry="22" transform="rotate(-24 -22 0)"/><ellipse cx="20" cy="2" rx="15" ry="22" transform="rotate(28 20 2)"/><path d="M-30-16c10 12 2 22 14 32M30-14c-12 10-4 20-18 32" stroke="#d9b48a" stroke-width="3" fill="none"/></g>"##),
        p.print(0, 140, ink),
        shine(-72, -84, 112),
    ]
    .concat()
}

pub(super) fn biscuits(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        light,
        ink,
        ..
    } = p;
    let biscuit = |x: i32, y: i32| {
        format!(
            r##"<circle cx="{x}" cy="{y}" r="34" fill="#d9a860"/><circle cx="{x}" cy="{y}" r="34" fill="none" stroke="#b9843f" stroke-width="4" stroke-dasharray="7 5"/><circle cx="{a}" cy="{b}" r="4" fill="#8a5a2b"/><circle cx="{c}" cy="{b}" r="4" fill="#8a5a2b"/><circle cx="{x}" cy="{d}" r="4" fill="#8a5a2b"/>"##,
            a = x - 12,
            b = y - 8,
            c = x + 12,
            d = y + 12
        )
    };
    [
        format!(r##"<path d="M-130-76 -118-64-130-52v130l12 12-12 12h260l-12-12 12-12V-52l-12-12 12-12z" fill="{body}"/><path d="M-130-76-118-64-130-52v130l12 12-12 12h24V-76zM130-76 118-64l12 12v130l-12 12 12 12h-24V-76z" fill="{dark}"/><path d="M-98-68H98" stroke="{light}" stroke-width="4" opacity=".7"/>"##),
        p.print(-34, 180, ink),
        biscuit(-52, 88),
        biscuit(54, 92),
        biscuit(2, 96),
    ]
    .concat()
}

pub(super) fn nappies(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        pale,
        light,
        ink,
        brand,
        label,
        ..
    } = p;
    [
        format!(r##"<path d="M-40-112c0-28 80-28 80 0" fill="none" stroke="{dark}" stroke-width="12"/><path d="M-118-100c40-14 196-14 236 0 10 70 10 150 0 222-40 12-196 12-236 0-10-72-10-152 0-222z" fill="{body}"/><path d="M-120 30c60-40 170 30 241-6 2 34 0 66-3 98-40 12-196 12-236 0-3-30-4-62-2-92z" fill="{pale}"/><g transform="translate(0 66)"><circle r="36" fill="#f6d7bf"/><path d="M-14-2v2M14-2v2" stroke="#5a4436" stroke-width="6"/><path d="M-12 14c8 8 16 8 24 0" stroke="#5a4436" stroke-width="4" fill="none"/><path d="M-4-36c0-12 14-12 10-2" stroke="#8a5a35" stroke-width="4" fill="none"/><circle cx="-22" cy="10" r="6" fill="#f0b6a0"/><circle cx="22" cy="10" r="6" fill="#f0b6a0"/></g><path d="M-108-88c-6 60-6 120 0 190" stroke="{light}" stroke-width="6" fill="none" opacity=".8"/>"##),
        p.words(-48, 34, 200, ink, brand),
        p.words(-22, 18, 200, ink, &p.line),
        p.words(4, 20, 200, ink, label),
    ]
    .concat()
}

pub(super) fn wipes(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        pale,
        ink,
        brand,
        line,
        label,
        ..
    } = p;
    [
        format!(r##"<path d="M-30-64c0-40 20-54 32-34 8-22 34-10 28 34z" fill="#fff" stroke="#d9e1e5" stroke-width="2"/><path d="M-136-40c60-14 212-14 272 0 8 54 8 108 0 158-60 14-212 14-272 0-8-50-8-104 0-158z" fill="{body}"/><rect x="-66" y="-68" width="132" height="44" rx="16" fill="{pale}"/><rect x="-66" y="-40" width="132" height="18" rx="8" fill="{dark}"/><path d="M-120 96c70 12 170 12 240 0" stroke="{pale}" stroke-width="6" fill="none"/>"##),
        p.words(22, 32, 230, ink, brand),
        p.words(50, 20, 230, ink, line),
        p.words(78, 18, 230, ink, label),
        shine(-124, -20, 90),
    ]
    .concat()
}

pub(super) fn cheese(p: &Pen) -> String {
    let Pen {
        base,
        body,
        dark,
        light,
        brand,
        line,
        label,
        ..
    } = p;
    [
        format!(r##"<path d="M-130 30 96-82c22 18 34 44 34 72v20z" fill="{light}"/><path d="M-130 30 130 2v116l-260 12z" fill="{body}"/><path d="M96-82c22 18 34 44 34 72v128l-14 1V-4c0-26-8-50-26-74z" fill="#a97b3a"/><path d="m-92 22 24 4M-20 0l20 4M46-26l14 6" stroke="{base}" stroke-width="6"/><path d="M-110 112c10-10 22-4 30-12M84 30c8 4 10 12 18 8" stroke="{dark}" stroke-width="3" fill="none" opacity=".6"/><path d="m-88 40 150-16v86l-150 8z" fill="#fbf6ea" stroke="#b5382a" stroke-width="4"/><g transform="translate(-13 62) skewY(-5)">"##),
        p.words(4, 24, 136, "#7a2f22", brand),
        p.words(25, 14, 136, "#5a4630", line),
        p.words(44, 14, 136, "#5a4630", label),
        "</g>".to_owned(),
    ]
    .concat()
}

pub(super) fn oil(p: &Pen) -> String {
    let Pen {
        body,
        base,
        deep,
        dark,
        ..
    } = p;
    [
        format!(r##"<rect x="-22" y="-150" width="44" height="34" rx="6" fill="{deep}"/><path d="M-18-118h36v44c0 22 44 26 44 66v116a22 22 0 0 1-22 22h-80a22 22 0 0 1-22-22V-8c0-40 44-44 44-66z" fill="{body}"/><path d="M-18-98h36" stroke="#d9c49a" stroke-width="12"/><path d="M-62 4H62v88H-62z" fill="#f8f2de"/><path d="M-62 10H62M-62 86H62" stroke="{base}" stroke-width="2"/><path d="M-18 18c10-8 26-8 36 2-12 4-24 4-36-2z" fill="#6f8a3c"/><circle cx="22" cy="16" r="6" fill="#4a5a2c"/>"##),
        p.print(44, 112, dark),
        shine(-48, -10, 112),
    ]
    .concat()
}

pub(super) fn tin(p: &Pen) -> String {
    let Pen {
        body, dark, ink, ..
    } = p;
    let can = |x: i32, y: i32, face: &str| {
        format!(
            r##"<g transform="translate({x} {y})"><rect x="-72" y="-74" width="144" height="204" rx="12" fill="#cfd3d6"/><path d="M-72-52H72V110H-72z" fill="{body}"/><ellipse cy="-72" rx="72" ry="15" fill="#e6e9eb"/><ellipse cy="-72" rx="60" ry="10" fill="#b9bfc4"/><path d="M-72-52c20 10 124 10 144 0" fill="none" stroke="{dark}" stroke-width="3"/><circle cy="72" r="26" fill="#d8402f"/><circle cx="-9" cy="62" r="7" fill="#fff" opacity=".5"/><path d="M-12 46c8 8 16 8 24 0l-8-8h-8z" fill="#4f7a3a"/>{face}<path d="M-58-46v150" stroke="#fff" stroke-opacity=".35" stroke-width="9"/></g>"##
        )
    };
    let face = p.print(-22, 130, ink);
    if p.tier == 0 {
        can(0, 0, &face)
    } else {
        [can(-62, -34, ""), can(66, -30, ""), can(0, 0, &face)].concat()
    }
}

pub(super) fn carton(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        pale,
        light,
        ink,
        ..
    } = p;
    let pack = |x: i32, y: i32, face: &str| {
        format!(
            r##"<g transform="translate({x} {y})"><path d="M-62-88-44-124h88l18 36z" fill="{light}"/><rect x="-44" y="-140" width="88" height="20" fill="{dark}"/><circle cx="16" cy="-106" r="13" fill="#fff" stroke="{dark}" stroke-width="3"/><rect x="-66" y="-90" width="132" height="220" rx="4" fill="{body}"/><path d="M44-90h22v220H44z" fill="{dark}" opacity=".35"/><path d="M-66 60c40-28 80 26 132-6v76H-66z" fill="{pale}"/>{face}<g transform="translate(-6 98)" stroke="{base}" stroke-width="4" fill="none"><path d="M0 24v-40M0-4c-14-2-14-14-12-18 10 2 12 10 12 18zM0-4c14-2 14-14 12-18-10 2-12 10-12 18zM0 12c-14-2-16-12-14-16 10 2 14 8 14 16zM0 12c14-2 16-12 14-16-10 2-14 8-14 16z"/></g></g>"##
        )
    };
    let face = p.print(-44, 112, ink);
    if p.tier == 0 {
        pack(0, 0, &face)
    } else {
        [pack(-58, -22, ""), pack(58, -22, ""), pack(0, 0, &face)].concat()
    }
}

pub(super) fn filter_box(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        light,
        pale,
        deep,
        ..
    } = p;
    [
        format!(r##"<path d="M-104-60-76-96H126L96-60z" fill="{light}"/><path d="M96-60l30-36V96L96 130z" fill="{dark}"/><rect x="-104" y="-60" width="200" height="190" rx="3" fill="{body}"/><rect x="-84" y="-34" width="160" height="86" rx="5" fill="{pale}"/><path d="M-60 92c10-16 26-16 36 0s26 16 36 0 26-16 36 0" fill="none" stroke="{pale}" stroke-width="6"/><path d="M-60 110c10-16 26-16 36 0s26 16 36 0 26-16 36 0" fill="none" stroke="{pale}" stroke-width="3" opacity=".7"/><g transform="translate(-4 0)">"##),
        p.print(0, 146, deep),
        "</g>".to_owned(),
    ]
    .concat()
}

pub(super) fn pouch(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        light,
        pale,
        deep,
        ink,
        ..
    } = p;
    [
        format!(r##"<path d="M-88-126H88l6 30-6 10 14 196c-30 26-174 26-204 0l14-196-6-10z" fill="{body}"/><path d="M-88-126H88l6 30H-94z" fill="{dark}"/><path d="M-80-104H80" stroke="{light}" stroke-width="3" stroke-dasharray="9 7"/><path d="M-46 112c-8-30-10-60 4-84l22 16h40l22-16c14 24 12 54 4 84-20 22-72 22-92 0z" fill="{pale}"/><circle cx="-18" cy="76" r="7" fill="{deep}"/><circle cx="18" cy="76" r="7" fill="{deep}"/><path d="M-6 92h12L0 99zM-34 92l-30-4M-34 99l-28 8M34 92l30-4M34 99l28 8" stroke="{deep}" stroke-width="3" fill="{deep}"/>"##),
        p.print(-50, 150, ink),
        shine(-76, -80, 96),
    ]
    .concat()
}

pub(super) fn spray(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        ink,
        ..
    } = p;
    let brush = if p.tier == 0 {
        ""
    } else {
        r##"<rect x="62" y="84" width="84" height="22" rx="9" fill="#a9743f"/><path d="M68 106v24M78 106v24M88 106v24M98 106v24M108 106v24M118 106v24M128 106v24M140 106v24" stroke="#3b2f28" stroke-width="7"/>"##
    };
    let balm = if p.tier < 2 {
        String::new()
    } else {
        format!(
            r##"<ellipse cx="-108" cy="92" rx="40" ry="11" fill="{dark}"/><path d="M-148 92v28c0 14 80 14 80 0V92c0 14-80 14-80 0z" fill="{deep}"/>"##
        )
    };
    [
        format!(r##"<path d="M-16-140h32v30h-32z" fill="#f1efe9"/><circle cx="14" cy="-130" r="4" fill="{deep}"/><path d="M-34-110h68l16 30H-50z" fill="#d4d8db"/><rect x="-56" y="-84" width="112" height="214" rx="14" fill="{body}"/><path d="M-56-60H56M-56 104H56" stroke="{dark}" stroke-width="6"/>"##),
        p.print(0, 100, ink),
        shine(-42, -50, 96),
        brush.to_owned(),
        balm,
    ]
    .concat()
}
