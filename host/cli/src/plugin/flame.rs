//! Flame graphs: width is the share of samples, what is called lies above its caller.

use std::collections::BTreeMap;
use std::fmt::Write as _;

const WIDTH: f64 = 1200.0;
const ROW: usize = 18;
/// A box narrower than this has no text; in pixels.
const READABLE: f64 = 35.0;

#[derive(Default)]
struct Node {
    count: u64,
    children: BTreeMap<String, Node>,
}

impl Node {
    fn depth(&self) -> usize {
        1 + self.children.values().map(Self::depth).max().unwrap_or(0)
    }
}

/// Draws samples: names of functions, outermost first, and how often they were seen so.
pub fn draw(title: &str, samples: &BTreeMap<Vec<String>, u64>) -> String {
    let mut root = Node::default();
    for (frames, count) in samples {
        root.count += count;
        let mut node = &mut root;
        for frame in frames {
            node = node.children.entry(frame.clone()).or_default();
            node.count += count;
        }
    }
    let height = (root.depth() + 3) * ROW;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"monospace\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"8\" y=\"16\" font-size=\"13\">{}</text>\n",
        escape(title)
    );
    rows(&root, "all", 0.0, WIDTH, height - ROW * 2, root.count, &mut svg);
    svg.push_str("</svg>\n");
    svg
}

fn rows(node: &Node, name: &str, x: f64, width: f64, y: usize, total: u64, svg: &mut String) {
    let share = node.count as f64 * 100.0 / total.max(1) as f64;
    let shown = escape(name);
    let _ = write!(
        svg,
        "<g><title>{shown}: {} samples, {share:.1} %</title>\
         <rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{}\" fill=\"{}\" stroke=\"#fff\"/>",
        node.count,
        ROW - 1,
        colour(name)
    );
    if width >= READABLE {
        let letters = (width / 7.0) as usize;
        let short: String = name.chars().take(letters.saturating_sub(1)).collect();
        let _ = write!(svg, "<text x=\"{:.1}\" y=\"{}\">{}</text>", x + 3.0, y + ROW - 5, escape(&short));
    }
    svg.push_str("</g>\n");
    let mut from = x;
    for (name, child) in &node.children {
        let part = width * child.count as f64 / node.count.max(1) as f64;
        if part >= 0.3 {
            rows(child, name, from, part, y.saturating_sub(ROW), total, svg);
        }
        from += part;
    }
}

/// The same name has the same colour.
fn colour(name: &str) -> String {
    let sum = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("hsl({},70%,{}%)", 10 + sum % 45, 62 + sum / 45 % 14)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_shares() {
        let stack = |frames: &[&str]| frames.iter().map(|frame| (*frame).to_owned()).collect::<Vec<_>>();
        let samples = BTreeMap::from([(stack(&["a", "b<T>"]), 3), (stack(&["a"]), 1)]);
        let svg = draw("x", &samples);
        assert!(svg.contains("a: 4 samples, 100.0 %") && svg.contains("b&lt;T&gt;: 3 samples, 75.0 %"), "{svg}");
        assert!(svg.contains("width=\"900.0\""), "{svg}");
    }
}
