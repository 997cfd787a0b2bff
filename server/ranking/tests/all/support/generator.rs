//! Writes the benchmark's battles: a port of the reference set's generator, number for number, so that boards can be
//! compared with its references without shipping the files.
//!
//! A vote: d = θ_left − θ_right (+ 0.6 × the prompt's effect for `3k`), p = 1 / (1 + e^−d); a tie with chance
//! t = 1.2 p (1 − p), else left wins with (p − t / 2) / (1 − t); hence E h = p exactly. Uniforms are counter-based
//! SplitMix64, normals sums of twelve of them.
#![allow(dead_code)]

/// One battle: models by number, score of the left one, inverse-propensity weight of the pair, prompt and annotator.
pub struct Battle {
    pub left: usize,
    pub right: usize,
    pub score: f64,
    pub weight: f64,
    pub prompt: usize,
    pub annotator: usize,
}

/// Size and shape of a set.
#[derive(Clone, Copy)]
pub struct Shape {
    pub battles: usize,
    pub models: usize,
    deviation: f64,
    popularity: f64,
    seed: u64,
    /// Three votes per prompt, which share an effect.
    prompts: bool,
}

/// The set of that name.
pub fn shape(name: &str) -> Option<Shape> {
    let set = |battles, models, deviation, popularity, seed, prompts| {
        Some(Shape { battles, models, deviation, popularity, seed, prompts })
    };
    match name {
        "3k" => set(3_000, 11, 0.75, 0.0, 0x5EA1_0003, true),
        "100k" => set(100_000, 50, 0.80, 0.5, 0x5EA1_0100, false),
        "2m" => set(2_000_000, 200, 0.80, 0.5, 0x5EA1_2000, false),
        _ => None,
    }
}

/// Number `at` of a stream, in (0, 1).
fn uniform(seed: u64, stream: u64, at: usize) -> f64 {
    let base = seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
    let mut z = base.wrapping_add((at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    ((z >> 11) as f64 + 0.5) * 2.0_f64.powi(-53)
}

fn normal(seed: u64, stream: u64, at: usize) -> f64 {
    (0..12).map(|draw| uniform(seed, stream, 12 * at + draw)).sum::<f64>() - 6.0
}

/// All battles of a set, one by one.
pub fn battles(shape: Shape) -> impl Iterator<Item = Battle> {
    let Shape { battles, models, deviation, popularity, seed, prompts } = shape;
    let mut theta: Vec<f64> = (0..models).map(|model| deviation * normal(seed, 1, model)).collect();
    let mean = theta.iter().sum::<f64>() / models as f64;
    theta.iter_mut().for_each(|theta| *theta -= mean);
    let mut order: Vec<usize> = (0..models).collect();
    order.sort_by(|one, other| uniform(seed, 7, *one).total_cmp(&uniform(seed, 7, *other)));
    let popular: Vec<f64> = order.iter().map(|rank| (1.0 + *rank as f64).powf(-popularity)).collect();
    let pairs: Vec<(usize, usize)> =
        (0..models).flat_map(|one| (one + 1..models).map(move |other| (one, other))).collect();
    let mut chances: Vec<f64> = pairs.iter().map(|(one, other)| popular[*one] * popular[*other]).collect();
    let total: f64 = chances.iter().sum();
    chances.iter_mut().for_each(|chance| *chance /= total);
    let mut sum = 0.0;
    let mut cumulated: Vec<f64> = chances
        .iter()
        .map(|chance| {
            sum += chance;
            sum
        })
        .collect();
    if let Some(last) = cumulated.last_mut() {
        *last = 1.0;
    }
    // Inverse chances, scaled to a mean of 1 over the design: each pair contributes 1 to Σ w p.
    let pairs_count = pairs.len() as f64;
    (0..battles).map(move |at| {
        let unit = if prompts { at / 3 } else { at };
        let drawn = uniform(seed, 2, unit);
        let pair = cumulated.partition_point(|known| *known <= drawn).min(pairs.len() - 1);
        let swap = uniform(seed, 3, unit) < 0.5;
        let (first, second) = pairs[pair];
        let (left, right) = if swap { (second, first) } else { (first, second) };
        let effect = if prompts { 0.6 * normal(seed, 5, unit) } else { 0.0 };
        let d = theta[left] - theta[right] + if swap { -effect } else { effect };
        let p = 1.0 / (1.0 + (-d).exp());
        let t = 1.2 * p * (1.0 - p);
        let u = uniform(seed, 4, at);
        let score = if u < t {
            0.5
        } else if u < t + (p - t / 2.0) {
            1.0
        } else {
            0.0
        };
        let annotator = (uniform(seed, 6, at) * 25.0) as usize;
        Battle { left, right, score, weight: 1.0 / chances[pair] / pairs_count, prompt: unit, annotator }
    })
}
