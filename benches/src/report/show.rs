//! Tables for people.

use super::{Figure, Results};

const HEAD: [&str; 6] = ["figure", "ours", "baseline", "ratio", "goal", "met"];

fn row(figure: &Figure) -> [String; 6] {
    let met = match figure.met {
        Some(true) => "yes",
        Some(false) => "NO",
        None => "-",
    };
    [
        figure.title.clone(),
        figure.ours.text(),
        format!("{} ({})", figure.baseline.text(), figure.against),
        format!("{:.2}", figure.ratio),
        figure.goal.clone(),
        met.into(),
    ]
}

/// As plain text.
pub fn table(figures: &[Figure]) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(figures.iter().map(row));
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// As `RESULTS.md`.
pub fn markdown(results: &Results) -> String {
    let machine = &results.machine;
    let mut text = format!(
        "# Figures\n\nWritten by `make bench`. Compare ratios, not times: each baseline was measured in the same run, \
         in turn with ours. The spread is half of the range between the quartiles of the rounds' ratios. `make \
         bench-check` measures again and fails if a ratio got worse by more than 15 % in the median of up \
         to five runs.\n\n\
         {}, {} logical processors, {} GiB, {}; {}, wasmtime {}, SQLite {}. Load average at the start: {}.\n\n\
         | {} | spread |\n|{}\n",
        machine.processor,
        machine.processors,
        machine.memory_gib,
        machine.kernel,
        machine.rustc,
        machine.wasmtime,
        machine.sqlite,
        machine.load_at_start,
        HEAD.join(" | "),
        "---|".repeat(HEAD.len() + 1),
    );
    for figure in &results.figures {
        let spread = if figure.spread > 0.0 { format!("{:.0} %", figure.spread * 100.0) } else { "-".into() };
        text.push_str(&format!("| {} | {spread} |\n", row(figure).join(" | ")));
    }
    text.push_str("\n## How\n\n");
    for figure in &results.figures {
        text.push_str(&format!("- **{}**: {}.\n", figure.title, figure.method));
    }
    if !results.not_measured.is_empty() {
        text.push_str("\n## Not measured\n\n");
        for missing in &results.not_measured {
            text.push_str(&format!("- **{}**: {}.\n", missing.title, missing.reason));
        }
    }
    text
}
