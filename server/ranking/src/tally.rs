//! Sufficient statistics: the fit and the bootstrap depend on how often each (pair, weight, outcome) occurred and on
//! nothing else, so the cost after this does not grow with the number of judgments.

use crate::{Comparison, Error, MOST_MODELS, Outcome, Weighting};
use std::collections::HashMap;

/// Which row-by-row memory a tally keeps, for statistics that need to know which judgments belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The prompt of each judgment.
    pub prompts: bool,
    /// The annotator of each judgment.
    pub annotators: bool,
}

/// Judgments of one pair with one weight and one outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    /// The model with the smaller index.
    pub first: u32,
    /// The other.
    pub second: u32,
    /// v, before the weighting is applied.
    pub given: f64,
    /// How the first one fared.
    pub outcome: Outcome,
    /// How many judgments.
    pub count: u64,
}

/// Rows grouped by prompt or annotator: `cells[starts[c]..starts[c + 1]]` are the cells of cluster c's judgments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Clusters {
    pub starts: Vec<u32>,
    pub cells: Vec<u32>,
}

impl Clusters {
    /// Groups rows by label; labels without a row vanish. Rows keep their order within a cluster.
    fn of(labels: &[u32], cells: &[u32]) -> Self {
        let most = labels.iter().max().map_or(0, |label| *label as usize + 1);
        // Sparse labels would waste memory on empty clusters; number them in order of their value first.
        let mut place = vec![0_u32; most];
        labels.iter().for_each(|label| place[*label as usize] += 1);
        let mut starts = vec![0_u32];
        let mut total = 0;
        for slot in &mut place {
            let count = std::mem::replace(slot, total);
            if count > 0 {
                total += count;
                starts.push(total);
            }
        }
        let mut sorted = vec![0; cells.len()];
        for (label, cell) in labels.iter().zip(cells) {
            let at = &mut place[*label as usize];
            sorted[*at as usize] = *cell;
            *at += 1;
        }
        Self { starts, cells: sorted }
    }

    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub fn of_cluster(&self, cluster: usize) -> &[u32] {
        &self.cells[self.starts[cluster] as usize..self.starts[cluster + 1] as usize]
    }
}

/// How often the left side was preferred, in half points so that sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    pub judgments: u64,
    pub left_half_points: u64,
}

impl Sides {
    fn add(&mut self, outcome: Outcome) {
        self.judgments += 1;
        self.left_half_points += half_points(outcome);
    }
}

pub(crate) fn half_points(outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Win => 2,
        Outcome::Tie => 1,
        Outcome::Loss => 0,
    }
}

/// Adds up comparisons one by one; holds no comparison.
#[derive(Clone, Debug)]
pub struct Tally {
    uses_weights: bool,
    keep: Keep,
    /// Per (pair, outcome of the first): 1 + its first cell. Pairs are numbered j(j − 1)/2 + i for i < j, so that the table
    /// grows as models appear.
    slots: Vec<u32>,
    /// Cells of a slot with another weight than its first one, by (slot, bits of the weight).
    others: HashMap<(u32, u64), u32, foldhash::fast::FixedState>,
    cells: Vec<Cell>,
    rows: Vec<u32>,
    prompts: Vec<u32>,
    annotators: Vec<u32>,
    sides: Sides,
    by_prompt: Vec<Sides>,
    zero_weights: u64,
    unused_weights: bool,
}

impl Tally {
    /// An empty tally for this weighting.
    #[must_use]
    pub fn new(weighting: Weighting, keep: Keep) -> Self {
        Self {
            uses_weights: weighting != Weighting::None,
            keep,
            slots: Vec::new(),
            others: HashMap::default(),
            cells: Vec::new(),
            rows: Vec::new(),
            prompts: Vec::new(),
            annotators: Vec::new(),
            sides: Sides::default(),
            by_prompt: Vec::new(),
            zero_weights: 0,
            unused_weights: false,
        }
    }

    /// How many comparisons were added.
    #[must_use]
    pub fn judgments(&self) -> u64 {
        self.sides.judgments
    }

    /// Adds one.
    ///
    /// # Errors
    /// [`Error::SelfComparison`], [`Error::BadWeight`] or [`Error::UnknownModel`] (an index beyond [`MOST_MODELS`]), naming it
    /// by its place, from 0. The tally is unchanged then.
    pub fn add(&mut self, comparison: &Comparison) -> Result<(), Error> {
        let at = || usize::try_from(self.sides.judgments).unwrap_or(usize::MAX);
        let Comparison { left, right, outcome, weight, prompt, annotator } = *comparison;
        if left == right {
            return Err(Error::SelfComparison(at()));
        }
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(Error::BadWeight(at()));
        }
        let (first, second, scored) =
            if left < right { (left, right, outcome) } else { (right, left, outcome.reversed()) };
        if second as usize >= MOST_MODELS {
            return Err(Error::UnknownModel(at()));
        }
        self.unused_weights |= !self.uses_weights && weight.to_bits() != 1.0_f64.to_bits();
        self.zero_weights += u64::from(self.uses_weights && weight == 0.0);
        // Minus zero is zero.
        let given = if self.uses_weights { weight + 0.0 } else { 1.0 };
        let pair = second as usize * (second as usize - 1) / 2 + first as usize;
        let slot = pair * 3 + half_points(scored) as usize;
        if slot >= self.slots.len() {
            let wide = second as usize * (second as usize + 1) / 2 * 3;
            self.slots.resize(wide, 0);
        }
        let cell = match self.slots[slot] {
            0 => {
                let cell = self.cells.len() as u32;
                self.slots[slot] = cell + 1;
                self.cells.push(Cell { first, second, given, outcome: scored, count: 0 });
                cell
            }
            known if self.cells[known as usize - 1].given == given => known - 1,
            _ => {
                let cells = &mut self.cells;
                *self.others.entry((slot as u32, given.to_bits())).or_insert_with(|| {
                    cells.push(Cell { first, second, given, outcome: scored, count: 0 });
                    cells.len() as u32 - 1
                })
            }
        };
        self.cells[cell as usize].count += 1;
        self.sides.add(outcome);
        if self.keep.prompts || self.keep.annotators {
            self.rows.push(cell);
        }
        if self.keep.prompts {
            self.prompts.push(prompt);
            if prompt as usize >= self.by_prompt.len() {
                self.by_prompt.resize(prompt as usize + 1, Sides::default());
            }
            self.by_prompt[prompt as usize].add(outcome);
        }
        if self.keep.annotators {
            self.annotators.push(annotator);
        }
        Ok(())
    }

    /// Sorts the cells, so that the result does not depend on the order in which comparisons came, and groups the rows.
    pub(crate) fn finish(self) -> Evidence {
        let mut order: Vec<u32> = (0..self.cells.len() as u32).collect();
        let key = |cell: &Cell| (cell.first, cell.second, cell.given.to_bits(), half_points(cell.outcome));
        order.sort_unstable_by_key(|at| key(&self.cells[*at as usize]));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, old)| place[*old as usize] = at as u32);
        let rows: Vec<u32> = self.rows.iter().map(|cell| place[*cell as usize]).collect();
        Evidence {
            cells: order.iter().map(|old| self.cells[*old as usize]).collect(),
            by_prompt: self.keep.prompts.then(|| Clusters::of(&self.prompts, &rows)),
            by_annotator: self.keep.annotators.then(|| Clusters::of(&self.annotators, &rows)),
            sides: self.sides,
            sides_by_prompt: self.by_prompt.into_iter().filter(|sides| sides.judgments > 0).collect(),
            zero_weights: self.zero_weights,
            unused_weights: self.unused_weights,
        }
    }
}

/// All that a board is computed from.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    /// Sorted by pair, weight, outcome.
    pub cells: Vec<Cell>,
    pub by_prompt: Option<Clusters>,
    pub by_annotator: Option<Clusters>,
    pub sides: Sides,
    pub sides_by_prompt: Vec<Sides>,
    pub zero_weights: u64,
    pub unused_weights: bool,
}

impl Evidence {
    /// w per cell, scaled so that the mean over judgments is 1 where the weighting leaves the scale open.
    pub fn weights(&self, weighting: Weighting) -> Vec<f64> {
        let floor = match weighting {
            Weighting::None | Weighting::Given => return self.cells.iter().map(|cell| cell.given).collect(),
            Weighting::InversePairCount => 0.0,
            Weighting::InversePairCountFloored(floor) => floor,
        };
        let mut weights = Vec::with_capacity(self.cells.len());
        let mut sum = 0.0;
        for pair in self.cells.chunk_by(|one, other| (one.first, one.second) == (other.first, other.second)) {
            let total: f64 = pair.iter().map(|cell| cell.given * cell.count as f64).sum();
            for cell in pair {
                let weight = if total > 0.0 { cell.given / total.max(floor) } else { 0.0 };
                sum += weight * cell.count as f64;
                weights.push(weight);
            }
        }
        let scale = if sum > 0.0 { self.sides.judgments as f64 / sum } else { 0.0 };
        weights.iter_mut().for_each(|weight| *weight *= scale);
        weights
    }
}

/// w per comparison, in their order.
pub(crate) fn weights_by_judgment(comparisons: &[Comparison], weighting: Weighting) -> Vec<f64> {
    let floor = match weighting {
        Weighting::None => return vec![1.0; comparisons.len()],
        Weighting::Given => return comparisons.iter().map(|comparison| comparison.weight).collect(),
        Weighting::InversePairCount => 0.0,
        Weighting::InversePairCountFloored(floor) => floor,
    };
    let pair = |comparison: &Comparison| (comparison.left.min(comparison.right), comparison.left.max(comparison.right));
    let mut totals: HashMap<(u32, u32), f64> = HashMap::new();
    comparisons.iter().for_each(|comparison| *totals.entry(pair(comparison)).or_default() += comparison.weight);
    let weight = |comparison: &Comparison| match totals.get(&pair(comparison)) {
        Some(&total) if total > 0.0 => comparison.weight / total.max(floor),
        _ => 0.0,
    };
    let mut weights: Vec<f64> = comparisons.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    let scale = if sum > 0.0 { comparisons.len() as f64 / sum } else { 0.0 };
    weights.iter_mut().for_each(|weight| *weight *= scale);
    weights
}
