//! When the likelihood has a finite maximum, and for which models.
//!
//! Draw an arrow from j to i when i scored against j at all, by a win or a tie of positive weight. The maximum is finite
//! exactly when, within each connected component, every model can be reached from every other along arrows (Ford 1957).
//! Where it is not, the strongly connected parts drift infinitely far apart; inside a part the ratings have finite limits,
//! which the comparisons inside it decide alone.

/// What is known of one unordered pair of models: total weight, and the weighted score of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    pub first: u32,
    pub second: u32,
    pub weight: f64,
    pub score: f64,
}

/// Where a model stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In the rated part of its component: finite.
    Rated,
    /// Infinitely far above the rated part.
    Above,
    /// Infinitely far below it.
    Below,
    /// Neither: its comparisons place it nowhere.
    Unknown,
}

/// Standing and component of every model. Components are numbered from 0 by their smallest model; a model without any
/// comparison of positive weight has none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standings {
    pub of: Vec<Standing>,
    pub component: Vec<Option<u32>>,
    pub components: u32,
}

/// Arrows as compressed rows: `targets[starts[m]..starts[m + 1]]` scored against m.
struct Arrows {
    starts: Vec<u32>,
    targets: Vec<u32>,
}

impl Arrows {
    fn of(models: usize, pairs: impl Iterator<Item = Pair> + Clone) -> Self {
        let arrows = |pair: Pair| {
            let up = (pair.weight > 0.0 && pair.score > 0.0).then_some((pair.second, pair.first));
            let down = (pair.weight > 0.0 && pair.score < pair.weight).then_some((pair.first, pair.second));
            up.into_iter().chain(down)
        };
        let mut starts = vec![0_u32; models + 1];
        pairs.clone().flat_map(arrows).for_each(|(from, _)| starts[from as usize + 1] += 1);
        (0..models).for_each(|model| starts[model + 1] += starts[model]);
        let mut next = starts.clone();
        let mut targets = vec![0; starts[models] as usize];
        for (from, to) in pairs.flat_map(arrows) {
            targets[next[from as usize] as usize] = to;
            next[from as usize] += 1;
        }
        Self { starts, targets }
    }

    fn from(&self, model: usize) -> &[u32] {
        &self.targets[self.starts[model] as usize..self.starts[model + 1] as usize]
    }

    /// Strongly connected part of each model (Tarjan 1972, without recursion).
    fn parts(&self) -> Vec<u32> {
        const NEW: u32 = u32::MAX;
        let models = self.starts.len() - 1;
        let (mut index, mut low, mut part) = (vec![NEW; models], vec![0_u32; models], vec![NEW; models]);
        let (mut stack, mut path): (Vec<u32>, Vec<(u32, u32)>) = (Vec::new(), Vec::new());
        let (mut time, mut parts) = (0, 0);
        for root in 0..models as u32 {
            if index[root as usize] != NEW {
                continue;
            }
            path.push((root, self.starts[root as usize]));
            while let Some((model, arrow)) = path.pop() {
                let at = model as usize;
                if index[at] == NEW {
                    (index[at], low[at]) = (time, time);
                    time += 1;
                    stack.push(model);
                }
                if arrow < self.starts[at + 1] {
                    path.push((model, arrow + 1));
                    let next = self.targets[arrow as usize] as usize;
                    if index[next] == NEW {
                        path.push((next as u32, self.starts[next]));
                    } else if part[next] == NEW {
                        low[at] = low[at].min(index[next]);
                    }
                    continue;
                }
                if low[at] == index[at] {
                    while let Some(member) = stack.pop() {
                        part[member as usize] = parts;
                        if member == model {
                            break;
                        }
                    }
                    parts += 1;
                }
                if let Some((parent, _)) = path.last() {
                    low[*parent as usize] = low[*parent as usize].min(low[at]);
                }
            }
        }
        part
    }

    /// Marks what can be reached from the marked models.
    fn spread(&self, marked: &mut [bool]) {
        let mut waiting: Vec<u32> = (0..marked.len() as u32).filter(|model| marked[*model as usize]).collect();
        while let Some(model) = waiting.pop() {
            for &next in self.from(model as usize) {
                if !std::mem::replace(&mut marked[next as usize], true) {
                    waiting.push(next);
                }
            }
        }
    }
}

impl Standings {
    /// From pairs in ascending order of (first, second).
    pub fn of(models: usize, pairs: impl Iterator<Item = Pair> + Clone) -> Self {
        let arrows = Arrows::of(models, pairs.clone());
        let turned = Arrows::of(models, pairs.clone().map(|pair| Pair { score: pair.weight - pair.score, ..pair }));
        let part = arrows.parts();
        let (component, components) = components(models, pairs.clone());
        let mut size = vec![0_usize; models];
        let mut weight = vec![0.0_f64; models];
        part.iter().for_each(|part| size[*part as usize] += 1);
        for pair in pairs {
            if part[pair.first as usize] == part[pair.second as usize] {
                weight[part[pair.first as usize] as usize] += pair.weight;
            }
        }
        // The part to rate in each component: the largest, then the one with most weight, then the one of the smallest model.
        let mut rated: Vec<Option<u32>> = vec![None; components as usize];
        for model in 0..models {
            let Some(component) = component[model] else { continue };
            let key = |part: u32| (size[part as usize], weight[part as usize]);
            let best = &mut rated[component as usize];
            if best.is_none_or(|best| key(part[model]) > key(best)) {
                *best = Some(part[model]);
            }
        }
        let is_rated = |model: usize| {
            component[model].and_then(|component| rated[component as usize]) == Some(part[model])
                && size[part[model] as usize] > 1
        };
        let (mut above, mut below): (Vec<bool>, Vec<bool>) =
            (0..models).map(|model| (is_rated(model), is_rated(model))).unzip();
        arrows.spread(&mut above);
        turned.spread(&mut below);
        let alone = |model: usize| {
            component[model]
                .is_some_and(|component| rated[component as usize].is_some_and(|part| size[part as usize] == 1))
        };
        let of = (0..models).map(|model| match (is_rated(model), above[model], below[model]) {
            (true, ..) => Standing::Rated,
            (false, true, _) => Standing::Above,
            (false, _, true) => Standing::Below,
            // No part of the component has two models: only who never lost or never won at all stands anywhere.
            _ if alone(model) && arrows.from(model).is_empty() => Standing::Above,
            _ if alone(model) && turned.from(model).is_empty() => Standing::Below,
            _ => Standing::Unknown,
        });
        let of = of.collect();
        Self { of, component, components }
    }
}

fn components(models: usize, pairs: impl Iterator<Item = Pair>) -> (Vec<Option<u32>>, u32) {
    let mut parent: Vec<u32> = (0..models as u32).collect();
    let mut compared = vec![false; models];
    fn root(parent: &mut [u32], mut model: u32) -> u32 {
        while parent[model as usize] != model {
            parent[model as usize] = parent[parent[model as usize] as usize];
            model = parent[model as usize];
        }
        model
    }
    for pair in pairs.filter(|pair| pair.weight > 0.0) {
        compared[pair.first as usize] = true;
        compared[pair.second as usize] = true;
        let (one, other) = (root(&mut parent, pair.first), root(&mut parent, pair.second));
        parent[one.max(other) as usize] = one.min(other);
    }
    let mut number = vec![None; models];
    let mut components = 0;
    let component = (0..models as u32)
        .map(|model| {
            compared[model as usize].then(|| {
                *number[root(&mut parent, model) as usize].get_or_insert_with(|| {
                    components += 1;
                    components - 1
                })
            })
        })
        .collect();
    (component, components)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standings(models: usize, pairs: &[(u32, u32, f64, f64)]) -> Standings {
        Standings::of(models, pairs.iter().map(|&(first, second, weight, score)| Pair { first, second, weight, score }))
    }

    #[test]
    fn a_cycle_of_wins_is_rated_and_those_outside_it_stand_above_or_below() {
        let found =
            standings(5, &[(0, 1, 1.0, 1.0), (1, 2, 1.0, 1.0), (0, 2, 1.0, 0.0), (2, 3, 2.0, 0.0), (0, 4, 2.0, 2.0)]);
        use Standing::{Above, Below, Rated};
        assert_eq!(found.of, [Rated, Rated, Rated, Above, Below]);
        assert_eq!((found.components, found.component), (1, vec![Some(0); 5]));
    }

    #[test]
    fn a_single_tie_joins_two_models_and_a_weight_of_zero_joins_none() {
        assert_eq!(standings(2, &[(0, 1, 1.0, 0.5)]).of, [Standing::Rated; 2]);
        let unweighted = standings(3, &[(0, 1, 0.0, 0.0), (1, 2, 3.0, 1.0)]);
        assert_eq!(unweighted.of, [Standing::Unknown, Standing::Rated, Standing::Rated]);
        assert_eq!(unweighted.component, [None, Some(0), Some(0)]);
    }

    #[test]
    fn a_ladder_of_wins_has_a_top_and_a_bottom_and_nothing_known_between() {
        let found = standings(3, &[(0, 1, 1.0, 1.0), (1, 2, 1.0, 1.0)]);
        assert_eq!(found.of, [Standing::Above, Standing::Unknown, Standing::Below]);
    }

    #[test]
    fn what_lies_beside_the_rated_part_is_unknown() {
        // 3 beat the rated three and lost to 4, which never met them; 4 is then above as well. 5 beat 3 only through 4's side.
        let found =
            standings(6, &[(0, 1, 1.0, 0.5), (1, 2, 1.0, 0.5), (0, 3, 1.0, 0.0), (3, 4, 1.0, 0.0), (3, 5, 1.0, 1.0)]);
        use Standing::{Above, Rated, Unknown};
        assert_eq!(found.of, [Rated, Rated, Rated, Above, Above, Unknown]);
    }
}
