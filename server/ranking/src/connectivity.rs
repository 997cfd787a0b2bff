//! When the likelihood has no finite maximum, and for which models it has one.
//!
//! Draw an arrow from j to i when i scored against j at all, by a win or a tie. The maximum is finite exactly when, within
//! each connected group, every model can be reached from every other along arrows (Ford 1957). Where it is not, the
//! strongly connected parts drift infinitely far apart; inside a part the ratings have finite limits, which only the
//! comparisons inside it decide.

use crate::fit::Pairs;

/// Which models can be rated together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// How many groups of models have no comparison between them; models without any comparison are not counted.
    pub connected: usize,
    /// Per model, the part it is rated in: the largest strongly connected part of its group (the first on equal size).
    /// `None` for models above, below or beside it, whose rating is infinite or unknown, and for models never compared.
    pub rated: Vec<Option<usize>>,
}

impl Groups {
    /// Finds the groups of a set of pairs.
    #[must_use]
    pub fn of(models: usize, pairs: &Pairs) -> Self {
        let forward = adjacency(models, pairs, |cell| cell.score < cell.weight);
        let backward = adjacency(models, pairs, |cell| cell.score > 0.0);
        // Cells are kept once per pair; an arrow exists in both lists' union, seen from either end.
        let arrows: Vec<Vec<usize>> = (0..models).map(|model| merge(&forward.0[model], &backward.1[model])).collect();
        let reversed: Vec<Vec<usize>> = (0..models).map(|model| merge(&forward.1[model], &backward.0[model])).collect();
        let either: Vec<Vec<usize>> = (0..models).map(|model| merge(&arrows[model], &reversed[model])).collect();
        let mut rated = vec![None; models];
        let mut seen = vec![false; models];
        let mut connected = 0;
        for start in 0..models {
            if seen[start] || either[start].is_empty() {
                continue;
            }
            connected += 1;
            let group = reach(start, &either);
            let mut best: Vec<usize> = Vec::new();
            let mut placed = vec![false; models];
            for &model in &group {
                seen[model] = true;
                if placed[model] {
                    continue;
                }
                let back = reach(model, &reversed);
                let part: Vec<usize> = reach(model, &arrows).into_iter().filter(|other| back.contains(other)).collect();
                part.iter().for_each(|&member| placed[member] = true);
                if part.len() > best.len() {
                    best = part;
                }
            }
            // A part of one model has no comparison inside it that could rate it.
            if best.len() > 1 {
                best.into_iter().for_each(|model| rated[model] = Some(start));
            }
        }
        Self { connected, rated }
    }
}

type Neighbours = Vec<Vec<usize>>;

/// For cells that pass the test: per first model its second ones, and per second model its first ones.
fn adjacency(models: usize, pairs: &Pairs, test: impl Fn(&crate::fit::Cell) -> bool) -> (Neighbours, Neighbours) {
    let (mut out, mut back) = (vec![Vec::new(); models], vec![Vec::new(); models]);
    for cell in pairs.cells.iter().filter(|cell| cell.weight > 0.0 && test(cell)) {
        out[cell.first].push(cell.second);
        back[cell.second].push(cell.first);
    }
    (out, back)
}

fn merge(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut all = [one, other].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Every model that can be reached, in ascending order, the start included.
fn reach(start: usize, arrows: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; arrows.len()];
    let mut waiting = vec![start];
    seen[start] = true;
    while let Some(model) = waiting.pop() {
        for &next in &arrows[model] {
            if !seen[next] {
                seen[next] = true;
                waiting.push(next);
            }
        }
    }
    (0..arrows.len()).filter(|model| seen[*model]).collect()
}
