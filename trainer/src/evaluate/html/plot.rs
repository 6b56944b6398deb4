//! Plots as SVG that stands in the page: drawn for a narrow screen, in the page's own colour of text.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::groups::Group;
use super::learning::Point;
use crate::html::escaped;

const WIDTH: u32 = 340;
/// Height of a row: its words, and the line below them.
const ROW: u32 = 42;
const FOOT: u32 = 26;
/// Stands for the colour of the page's text.
const INK: RGBColor = RGBColor(1, 2, 3);
const OURS: RGBColor = RGBColor(30, 136, 110);
const WORSE: RGBColor = RGBColor(201, 76, 48);
const RIVAL: RGBColor = RGBColor(120, 130, 150);
/// Ratios beyond are drawn at the edge.
const RANGE: (f64, f64) = (0.5, 2.0);

type Drawn = Result<(), Box<dyn std::error::Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A line of a curve: its name, its colour, and its figure.
type Line = (&'static str, RGBColor, fn(&Point) -> f64);

/// Ratios with their intervals, one below the other, about a line at 1.
pub(super) fn ratios(title: &str, groups: &[Group]) -> String {
    let height = ROW * groups.len() as u32 + FOOT;
    svg(title, height, |area| draw_ratios(area, groups))
}

/// Ours and the best simple method by orders.
pub(super) fn curve(title: &str, points: &[Point]) -> String {
    svg(title, 240, |area| draw_curve(area, title, points))
}

/// The picture, or nothing where it cannot be drawn.
fn svg(title: &str, height: u32, draw: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut text = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        draw(&area).and_then(|()| Ok(area.present()?))
    };
    if drawn.is_err() {
        return String::new();
    }
    let size = format!("width=\"{WIDTH}\" height=\"{height}\"");
    let spoken = format!("role=\"img\" aria-label=\"{}\"", escaped(title));
    text.replacen(&size, &spoken, 1)
        .replace("#010203", "currentColor")
}

fn draw_ratios(area: &Area<'_>, groups: &[Group]) -> Drawn {
    let lows = groups.iter().map(|group| group.ratio.low);
    let highs = groups.iter().map(|group| group.ratio.high);
    let least = lows.fold(0.9, f64::min).max(RANGE.0);
    let most = highs.fold(1.1, f64::max).min(RANGE.1);
    let x = |ratio: f64| {
        let part = (ratio.clamp(least, most) - least) / (most - least);
        12 + (part * f64::from(WIDTH - 24)) as i32
    };
    let foot = (ROW * groups.len() as u32) as i32;
    for (at, group) in (0i32..).zip(groups) {
        let Group {
            label,
            queries,
            ratio,
        } = group;
        let top = at * ROW as i32;
        let text = format!("{} · {:.2} ({queries})", short(label), ratio.value);
        area.draw(&Text::new(
            text,
            (12, top + 4),
            ("sans-serif", 16).into_font().color(&INK),
        ))?;
        let colour = if ratio.value < 1.0 { WORSE } else { OURS };
        let y = top + 31;
        // Only beside the line: words stay clear of it.
        let one = [(x(1.0), y - 9), (x(1.0), y + 9)];
        area.draw(&PathElement::new(one, INK.mix(0.6)))?;
        area.draw(&PathElement::new(
            [(x(ratio.low), y), (x(ratio.high), y)],
            colour.stroke_width(3),
        ))?;
        area.draw(&Circle::new((x(ratio.value), y), 5, colour.filled()))?;
    }
    let font = || ("sans-serif", 14).into_font().color(&INK);
    area.draw(&Text::new(format!("{least:.2}"), (12, foot + 8), font()))?;
    area.draw(&Text::new(
        format!("{most:.2}"),
        (WIDTH as i32 - 38, foot + 8),
        font(),
    ))?;
    if (40..WIDTH as i32 - 60).contains(&x(1.0)) {
        area.draw(&Text::new("1", (x(1.0) - 3, foot + 8), font()))?;
    }
    Ok(())
}

/// What fits into a row.
fn short(label: &str) -> String {
    let letters = 30;
    if label.chars().count() <= letters {
        return label.to_owned();
    }
    // The end of a path of categories tells most.
    let end: String = label.chars().rev().take(letters - 1).collect();
    format!("…{}", end.chars().rev().collect::<String>())
}

fn draw_curve(area: &Area<'_>, title: &str, points: &[Point]) -> Drawn {
    let first = points
        .iter()
        .map(|p| p.orders as f64)
        .fold(f64::INFINITY, f64::min);
    let last = points.iter().map(|p| p.orders as f64).fold(1.0, f64::max);
    let best = points
        .iter()
        .map(|p| p.ours.max(p.simple))
        .fold(0.0, f64::max);
    if points.len() < 2 || best <= 0.0 {
        return Err("no curve".into());
    }
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 18).into_font().color(&INK))
        .margin(8)
        .x_label_area_size(36)
        .y_label_area_size(46)
        .build_cartesian_2d((first..last).log_scale(), 0.0..best * 1.1)?;
    chart
        .configure_mesh()
        .axis_style(INK.mix(0.6))
        .bold_line_style(INK.mix(0.12))
        .light_line_style(INK.mix(0.0))
        .x_desc("orders learned from")
        .x_labels(4)
        .y_labels(5)
        .y_label_formatter(&|value| format!("{value:.2}"))
        .x_label_formatter(&|value| format!("{value:.0}"))
        .label_style(("sans-serif", 14).into_font().color(&INK))
        .draw()?;
    let line = |of: fn(&Point) -> f64| points.iter().map(move |p| (p.orders as f64, of(p)));
    let lines: [Line; 2] = [("simple", RIVAL, |p| p.simple), ("ours", OURS, |p| p.ours)];
    for (name, colour, of) in lines {
        chart.draw_series(LineSeries::new(line(of), colour.stroke_width(3)).point_size(4))?;
        if let Some(end) = points.last() {
            let place = (end.orders as f64, of(end));
            let at = chart.backend_coord(&place);
            let font = ("sans-serif", 15).into_font().color(&colour);
            area.draw(&Text::new(name, (at.0 - 46, at.1 + 8), font))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Interval;

    #[test]
    fn every_group_is_drawn_with_its_words_and_in_the_colour_of_the_page() {
        let group = |label: &str, value: f64| {
            Group::of(
                label,
                40,
                Interval {
                    value,
                    low: value - 0.05,
                    high: value + 0.05,
                },
            )
        };
        let svg = ratios("Tea & more", &[group("<cups>", 1.2), group("pots", 0.8)]);
        assert!(
            svg.starts_with("<svg role=\"img\" aria-label=\"Tea &amp; more\""),
            "{svg}"
        );
        assert!(
            svg.contains("&lt;cups&gt; · 1.20 (40)") && svg.contains("pots · 0.80 (40)"),
            "{svg}"
        );
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("currentColor") && !svg.contains("#010203"));
        assert!(
            svg.contains("#1E886E") && svg.contains("#C94C30"),
            "better and worse"
        );
    }

    #[test]
    fn a_curve_needs_two_points() {
        let point = |orders, ours| Point {
            orders,
            ours,
            simple: ours / 2.0,
        };
        assert!(curve("Pages", &[point(10, 0.2)]).is_empty());
        let svg = curve("Pages", &[point(10, 0.2), point(100, 0.4)]);
        assert!(
            svg.contains("Pages") && svg.contains("simple") && svg.contains("ours"),
            "{svg}"
        );
    }
}
