//! Cameras, phones and what belongs to them.

use super::Pen;

/// A lens seen from the front, at a place and of a radius.
fn front_glass(x: i32, y: i32, radius: i32) -> String {
    let (ring, inner, pupil, spark) = (
        radius * 86 / 100,
        radius * 62 / 100,
        radius * 34 / 100,
        radius * 30 / 100,
    );
    format!(
        r##"<circle cx="{x}" cy="{y}" r="{radius}" fill="#23262b"/><circle cx="{x}" cy="{y}" r="{ring}" fill="none" stroke="#4b5058" stroke-width="3"/><circle cx="{x}" cy="{y}" r="{inner}" fill="#141b2b"/><circle cx="{x}" cy="{y}" r="{pupil}" fill="#2c4a7c"/><circle cx="{x}" cy="{y}" r="{inner}" fill="none" stroke="#6a5f9c" stroke-width="2" opacity=".6"/><ellipse cx="{lx}" cy="{ly}" rx="{spark}" ry="{half}" fill="#fff" opacity=".5" transform="rotate(-35 {lx} {ly})"/>"##,
        lx = x - radius * 26 / 100,
        ly = y - radius * 30 / 100,
        half = spark / 2,
    )
}

pub(super) fn camera(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        ink,
        brand,
        line,
        ..
    } = p;
    // A kit stands beside its lenses.
    let glass = match p.tier {
        0 => format!(
            r##"<circle cx="8" cy="40" r="66" fill="{dark}"/><circle cx="8" cy="40" r="58" fill="#c9cdd2"/><circle cx="8" cy="40" r="46" fill="#191c22"/><rect x="-22" y="20" width="60" height="40" rx="3" fill="#35405e"/><path d="M-22 60 38 20v-0h-60z" fill="#fff" opacity=".14"/>"##
        ),
        _ => front_glass(8, 40, 72),
    };
    let second = if p.tier < 2 {
        String::new()
    } else {
        r##"<rect x="98" y="36" width="56" height="94" rx="7" fill="#2b2e34"/><path d="M98 58h56M98 66h56M98 98h56" stroke="#50555d" stroke-width="4"/><rect x="94" y="28" width="64" height="14" rx="5" fill="#3b3f46"/><path d="M106 44v84" stroke="#fff" stroke-opacity=".18" stroke-width="5"/>"##.to_owned()
    };
    [
        format!(r##"<path d="M-70-52 -46-92h84l26 40z" fill="{dark}"/><rect x="-34" y="-84" width="62" height="22" rx="6" fill="{deep}"/><rect x="72" y="-66" width="42" height="18" rx="5" fill="{dark}"/><rect x="-118" y="-62" width="34" height="14" rx="6" fill="{deep}"/><rect x="-140" y="-52" width="276" height="182" rx="24" fill="{body}"/><path d="M-140 -4h276v92h-276z" fill="{deep}" opacity=".8"/><path d="M-128-14c0-20 8-26 24-26h24v158h-24c-16 0-24-8-24-24z" fill="{deep}"/><path d="M-132-46h258" stroke="{light}" stroke-width="3" opacity=".7"/><circle cx="108" cy="-26" r="7" fill="#c8503c"/>"##),
        p.words(-66, 15, 58, "#fff", brand),
        p.words_at(96, 118, 14, 70, ink, line),
        glass,
        second,
    ]
    .concat()
}

pub(super) fn compact(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        ink,
        brand,
        line,
        ..
    } = p;
    [
        format!(r##"<rect x="40" y="-58" width="50" height="16" rx="6" fill="{dark}"/><rect x="-92" y="-54" width="36" height="12" rx="5" fill="{deep}"/><rect x="-132" y="-46" width="264" height="176" rx="30" fill="{body}"/><path d="M-104-40h208" stroke="{light}" stroke-width="4" opacity=".8"/><rect x="-112" y="-22" width="46" height="24" rx="6" fill="#f4f1e6"/><path d="M-108-18h38" stroke="#fff" stroke-width="4"/>"##),
        front_glass(34, 44, 58 + 6 * p.tier as i32),
        p.words_at(-84, 100, 18, 78, ink, brand),
        p.words_at(-84, 118, 12, 78, ink, line),
    ]
    .concat()
}

pub(super) fn lens(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        brand,
        line,
        label,
        ..
    } = p;
    let ring = ["#9aa1a8", "#c9a24b", "#c2413a"][p.tier.min(2)];
    [
        format!(r##"<rect x="-52" y="-118" width="104" height="26" rx="8" fill="{dark}"/><path d="M-62-96h124l14 120v96a10 10 0 0 1-10 10h-132a10 10 0 0 1-10-10v-96z" fill="{body}"/><path d="M-70-36h140l6 60h-152z" fill="{deep}"/><path d="M-60-30v48M-44-30v48M-28-30v48M-12-30v48M4-30v48M20-30v48M36-30v48M52-30v48" stroke="#fff" stroke-opacity=".12" stroke-width="5"/><path d="M-75 34h150" stroke="{ring}" stroke-width="6"/><path d="M-50-90-62 126" stroke="#fff" stroke-opacity=".2" stroke-width="12"/><ellipse cx="0" cy="-112" rx="48" ry="12" fill="#1c2436"/><ellipse cx="-10" cy="-114" rx="22" ry="5" fill="#6c83b5" opacity=".7"/>"##),
        p.words(66, 19, 128, "#fff", brand),
        p.words(90, 17, 128, "#e9e4d8", line),
        p.words(110, 13, 128, "#e9e4d8", label),
    ]
    .concat()
}

pub(super) fn memory_card(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        ink,
        brand,
        line,
        label,
        pale,
        ..
    } = p;
    [
        format!(r##"<path d="M-86-122h130l42 40v202a12 12 0 0 1-12 12h-160a12 12 0 0 1-12-12v-230a12 12 0 0 1 12-12z" fill="#2d3138"/><path d="M-74-82h112l36 32v152h-148z" fill="{body}"/><path d="M-74 44h148v58h-148z" fill="{pale}"/><path d="M-60-114v20M-40-114v20M-20-114v20M0-114v20M20-114v20" stroke="#d8b25a" stroke-width="9"/><path d="M-98-30h9v26h-9z" fill="#15171a"/><path d="M-90-110v236" stroke="#fff" stroke-opacity=".16" stroke-width="5"/>"##),
        p.words(-34, 24, 130, ink, brand),
        p.words(-8, 17, 130, ink, line),
        p.words(84, 34, 136, dark, label),
    ]
    .concat()
}

pub(super) fn battery(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        brand,
        line,
        label,
        ink,
        ..
    } = p;
    let twin = if p.tier < 2 {
        String::new()
    } else {
        format!(
            r##"<g transform="translate(34 -26)"><rect x="-76" y="-76" width="152" height="182" rx="16" fill="{dark}"/></g>"##
        )
    };
    [
        twin,
        format!(r##"<rect x="-80" y="-58" width="160" height="188" rx="16" fill="{body}"/><rect x="-80" y="-58" width="160" height="34" rx="14" fill="{deep}"/><path d="M-54-50h20v16h-20zM-20-50h20v16h-20zM14-50h20v16h-20z" fill="#d9b768"/><path d="M56-2 34 40h18l-8 34 30-46h-18l8-30z" fill="#fff" opacity=".22"/><path d="M-68-14v130" stroke="#fff" stroke-opacity=".22" stroke-width="6"/>"##),
        p.words(20, 24, 128, ink, brand),
        p.words(44, 16, 128, ink, line),
        p.words(100, 18, 134, ink, label),
    ]
    .concat()
}

pub(super) fn camera_bag(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        brand,
        ..
    } = p;
    [
        format!(r##"<path d="M-92-30c-10-120 194-120 184 0" fill="none" stroke="{deep}" stroke-width="13"/><rect x="-122" y="-40" width="244" height="170" rx="26" fill="{body}"/><path d="M-124-22a26 26 0 0 1 26-26h196a26 26 0 0 1 26 26v58c0 14-60 24-124 24s-124-10-124-24z" fill="{dark}"/><path d="M-116 30c20 12 68 20 116 20s96-8 116-20" fill="none" stroke="{light}" stroke-width="3" stroke-dasharray="8 6"/><rect x="-62" y="36" width="22" height="50" rx="5" fill="#8a5a35"/><rect x="40" y="36" width="22" height="50" rx="5" fill="#8a5a35"/><rect x="-65" y="62" width="28" height="16" rx="4" fill="#cfa75f"/><rect x="37" y="62" width="28" height="16" rx="4" fill="#cfa75f"/><rect x="-40" y="-16" width="80" height="28" rx="5" fill="#efe6d6"/>"##),
        p.words(3, 15, 72, "#4a3b2c", brand),
    ]
    .concat()
}

pub(super) fn lens_cloth(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        light,
        brand,
        label,
        ink,
        ..
    } = p;
    let more: String = (0..p.tier.min(2))
        .map(|sheet| {
            format!(
                r##"<path d="M-108 {y}h216v14h-216z" fill="{light}" stroke="{dark}"/>"##,
                y = 116 - 16 * sheet as i32
            )
        })
        .collect();
    let blower = if p.tier < 2 {
        ""
    } else {
        r##"<path d="M106 130c34 0 44-50 20-74l-8-40h-12l-8 40c-24 24-22 74 8 74z" fill="#3a3f47"/><path d="M92 84c-4 14 0 30 6 36" stroke="#fff" stroke-opacity=".3" stroke-width="5" fill="none"/>"##
    };
    [
        more,
        format!(r##"<path d="M-120-66 96-92l26 176-214 30c-10-60-20-120-28-180z" fill="{body}"/><path d="m-120-66 216-26 4 28-212 26z" fill="{light}" opacity=".5"/><path d="M122 84 66 92l44-54z" fill="{dark}"/><path d="m-114-60 206-24M-86 106l150-20" stroke="#fff" stroke-opacity=".6" stroke-width="2" stroke-dasharray="6 6"/><g transform="rotate(-7)">"##),
        p.words(6, 28, 170, ink, brand),
        p.words(34, 16, 170, ink, label),
        format!("</g>{blower}"),
    ]
    .concat()
}

pub(super) fn filter(p: &Pen) -> String {
    let Pen {
        base,
        brand,
        line,
        label,
        ..
    } = p;
    let ring = ["#3b3f46", "#2a2d33", "#8a6d3b"][p.tier.min(2)];
    [
        format!(r##"<circle cy="10" r="120" fill="{ring}"/><circle cy="10" r="113" fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="3"/><circle cy="10" r="94" fill="#e6eef2"/><circle cy="10" r="94" fill="{base}" opacity=".55"/><path d="M-70-40a90 90 0 0 1 90-56l-96 150a90 90 0 0 1 6-94z" fill="#fff" opacity=".45"/><path d="M52 86a92 92 0 0 0 38-58l-70 76z" fill="#fff" opacity=".3"/>"##),
        p.words(8, 22, 150, "#2c3138", brand),
        p.words(34, 18, 150, "#2c3138", line),
        p.words(54, 13, 150, "#2c3138", label),
    ]
    .concat()
}

pub(super) fn tripod(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        deep,
        light,
        brand,
        ..
    } = p;
    [
        format!(r##"<path d="M-6-40-92 128M6-40 92 128" stroke="{dark}" stroke-width="17"/><path d="M-50 46-92 128M50 46 92 128" stroke="{light}" stroke-width="9"/><path d="M0-40V124" stroke="{base}" stroke-width="19"/><path d="M0 52v72" stroke="{light}" stroke-width="10"/><circle cx="-93" cy="126" r="9" fill="{deep}"/><circle cx="93" cy="126" r="9" fill="{deep}"/><circle cy="124" r="9" fill="{deep}"/><path d="M-60 62h-14M60 62h14M-12 46h24" stroke="#c8503c" stroke-width="7"/><rect x="-34" y="-62" width="68" height="36" rx="10" fill="{body}"/><rect x="-12" y="-98" width="24" height="40" fill="{dark}"/><circle cy="-100" r="20" fill="{body}"/><rect x="-46" y="-136" width="92" height="18" rx="6" fill="{deep}"/><path d="M22-100 84-74" stroke="{deep}" stroke-width="10"/>"##),
        p.words(-39, 13, 60, "#fff", brand),
    ]
    .concat()
}

pub(super) fn phone(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        pale,
        deep,
        ink,
        brand,
        ..
    } = p;
    let eyes: String = (0..=p.tier.min(2) as i32)
        .map(|eye| front_glass(-82 + 2, -108 + 38 * eye, 16))
        .collect();
    [
        format!(r##"<rect x="-112" y="-140" width="136" height="270" rx="24" fill="{body}"/><rect x="-109" y="-137" width="130" height="264" rx="22" fill="none" stroke="{light}" stroke-width="2"/><rect x="-102" y="-130" width="44" height="{island}" rx="20" fill="{dark}"/>"##, island = 44 + 38 * p.tier.min(2)),
        eyes,
        p.words_at(-58, 96, 16, 90, ink, brand),
        format!(r##"<rect x="-20" y="-120" width="130" height="250" rx="22" fill="#17191d"/><rect x="-13" y="-113" width="116" height="236" rx="16" fill="{pale}"/><path d="M-13-6c40-34 76 26 116-14v127a16 16 0 0 1-16 16h-84a16 16 0 0 1-16-16z" fill="{light}"/><path d="M-13 48c40-34 70 34 116-10v69a16 16 0 0 1-16 16h-84a16 16 0 0 1-16-16z" fill="{base}"/><rect x="27" y="-106" width="36" height="9" rx="5" fill="#17191d"/><path d="M103-113 40 123h47a16 16 0 0 0 16-16z" fill="#fff" opacity=".12"/>"##),
        format!(r##"<text x="45" y="-52" font-size="30" font-weight="300" fill="{deep}">9:41</text>"##),
    ]
    .concat()
}

pub(super) fn phone_case(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        ink,
        brand,
        line,
        ..
    } = p;
    let detail = match p.tier {
        0 => String::new(),
        1 => format!(
            r##"<path d="M-80-104v-24h26M80-104v-24H54M-80 94v24h26M80 94v24H54" fill="none" stroke="{dark}" stroke-width="15"/><path d="M-50 74h100M-50 86h100" stroke="{dark}" stroke-width="4"/>"##
        ),
        _ => format!(
            r##"<rect x="-68" y="-118" width="136" height="236" rx="20" fill="none" stroke="{light}" stroke-width="3" stroke-dasharray="7 6"/><path d="M-68 40h136" stroke="{dark}" stroke-width="4"/><path d="M-68 44h136" stroke="{light}" stroke-width="2" stroke-dasharray="7 6"/>"##
        ),
    };
    [
        format!(r##"<g transform="rotate(-5)"><rect x="-84" y="-134" width="168" height="264" rx="34" fill="{dark}"/><rect x="-78" y="-130" width="158" height="256" rx="30" fill="{body}"/><rect x="-66" y="-118" width="58" height="66" rx="20" fill="{dark}"/><rect x="-61" y="-113" width="48" height="56" rx="16" fill="#22252a"/><circle cx="-37" cy="-98" r="11" fill="#3c4250"/><circle cx="-37" cy="-72" r="11" fill="#3c4250"/><path d="M-88-20v44" stroke="{base}" stroke-width="7"/><path d="M60-110v216" stroke="#fff" stroke-opacity=".16" stroke-width="10"/>{detail}"##),
        p.words(6, 22, 124, ink, brand),
        p.words(28, 14, 124, ink, line),
        "</g>".to_owned(),
    ]
    .concat()
}

pub(super) fn protector(p: &Pen) -> String {
    let Pen {
        base,
        light,
        pale,
        dark,
        glass,
        brand,
        label,
        ..
    } = p;
    let veil = if p.tier > 1 { ".62" } else { ".22" };
    [
        format!(r##"<rect x="-100" y="-112" width="130" height="242" rx="22" fill="#1b1e23"/><rect x="-92" y="-104" width="114" height="226" rx="16" fill="{light}"/><circle cx="-35" cy="-94" r="5" fill="#1b1e23"/><g transform="translate(34 -8) rotate(6)"><rect x="-64" y="-124" width="130" height="244" rx="20" fill="{pale}" fill-opacity=".72" stroke="{base}" stroke-width="3"/><rect x="-64" y="-124" width="130" height="244" rx="20" fill="{dark}" opacity="{veil}"/><rect x="-64" y="-124" width="130" height="244" rx="20" fill="{glass}"/><path d="M-50-104 26-118-50 20zM66 22v62l-50 32z" fill="#fff" opacity=".55"/>"##),
        p.words(10, 19, 110, "#26333d", brand),
        p.words(34, 15, 110, "#26333d", label),
        "</g>".to_owned(),
    ]
    .concat()
}

pub(super) fn charger(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        ink,
        brand,
        label,
        ..
    } = p;
    let ports = if p.tier > 1 {
        r##"<rect x="-44" y="96" width="36" height="12" rx="6" fill="#2b2e33"/><rect x="8" y="96" width="36" height="12" rx="6" fill="#2b2e33"/>"##
    } else {
        r##"<rect x="-20" y="96" width="40" height="13" rx="6.5" fill="#2b2e33"/>"##
    };
    [
        format!(r##"<path d="M-34-112h18v46h-18zM16-112h18v46H16z" fill="#b9bec4"/><path d="M-34-112h6v46h-6zM16-112h6v46h-6z" fill="#e5e8ea"/><rect x="-84" y="-72" width="168" height="202" rx="36" fill="{body}"/><rect x="-84" y="-72" width="168" height="202" rx="36" fill="none" stroke="{dark}" stroke-opacity=".5" stroke-width="2"/><path d="M-66-30v120" stroke="#fff" stroke-opacity=".5" stroke-width="9"/>{ports}<path d="M6-42-18 0H0l-6 30L20-12H2z" fill="{deep}" opacity=".35"/>"##),
        p.words(56, 20, 130, ink, brand),
        p.words(80, 22, 130, ink, label),
    ]
    .concat()
}

pub(super) fn earbuds(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        deep,
        ink,
        brand,
        ..
    } = p;
    let bud = |flip: i32| {
        format!(
            r##"<g transform="translate({x} -62) scale({flip} 1)"><path d="M-8-34c30-6 48 16 40 40-4 14-16 20-26 20l-4 62c0 12-20 12-20 0V8c0-22-8-38 10-42z" fill="{body}"/><ellipse cx="-6" cy="-10" rx="15" ry="20" fill="{deep}" transform="rotate(-20 -6 -10)"/><path d="M20-20c8 6 8 18 4 26" stroke="#fff" stroke-opacity=".6" stroke-width="4" fill="none"/></g>"##,
            x = -52 * flip
        )
    };
    [
        bud(1),
        bud(-1),
        format!(r##"<path d="M-112 40c0-34 24-44 60-44H52c36 0 60 10 60 44z" fill="{light}"/><rect x="-112" y="34" width="224" height="96" rx="40" fill="{body}"/><path d="M-112 40h224" stroke="{dark}" stroke-width="4"/><rect x="-20" y="34" width="40" height="12" rx="6" fill="{dark}"/><circle cy="62" r="4" fill="#6cc08b"/><path d="M-96 62c0 30 8 44 24 52" stroke="#fff" stroke-opacity=".45" stroke-width="6" fill="none"/><path d="M-60 34h36M24 34h36" stroke="{base}" stroke-width="3"/>"##),
        p.words(98, 19, 150, ink, brand),
    ]
    .concat()
}

pub(super) fn power_bank(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        ink,
        brand,
        line,
        label,
        ..
    } = p;
    [
        format!(r##"<rect x="-86" y="-130" width="172" height="260" rx="26" fill="{body}"/><rect x="-86" y="-130" width="172" height="42" rx="22" fill="{dark}"/><rect x="-46" y="-116" width="34" height="13" rx="6" fill="#17191d"/><rect x="12" y="-118" width="36" height="17" rx="3" fill="#17191d"/><circle cx="-36" cy="-64" r="5" fill="#7fd39a"/><circle cx="-18" cy="-64" r="5" fill="#7fd39a"/><circle cy="-64" r="5" fill="#7fd39a"/><circle cx="18" cy="-64" r="5" fill="#fff" opacity=".4"/><path d="M-70-80v190" stroke="#fff" stroke-opacity=".25" stroke-width="8"/>"##),
        p.words(6, 26, 140, ink, brand),
        p.words(32, 17, 140, ink, line),
        p.words(104, 19, 140, ink, label),
    ]
    .concat()
}

pub(super) fn watch(p: &Pen) -> String {
    let Pen {
        body,
        dark,
        deep,
        light,
        brand,
        ..
    } = p;
    format!(
        r##"<path d="M-42-76-34-140h68l8 64zM-42 66l8 64h68l8-64z" fill="{deep}"/><path d="M-30-120h60M-32-104h64M-32 96h64M-30 112h60" stroke="#fff" stroke-opacity=".18" stroke-width="3"/><rect x="72" y="-28" width="15" height="36" rx="6" fill="{dark}"/><rect x="-76" y="-88" width="152" height="166" rx="44" fill="{body}"/><rect x="-62" y="-74" width="124" height="138" rx="34" fill="#101216"/><path d="M-42 24a48 48 0 1 1 84 0" fill="none" stroke="#e0714f" stroke-width="8"/><path d="M-30 18a34 34 0 0 1 28-50" fill="none" stroke="#6cc6a0" stroke-width="7"/><text y="20" font-size="22" fill="#fff">9:41</text><path d="M-66-50c2-18 14-28 30-30" stroke="{light}" stroke-width="5" fill="none"/>{}"##,
        p.words(44, 12, 90, "#c5ccd6", brand)
    )
}

pub(super) fn strap(p: &Pen) -> String {
    let Pen {
        body,
        base,
        dark,
        light,
        deep,
        ..
    } = p;
    let texture = match p.tier {
        0 => format!(
            r##"<circle cx="-46" cy="30" r="5" fill="{deep}"/><circle cx="-46" cy="52" r="5" fill="{deep}"/><circle cx="-46" cy="74" r="5" fill="{deep}"/><circle cx="-46" cy="96" r="5" fill="{deep}"/>"##
        ),
        1 => format!(
            r##"<path d="M-72-90l52 30M-72-50l52 30M-72-10l52 30M-72 30l52 30M-72 70l52 30M20-60l52-30M20-20l52-30M20 20l52-30M20 60l52-30" stroke="{light}" stroke-width="4" opacity=".7"/>"##
        ),
        _ => format!(
            r##"<path d="M-66-110v224M-26-110v224M26-96v180M66-96v180" stroke="{light}" stroke-width="3" stroke-dasharray="8 6"/>"##
        ),
    };
    format!(
        r##"<path d="M-78-128h64v228c0 18-14 30-32 30s-32-12-32-30z" fill="{body}"/><path d="M14-106h64v204H14z" fill="{body}"/><path d="M14-106h64v16H14zM-78-128h64v14h-64z" fill="{dark}"/>{texture}<path d="M8 84h76v46H8z" fill="none" stroke="#c3c8cd" stroke-width="10"/><path d="M46 84v44" stroke="#dfe3e6" stroke-width="7"/><rect x="10" y="40" width="72" height="16" rx="4" fill="{base}" stroke="{deep}" stroke-width="2"/>"##
    )
}

pub(super) fn cable(p: &Pen) -> String {
    let Pen {
        base,
        dark,
        light,
        brand,
        label,
        ..
    } = p;
    let turns: String = (0..=p.tier.min(2) as i32 + 1)
        .map(|turn| format!(r##"<ellipse cy="20" rx="{rx}" ry="{ry}" fill="none" stroke="{dark}" stroke-width="15"/><ellipse cy="19" rx="{rx}" ry="{ry}" fill="none" stroke="{base}" stroke-width="11"/><ellipse cy="17" rx="{rx}" ry="{ry}" fill="none" stroke="{light}" stroke-width="3" stroke-dasharray="6 7"/>"##, rx = 116 - 17 * turn, ry = 88 - 13 * turn))
        .collect();
    [
        turns,
        format!(r##"<path d="M-96 70c-20 40-6 50 20 50" fill="none" stroke="{base}" stroke-width="11"/><rect x="-80" y="106" width="50" height="26" rx="7" fill="{dark}"/><rect x="-30" y="111" width="22" height="16" rx="4" fill="#c3c8cd"/><path d="M96 70c20 40 6 50-20 50" fill="none" stroke="{base}" stroke-width="11"/><rect x="30" y="106" width="50" height="26" rx="7" fill="{dark}"/><rect x="8" y="111" width="22" height="16" rx="4" fill="#c3c8cd"/><rect x="-44" y="-8" width="88" height="52" rx="9" fill="#fbf8f1" stroke="{dark}" stroke-width="2"/>"##),
        p.words(15, 15, 78, "#3a3733", brand),
        p.words(35, 15, 78, "#3a3733", label),
    ]
    .concat()
}
