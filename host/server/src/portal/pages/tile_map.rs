//! Saxony as tiles: one for each municipality, grouped by county, the counties about where they lie.

use crate::portal::kit::{Tile, TileGroup};

/// Edge of a tile with its gap, and tiles in a row.
const EDGE: u32 = 17;
const ACROSS: u32 = 9;
/// A county's box.
const WIDTH: u32 = EDGE * ACROSS + 22;
const HEAD: u32 = 20;

/// Where the counties lie: key, column, row.
const PLACES: [(&str, u32, u32); 13] = [
    ("14713", 0, 0),
    ("14730", 1, 0),
    ("14627", 2, 0),
    ("14625", 3, 0),
    ("14626", 4, 0),
    ("14729", 0, 1),
    ("14522", 1, 1),
    ("14612", 2, 1),
    ("14628", 3, 1),
    ("14524", 0, 2),
    ("14511", 1, 2),
    ("14521", 2, 2),
    ("14523", 0, 3),
];
const ROWS: u32 = 4;
const COLUMNS: u32 = 5;

/// A county with its municipalities: name and state of each.
pub(super) struct County {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) places: Vec<(String, &'static str)>,
}

/// Width, height and the groups.
pub(super) fn lay_out(counties: &[County]) -> (u32, u32, Vec<TileGroup>) {
    let place = |key: &str, extra: u32| {
        let known = PLACES.iter().find(|(known, ..)| *known == key);
        known.map_or((extra % COLUMNS, ROWS + extra / COLUMNS), |(_, column, row)| (*column, *row))
    };
    let rows_of = |county: &County| u32::try_from(county.places.len()).unwrap_or(0).div_ceil(ACROSS);
    let mut heights: Vec<u32> = Vec::new();
    let mut placed = Vec::new();
    let mut extra = 0;
    for county in counties {
        let (column, row) = place(&county.key, extra);
        if row >= ROWS {
            extra += 1;
        }
        let index = row as usize;
        if heights.len() <= index {
            heights.resize(index + 1, 0);
        }
        if let Some(height) = heights.get_mut(index) {
            *height = (*height).max(HEAD + rows_of(county) * EDGE + 14);
        }
        placed.push((county, column, index));
    }
    let groups = placed.into_iter().map(|(county, column, row)| {
        let (x, y) = (column * WIDTH, heights.iter().take(row).sum::<u32>());
        let tiles = county.places.iter().zip(0u32..).map(|((name, state), index)| Tile {
            x: x + index % ACROSS * EDGE,
            y: y + HEAD + index / ACROSS * EDGE,
            name: name.clone(),
            state,
        });
        TileGroup { name: county.name.clone(), x, y: y + 13, tiles: tiles.collect() }
    });
    let groups = groups.collect();
    (COLUMNS * WIDTH, heights.iter().sum::<u32>().max(HEAD), groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_do_not_overlap_and_stay_on_the_map() {
        let county = |key: &str, number: usize| County {
            key: key.into(),
            name: key.into(),
            places: (0..number).map(|n| (n.to_string(), "none")).collect(),
        };
        let counties: Vec<_> =
            PLACES.iter().map(|(key, ..)| county(key, 59)).chain([county("99000", 3), county("99001", 60)]).collect();
        let (width, height, groups) = lay_out(&counties);
        let mut seen = std::collections::BTreeSet::new();
        for tile in groups.iter().flat_map(|group| &group.tiles) {
            assert!(tile.x + 14 <= width && tile.y + 14 <= height, "{tile:?}");
            assert!(seen.insert((tile.x, tile.y)), "{tile:?}");
        }
        assert_eq!(seen.len(), 13 * 59 + 63);
    }
}
