//! Why there is no answer at all. Weak data is not an error: see [`Warning`](crate::Warning).

/// Why there is no board.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A comparison names a model beyond the given number of models.
    #[error("comparison {0} names a model that is not there")]
    UnknownModel(usize),
    /// A comparison has the same model on both sides.
    #[error("comparison {0} compares a model with itself")]
    SelfComparison(usize),
    /// A weight is negative, infinite or not a number.
    #[error("comparison {0} has a weight that is negative or not a number")]
    BadWeight(usize),
    /// A value beside the comparisons (a covariate, a rating) is not a number in its range, or there are too few of them.
    #[error("{0}")]
    BadValue(String),
    /// Covariates that are mixes of each other or of the models, or that separate the outcomes, so that no finite coefficients exist.
    #[error(
        "the covariates cannot be estimated: they are mixes of each other or of the models, or they separate the outcomes"
    )]
    NotEstimable,
    /// More models than the dense solver takes.
    #[error("{0} models are more than the {max} that can be ranked together", max = crate::MOST_MODELS)]
    TooManyModels(usize),
    /// Settings that mean nothing.
    #[error("{0}")]
    BadSettings(String),
    /// The solver did not converge: ratings so far apart that double precision cannot hold the chances.
    #[error("the fit did not converge: the ratings lie too far apart for double precision")]
    NoConvergence,
}
