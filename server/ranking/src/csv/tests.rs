#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

/// Hands out a few bytes at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(buffer.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

fn with_covariates() -> Reading {
    Reading { covariates: true, ..Reading::default() }
}

fn all(text: &str) -> Result<(Vec<Comparison>, Vec<String>), CsvError> {
    let mut found = Vec::new();
    for step in [1, 7, 1_000] {
        let mut reader = Comparisons::new(Drip(text.as_bytes(), step), &with_covariates())?;
        let mut comparisons = Vec::new();
        while let Some(comparison) = reader.read()? {
            comparisons.push(comparison);
        }
        found.push((comparisons, reader.models().to_vec()));
    }
    assert!(found.windows(2).all(|two| two[0] == two[1]), "blocks matter");
    Ok(found.remove(0))
}

fn problem(text: &str) -> String {
    all(text).unwrap_err().to_string()
}

#[test]
fn our_own_columns_are_read_in_any_order() {
    let text = "weight,outcome,right,left,prompt,annotator,note\n2.5,1,b,a,p,x,\n0,0.5,a,c,p,y,hm\n";
    let (comparisons, names) = all(text).unwrap();
    assert_eq!(names, ["a", "b", "c"]);
    let expected = [(0, 1, Outcome::Win, 2.5, 0, 0), (2, 0, Outcome::Tie, 0.0, 0, 1)];
    let seen = comparisons.iter().map(|c| (c.left, c.right, c.outcome, c.weight, c.prompt, c.annotator));
    assert_eq!(seen.collect::<Vec<_>>(), expected);
}

#[test]
fn files_of_fastchat_and_evalica_are_read_as_they_are() {
    let fastchat = "model_a,model_b,winner,judge\nx,y,model_a,j\nx,y,model_b,j\ny,x,tie,j\nx,y,tie (bothbad),j\n";
    let evalica = "left,right,winner\r\nx,y,left\r\nx,y,Right\r\ny,x,TIE\r\nx,y,tie\r\n";
    let outcomes = |text| all(text).unwrap().0.iter().map(|c| c.outcome).collect::<Vec<_>>();
    assert_eq!(outcomes(fastchat), [Outcome::Win, Outcome::Loss, Outcome::Tie, Outcome::Tie]);
    assert_eq!(outcomes(fastchat), outcomes(evalica));
}

#[test]
fn quoted_names_may_hold_commas_quotes_and_line_breaks() {
    let (comparisons, names) = all("left,right,outcome\n\"a, \"\"b\"\"\nc\",d,\"1\"\n\nd,e,0").unwrap();
    assert_eq!(names, ["a, \"b\"\nc", "d", "e"]);
    assert_eq!(comparisons.len(), 2);
}

#[test]
fn a_byte_order_mark_does_not_hide_the_first_column() {
    assert_eq!(all("\u{feff}left,right,outcome\na,b,1\n").unwrap().0.len(), 1);
}

#[test]
fn a_bad_row_is_named_by_its_line() {
    let head = "left,right,outcome,weight\na,\"b\nb\",1,1\n\n";
    assert!(problem(&format!("{head}a,b,2,1\n")).starts_with("line 5: the outcome is “2”"));
    assert!(problem(&format!("{head}a,b,,1\n")).starts_with("line 5: the outcome is “”"));
    assert_eq!(problem(&format!("{head}a,a,1,1\n")), "line 5: a is compared with itself");
    assert_eq!(problem(&format!("{head}a,b,1\n")), "line 5: there are 3 fields where the header has 4");
    for weight in ["-1", "inf", "nan", "", "1e999", "1,5"] {
        assert!(problem(&format!("{head}a,b,1,{weight}\n")).starts_with("line 5: the"), "{weight}");
    }
    assert_eq!(problem(&format!("{head},b,1,1\n")), "line 5: a model has no name");
    assert_eq!(problem(&format!("{head}a,\"b,1,1\n")), "line 5: a quoted field is not closed");
    assert_eq!(problem(&format!("{head}a,\"b\"c,1,1\n")), "line 5: there is text behind a quoted field");
}

#[test]
fn a_file_without_the_columns_says_which_is_missing() {
    assert_eq!(problem("left,right\n"), "line 1: there is no column outcome or winner; there is “left”, “right”");
    assert!(problem("").starts_with("the file is empty"));
    assert!(problem("left;right;outcome\na;b;1\n").ends_with("(columns must be parted by commas)"));
    assert!(problem("left\tright\toutcome\na\tb\t1\n").contains("parted by commas"));
    let garbage = problem("l\u{1b}[31m\u{7},b\n1,2\n");
    assert!(!garbage.contains('\u{1b}') && !garbage.contains('\u{7}'), "nothing acts on a terminal: {garbage:?}");
    assert_eq!(problem("left,right,outcome,left\na,b,1,c\n"), "line 1: the column left stands there twice");
    assert_eq!(problem("Left,LEFT,right,outcome\na,b,c,1\n"), "line 1: the column left stands there twice");
}

#[test]
fn numbers_are_read_exactly() {
    for text in
        ["0", "1", "1.000000", "0.1", "123456.789012", "9007199254740993", "0.30000000000000004", "1e-5", "2.5e3"]
    {
        assert_eq!(number(text.as_bytes()), text.parse().ok(), "{text}");
    }
    for text in ["", ".", "1.2.3", "-1", "inf", "NaN", "1x", "0x10"] {
        assert_eq!(number(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn covariates_come_from_pairs_of_columns() {
    let text = "model_a,model_b,winner,tokens_a,tokens_b\nx,y,tie,10,30\n";
    let mut reader = Comparisons::new(text.as_bytes(), &with_covariates()).unwrap();
    reader.read().unwrap();
    assert_eq!(reader.covariate_names().collect::<Vec<_>>(), ["tokens"]);
    assert_eq!(reader.covariates(), [(10.0, 30.0)]);
}

#[test]
fn fastchats_json_is_read_as_it_is_whether_an_array_or_line_by_line() {
    let rows = [
        r#"{"question_id": "q{1}", "model_a": "x", "model_b": "y", "winner": "model_a", "anony": true, "turn": 1, "conversation_a": [{"role": "user", "content": "a \"quoted\" } brace \\"}]}"#,
        r#"{"model_b": "y", "winner": "tie (bothbad)", "model_a": "x", "anony": false, "question_id": "q2"}"#,
    ];
    for text in [rows.join("\n"), format!("[\n{}]", rows.join(",\n")), format!("\u{feff}  [{}]", rows.join(", "))] {
        let (comparisons, names) = all(&text).unwrap();
        assert_eq!(names, ["x", "y"]);
        assert_eq!(
            comparisons.iter().map(|c| (c.outcome, c.prompt)).collect::<Vec<_>>(),
            [(Outcome::Win, 0), (Outcome::Tie, 1)]
        );
        let anonymous = Reading { only: vec![("anony".to_owned(), "True".to_owned())], ..Reading::default() };
        let mut reader = Comparisons::new(text.as_bytes(), &anonymous).unwrap();
        assert_eq!(reader.read().unwrap().unwrap().outcome, Outcome::Win);
        assert_eq!(reader.read().unwrap(), None);
    }
    assert!(
        problem(&format!("{}\n\n{{\"model_a\": \"x\", \"model_b\": \"y\", \"winner\": null}}", rows[0]))
            .starts_with("line 3: the outcome is “”")
    );
    assert!(problem(&format!("{}\n{{\"model_a\": \"x\"", rows[0])).starts_with("line 2: the object is not closed"));
    assert!(problem(&format!("{}\n17", rows[0])).starts_with("line 2: an object must stand here"));
    assert!(problem("{\"model_a\": x}").starts_with("line 1: this is no JSON object"));
}

#[test]
fn a_preference_gives_the_outcome_and_where_asked_the_weight() {
    let text = "left,right,preference,weight\na,b,3,2\na,b,-1,1\nb,a,0,1\n";
    let plain = all(text).unwrap().0;
    assert_eq!(plain.iter().map(|c| c.outcome).collect::<Vec<_>>(), [Outcome::Win, Outcome::Loss, Outcome::Tie]);
    assert_eq!(plain[0].weight.to_bits(), 2.0_f64.to_bits());
    let strength = Some(StrengthWeights { same: 0.5, slightly: 1.0, clearly: 2.0, much: 3.0 });
    let mut reader = Comparisons::new(text.as_bytes(), &Reading { strength, ..Reading::default() }).unwrap();
    let weights: Vec<f64> = std::iter::from_fn(|| reader.read().unwrap()).map(|c| c.weight).collect();
    assert_eq!(weights, [6.0, 1.0, 0.5]);
    assert!(problem("left,right,preference\na,b,4\n").starts_with("line 2: the preference is “4”"));
    let reading = Reading { strength, ..Reading::default() };
    let error = Comparisons::new("left,right,outcome\n".as_bytes(), &reading).unwrap_err().to_string();
    assert!(error.starts_with("line 1: there is no column preference"), "{error}");
}

#[test]
fn rows_of_unknown_outcome_are_left_out_only_on_request_and_counted() {
    let text = "left,right,winner\na,b,left\na,b,\na,a,unknown\nb,a,tie\n";
    let mut reader = Comparisons::new(text.as_bytes(), &Reading { skip_unknown: true, ..Reading::default() }).unwrap();
    assert_eq!(std::iter::from_fn(|| reader.read().unwrap()).count(), 2);
    assert_eq!(reader.skipped(), 2);
}

#[test]
fn columns_are_found_in_any_case_and_the_exact_name_comes_first() {
    let (comparisons, names) = all("Model_A,Model_B,Winner,LEFT,left\nx,y,model_a,p,a\n").unwrap();
    assert_eq!((comparisons.len(), names.as_slice()), (1, &["a".to_owned(), "y".to_owned()][..]));
}

#[test]
fn rows_without_a_prompt_or_an_annotator_do_not_share_one() {
    let text = "left,right,outcome,prompt,judge\na,b,1,p,j\na,b,1,,\na,b,0,,j\nb,a,1,p,\n";
    let mut reader = Comparisons::new(text.as_bytes(), &Reading::default()).unwrap();
    let seen: Vec<_> = std::iter::from_fn(|| reader.read().unwrap()).map(|c| (c.prompt, c.annotator)).collect();
    assert_eq!(seen, [(0, 0), (1, 1), (2, 0), (0, 2)]);
    assert_eq!((reader.prompts(), reader.annotators(), reader.unnamed()), (Some(3), Some(3), (2, 2)));
}

#[test]
fn what_is_no_text_is_said_to_be_what_it_is() {
    let refused = |bytes: &[u8]| Comparisons::new(bytes, &Reading::default()).unwrap_err().to_string();
    assert!(refused(b"\x1f\x8b\x08\0\0").starts_with("the file is compressed"));
    for mark in [b"\xff\xfel\0e\0", b"\xfe\xff\0l\0e"] {
        assert!(refused(mark).starts_with("the file is UTF-16"));
    }
}
