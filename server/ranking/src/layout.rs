//! The rated parts as the solver and the bootstrap want them: local model numbers, and pairs in one array, part after part.

use crate::{
    Outcome,
    connectivity::{Pair, Standing, Standings},
    tally::{Clusters, Evidence},
};
use std::ops::Range;

/// One rated part of a board.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The component it belongs to.
    pub component: u32,
    /// Its models in ascending order; a local number is a place in here.
    pub models: Vec<u32>,
    /// Its pairs' places in the layout's arrays.
    pub pairs: Range<usize>,
    /// Pairs with local first model m are `starts[m]..starts[m + 1]`, relative to `pairs.start`.
    pub starts: Vec<u32>,
    /// Per pair: the local number of the second model, ascending within a first one.
    pub second: Vec<u32>,
    /// Pairs (relative) of a spanning tree that prefers pairs in which both scored much: while each of them has a score
    /// strictly between none and all, the part is strongly connected.
    pub tree: Vec<u32>,
}

impl Part {
    /// (local first, local second) of every pair, in order.
    pub fn ends(&self) -> impl Iterator<Item = (usize, usize)> + Clone + '_ {
        (0..self.models.len()).flat_map(move |first| {
            (self.starts[first]..self.starts[first + 1]).map(move |at| (first, self.second[at as usize] as usize))
        })
    }
}

/// Judgments of one pair with one weight, by outcome of the first model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stratum {
    /// Place of its pair.
    pub pair: u32,
    /// w of each judgment.
    pub weight: f64,
    /// Wins, ties, losses.
    pub counts: [u64; 3],
}

/// Everything inside the rated parts.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub parts: Vec<Part>,
    /// Per model: its part and local number.
    pub place: Vec<Option<(u32, u32)>>,
    /// Total weight per pair, part after part.
    pub weight: Vec<f64>,
    /// Weighted score of the first model per pair.
    pub score: Vec<f64>,
    /// By pair, then weight.
    pub strata: Vec<Stratum>,
    /// Per cell of the evidence: 4 × its stratum + 0 (win), 1 (tie) or 2 (loss), or [`OUTSIDE`].
    pub cell: Vec<u32>,
    /// Judgments that lie in no part.
    pub outside: u64,
    /// Whether each pair has exactly one stratum, at the same place.
    pub one_to_one: bool,
}

/// Mark of a cell in no part.
pub(crate) const OUTSIDE: u32 = u32::MAX;

impl Layout {
    pub fn of(models: usize, evidence: &Evidence, weights: &[f64], standings: &Standings) -> Self {
        let mut place = vec![None; models];
        let mut parts: Vec<Part> = Vec::new();
        for component in 0..standings.components {
            let members: Vec<u32> = (0..models as u32)
                .filter(|model| {
                    let at = *model as usize;
                    standings.component[at] == Some(component) && standings.of[at] == Standing::Rated
                })
                .collect();
            if !members.is_empty() {
                let part = parts.len() as u32;
                members.iter().zip(0..).for_each(|(model, local)| place[*model as usize] = Some((part, local)));
                parts.push(Part {
                    component,
                    starts: vec![0; members.len() + 1],
                    models: members,
                    pairs: 0..0,
                    second: Vec::new(),
                    tree: Vec::new(),
                });
            }
        }
        let mut layout = Self {
            parts: Vec::new(),
            place,
            weight: Vec::new(),
            score: Vec::new(),
            strata: Vec::new(),
            cell: vec![OUTSIDE; evidence.cells.len()],
            outside: evidence.sides.judgments,
            one_to_one: false,
        };
        for (number, part) in parts.iter_mut().enumerate() {
            layout.fill(number as u32, part, evidence, weights);
        }
        layout.parts = parts;
        layout.one_to_one = layout.strata.len() == layout.weight.len();
        layout
    }

    /// Appends one part's pairs and strata. Cells come sorted by pair and given weight.
    fn fill(&mut self, number: u32, part: &mut Part, evidence: &Evidence, weights: &[f64]) {
        let start = self.weight.len();
        let mut last = None;
        for (at, (cell, &weight)) in evidence.cells.iter().zip(weights).enumerate() {
            let (Some((one, first)), Some((other, second))) =
                (self.place[cell.first as usize], self.place[cell.second as usize])
            else {
                continue;
            };
            if one != number || other != number || weight == 0.0 {
                continue;
            }
            if last != Some((first, second)) {
                last = Some((first, second));
                part.starts[first as usize + 1] += 1;
                part.second.push(second);
                self.weight.push(0.0);
                self.score.push(0.0);
            }
            let pair = self.weight.len() - 1;
            let same = self.strata.last().is_some_and(|last| last.pair == pair as u32 && last.weight == weight);
            if !same {
                self.strata.push(Stratum { pair: pair as u32, weight, counts: [0; 3] });
            }
            let (code, score) = match cell.outcome {
                Outcome::Win => (0, 1.0),
                Outcome::Tie => (1, 0.5),
                Outcome::Loss => (2, 0.0),
            };
            let stratum = self.strata.len() - 1;
            self.strata[stratum].counts[code] += cell.count;
            self.cell[at] = 4 * stratum as u32 + code as u32;
            self.outside -= cell.count;
            self.weight[pair] += weight * cell.count as f64;
            self.score[pair] += weight * cell.count as f64 * score;
        }
        (0..part.models.len()).for_each(|model| part.starts[model + 1] += part.starts[model]);
        part.pairs = start..self.weight.len();
        part.tree = spanning_tree(part, &self.weight[start..], &self.score[start..]);
    }

    /// The rows of clusters as codes of [`Layout::cell`], those outside left out.
    pub fn clusters(&self, clusters: &Clusters) -> Clusters {
        let mut found = Clusters { starts: Vec::with_capacity(clusters.starts.len()), cells: Vec::new() };
        found.starts.push(0);
        for cluster in 0..clusters.len() {
            let inside = clusters.of_cluster(cluster).iter().map(|cell| self.cell[*cell as usize]);
            found.cells.extend(inside.filter(|code| *code != OUTSIDE));
            found.starts.push(found.cells.len() as u32);
        }
        found
    }

    /// The pairs of a part as connectivity takes them, by local number, with other weights and scores.
    pub fn local_pairs<'a>(
        part: &'a Part,
        weight: &'a [f64],
        score: &'a [f64],
    ) -> impl Iterator<Item = Pair> + Clone + 'a {
        part.ends().zip(weight.iter().zip(score)).map(|((first, second), (&weight, &score))| Pair {
            first: first as u32,
            second: second as u32,
            weight,
            score,
        })
    }
}

/// Kruskal's tree over pairs by descending smaller score.
fn spanning_tree(part: &Part, weight: &[f64], score: &[f64]) -> Vec<u32> {
    let ends: Vec<(usize, usize)> = part.ends().collect();
    let smaller = |pair: u32| score[pair as usize].min(weight[pair as usize] - score[pair as usize]);
    let mut order: Vec<u32> = (0..ends.len() as u32).collect();
    order.sort_unstable_by(|one, other| smaller(*other).total_cmp(&smaller(*one)).then(one.cmp(other)));
    let mut group: Vec<usize> = (0..part.models.len()).collect();
    let mut tree = Vec::with_capacity(part.models.len());
    for pair in order {
        let (one, other) = ends[pair as usize];
        let (keep, merge) = (group[one], group[other]);
        if keep != merge {
            group.iter_mut().filter(|at| **at == merge).for_each(|at| *at = keep);
            tree.push(pair);
        }
        if tree.len() + 1 == part.models.len() {
            break;
        }
    }
    tree
}
