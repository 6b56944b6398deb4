//! Growth curves, as SVG with both axes logarithmic.

use anyhow::{Result, anyhow};
use plotters::prelude::*;

/// One line of a plot: what it is called, and its points, all above 0.
pub(crate) type Series<'a> = (&'a str, &'a [(f64, f64)]);

/// A drawn plot.
pub(crate) struct Plot {
    /// The file's name without `.svg`.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) svg: String,
}

/// Draws growth curves.
///
/// # Errors
/// When there is no point above 0.
pub(crate) fn growth(
    name: &'static str,
    title: &'static str,
    axes: (&str, &str),
    series: &[Series<'_>],
) -> Result<Plot> {
    let svg = draw(title, axes, series)?;
    Ok(Plot { name, title, svg })
}

fn draw(title: &str, (x_label, y_label): (&str, &str), series: &[Series<'_>]) -> Result<String> {
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
            .x_desc(x_label)
            .y_desc(y_label)
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
                .label(*label)
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
        let (a, b) = ([(10.0, 1.0), (1e6, 900.0)], [(10.0, 2.0)]);
        let svg = draw(
            "Growth",
            ("orders", "seconds"),
            &[("ours", &a), ("theirs", &b)],
        )
        .expect("drawn");
        for text in ["Growth", "orders", "seconds", "ours", "theirs", "1M"] {
            assert!(svg.contains(text), "{text} is missing");
        }
        assert!(draw("Empty", ("x", "y"), &[]).is_err());
    }
}
