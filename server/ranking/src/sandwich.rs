//! The sandwich estimate of the strengths' covariance, H⁻¹BH⁻¹: right whether or not the model is (Huber 1967, White 1982),
//! and with the scores added up by cluster also where judgments of a cluster are alike (Liang & Zeger 1986). One pass over
//! the data, no draws; no small-sample factor.

use crate::{
    layout::{Layout, Part},
    solve::{Fit, chances},
    tally::Clusters,
};
use nalgebra::{DMatrix, DVector};

/// Covariance of ξ per part.
#[derive(Clone, Debug)]
pub(crate) struct Covariances(pub Vec<DMatrix<f64>>);

impl Covariances {
    /// With judgments, or the given clusters, as independent units.
    pub fn of(layout: &Layout, fits: &[Fit], clusters: Option<&Clusters>) -> Self {
        let pulls = pulls(layout, fits);
        let mut middles: Vec<DMatrix<f64>> =
            layout.parts.iter().map(|part| DMatrix::zeros(part.models.len(), part.models.len())).collect();
        match clusters {
            None => by_judgment(layout, &pulls, &mut middles),
            Some(clusters) => by_cluster(layout, &pulls, &layout.clusters(clusters), &mut middles),
        }
        Self(fits.iter().zip(&middles).map(|(fit, middle)| between(&fit.inverse, middle)).collect())
    }

    /// Standard error of one model's ξ.
    pub fn error(&self, (part, local): (u32, u32)) -> f64 {
        let at = local as usize;
        self.0[part as usize][(at, at)].max(0.0).sqrt()
    }

    /// Standard error of the difference of two models of one part.
    pub fn error_of_difference(&self, part: u32, one: u32, other: u32) -> f64 {
        let (matrix, one, other) = (&self.0[part as usize], one as usize, other as usize);
        (matrix[(one, one)] + matrix[(other, other)] - 2.0 * matrix[(one, other)]).max(0.0).sqrt()
    }
}

/// w (h − p) of a win, a tie and a loss of the first model, per stratum.
fn pulls(layout: &Layout, fits: &[Fit]) -> Vec<[f64; 3]> {
    let chances: Vec<f64> =
        layout.parts.iter().zip(fits).flat_map(|(part, fit)| chances(part, &fit.strengths)).collect();
    let pull = |stratum: &crate::layout::Stratum| {
        [1.0, 0.5, 0.0].map(|score| stratum.weight * (score - chances[stratum.pair as usize]))
    };
    layout.strata.iter().map(pull).collect()
}

fn add(middle: &mut DMatrix<f64>, first: usize, second: usize, square: f64) {
    middle[(first, first)] += square;
    middle[(second, second)] += square;
    middle[(first, second)] -= square;
    middle[(second, first)] -= square;
}

fn by_judgment(layout: &Layout, pulls: &[[f64; 3]], middles: &mut [DMatrix<f64>]) {
    let mut strata = layout.strata.iter().zip(pulls).peekable();
    for (part, middle) in layout.parts.iter().zip(middles) {
        for ((first, second), pair) in part.ends().zip(part.pairs.clone()) {
            let mut square = 0.0;
            while let Some((stratum, pulls)) = strata.next_if(|(stratum, _)| stratum.pair as usize == pair) {
                square +=
                    stratum.counts.iter().zip(pulls).map(|(count, pull)| *count as f64 * pull * pull).sum::<f64>();
            }
            add(middle, first, second, square);
        }
    }
}

fn by_cluster(layout: &Layout, pulls: &[[f64; 3]], clusters: &Clusters, middles: &mut [DMatrix<f64>]) {
    let ends: Vec<(usize, usize, usize)> = layout
        .parts
        .iter()
        .enumerate()
        .flat_map(|(number, part): (usize, &Part)| part.ends().map(move |(first, second)| (number, first, second)))
        .collect();
    let mut sums: Vec<DVector<f64>> = layout.parts.iter().map(|part| DVector::zeros(part.models.len())).collect();
    let mut touched: Vec<(usize, usize)> = Vec::new();
    for cluster in 0..clusters.len() {
        for &code in clusters.of_cluster(cluster) {
            let stratum = code as usize / 4;
            let (part, first, second) = ends[layout.strata[stratum].pair as usize];
            let pull = pulls[stratum][code as usize % 4];
            sums[part][first] += pull;
            sums[part][second] -= pull;
            touched.extend([(part, first), (part, second)]);
        }
        touched.sort_unstable();
        touched.dedup();
        for (at, &(part, one)) in touched.iter().enumerate() {
            for &(_, other) in touched[at..].iter().take_while(|(of, _)| *of == part) {
                let product = sums[part][one] * sums[part][other];
                middles[part][(one, other)] += product;
                if one != other {
                    middles[part][(other, one)] += product;
                }
            }
        }
        touched.drain(..).for_each(|(part, model)| sums[part][model] = 0.0);
    }
}

/// Outer × middle × outer, column by column: nalgebra's matrix product picks instructions by processor and so would not
/// give the same bits everywhere.
fn between(outer: &DMatrix<f64>, middle: &DMatrix<f64>) -> DMatrix<f64> {
    let size = outer.nrows();
    let mut result = DMatrix::zeros(size, size);
    let mut half = DVector::zeros(size);
    for (column, mut out) in outer.column_iter().zip(result.column_iter_mut()) {
        half.gemv(1.0, middle, &column, 0.0);
        out.gemv(1.0, outer, &half, 0.0);
    }
    result
}
