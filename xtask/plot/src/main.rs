//! `setwise-plot`: draws growth curves with both axes logarithmic. A plot as JSON on standard input becomes SVG on standard output.
//!
//! A program of its own: only benches draw, and all commands would wait for its library to be compiled.

use std::io;

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use serde::Deserialize;

/// What is drawn.
#[derive(Deserialize)]
struct Plot {
    title: String,
    /// What is said below and beside.
    axes: (String, String),
    series: Vec<Series>,
}

/// One line: what it is called, and its points, all above 0.
type Series = (String, Vec<(f64, f64)>);

fn main() -> Result<()> {
    let plot: Plot = serde_json::from_reader(io::stdin().lock())?;
    print!("{}", draw(&plot)?);
    Ok(())
}

fn draw(plot: &Plot) -> Result<String> {
    let Plot {
        title,
        axes: (x_label, y_label),
        series,
    } = plot;
    let points = || series.iter().flat_map(|(_, points)| points.iter().copied());
    let (x, y) = (
        decades(points().map(|(x, _)| x)),
        decades(points().map(|(_, y)| y)),
    );
    let (Some(x), Some(y)) = (x, y) else {
        return Err(anyhow!("nothing to plot in \"{title}\""));
    };
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (720, 420)).into_drawing_area();
        let wrong = |error: &dyn std::fmt::Display| anyhow!("cannot draw \"{title}\": {error}");
        area.fill(&WHITE).map_err(|e| wrong(&e))?;
        let mut chart = ChartBuilder::on(&area)
            .caption(title, ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(44)
            .y_label_area_size(72)
            .build_cartesian_2d(x.log_scale(), y.log_scale())
            .map_err(|e| wrong(&e))?;
        chart
            .configure_mesh()
            .x_desc(x_label.as_str())
            .y_desc(y_label.as_str())
            .x_label_formatter(&|value| short(*value))
            .y_label_formatter(&|value| short(*value))
            .draw()
            .map_err(|e| wrong(&e))?;
        for (at, (label, points)) in series.iter().enumerate() {
            let colour = Palette99::pick(at).mix(1.0);
            let line =
                LineSeries::new(points.iter().copied(), colour.stroke_width(2)).point_size(3);
            chart
                .draw_series(line)
                .map_err(|e| wrong(&e))?
                .label(label)
                .legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2))
                });
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE.mix(0.8))
            .draw()
            .map_err(|e| wrong(&e))?;
        area.present().map_err(|e| wrong(&e))?;
    }
    Ok(svg)
}

/// From the power of ten below the least value to the one above the greatest; none without a value above 0.
fn decades(values: impl Iterator<Item = f64>) -> Option<std::ops::Range<f64>> {
    let (mut least, mut most) = (f64::INFINITY, 0.0f64);
    for value in values.filter(|value| *value > 0.0) {
        (least, most) = (least.min(value), most.max(value));
    }
    (most > 0.0).then(|| 10f64.powf(least.log10().floor())..10f64.powf(most.log10().ceil()))
}

/// 20k, 3M.
fn short(value: f64) -> String {
    match value {
        v if v >= 1e9 => format!("{}G", v / 1e9),
        v if v >= 1e6 => format!("{}M", v / 1e6),
        v if v >= 1e3 => format!("{}k", v / 1e3),
        v => format!("{v}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_holds_its_labels_and_every_line() {
        let plot = |title: &str, series| Plot {
            title: title.to_owned(),
            axes: ("orders".to_owned(), "seconds".to_owned()),
            series,
        };
        let svg = draw(&plot(
            "Growth",
            vec![
                ("ours".to_owned(), vec![(10.0, 1.0), (1e6, 900.0)]),
                ("theirs".to_owned(), vec![(10.0, 2.0)]),
            ],
        ))
        .expect("drawn");
        for text in ["Growth", "orders", "seconds", "ours", "theirs", "1M"] {
            assert!(svg.contains(text), "{text} is missing");
        }
        assert!(draw(&plot("Empty", Vec::new())).is_err());
    }
}
