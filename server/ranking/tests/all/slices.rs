//! Boards of parts of the prompts.

use assay_ranking::{
    Comparison, Error, Outcome, Settings, leaderboard,
    slices::{Attribute, slices},
};

fn data() -> Vec<Comparison> {
    (0..360)
        .map(|at: u32| Comparison {
            left: at % 3,
            right: (at + 1) % 3,
            outcome: [Outcome::Win, Outcome::Tie, Outcome::Loss][(at * 5 % 7 % 3) as usize],
            weight: 1.0,
            prompt: at / 3,
            annotator: at % 3,
        })
        .collect()
}

fn attributes() -> Vec<Attribute> {
    let named = |name: &str, values: &[&str], of_prompt| Attribute {
        name: name.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        of_prompt,
    };
    vec![
        named("language", &["SQL", "Java"], (0..120).map(|prompt| vec![prompt % 2]).collect()),
        named(
            "use case",
            &["fixing", "rare"],
            (0..10).map(|prompt| if prompt == 0 { vec![0, 1] } else { vec![0] }).collect(),
        ),
    ]
}

#[test]
fn every_slice_is_the_board_of_its_own_judgments() {
    let settings = Settings { rounds: 50, ..Settings::default() };
    let found = slices(3, &data(), &attributes(), 10, &settings).unwrap();
    let named: Vec<_> =
        found.iter().map(|slice| (slice.value.as_str(), slice.judgments, slice.board.is_some())).collect();
    assert_eq!(named, [("SQL", 180, true), ("Java", 180, true), ("fixing", 30, true), ("rare", 3, false)]);
    for (minimum, shown) in [(30, true), (31, false)] {
        let fixing = slices(3, &data(), &attributes(), minimum, &settings).unwrap().remove(2);
        assert_eq!(
            (fixing.value.as_str(), fixing.board.is_some()),
            ("fixing", shown),
            "30 judgments, at least {minimum}"
        );
    }
    for (slice, wanted) in found.iter().zip([0, 1]) {
        let part: Vec<_> = data().into_iter().filter(|comparison| comparison.prompt % 2 == wanted).collect();
        assert_eq!(slice.board, Some(leaderboard(3, &part, &settings).unwrap()));
    }
}

#[test]
fn an_attribute_without_a_name_for_a_value_is_refused() {
    let mut attributes = attributes();
    attributes[0].values.pop();
    assert!(matches!(slices(3, &data(), &attributes, 1, &Settings::default()), Err(Error::BadValue(_))));
}
