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

fn all(text: &str) -> Result<(Vec<Comparison>, Vec<String>), CsvError> {
    let mut found = Vec::new();
    for step in [1, 7, 1_000] {
        let mut reader = Comparisons::new(Drip(text.as_bytes(), step), true)?;
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
    let evalica = "left,right,winner\r\nx,y,left\r\nx,y,right\r\ny,x,tie\r\nx,y,tie\r\n";
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
    assert_eq!(problem("left,right\n"), "line 1: there is no column outcome");
    assert!(problem("").starts_with("the file is empty"));
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
    let mut reader = Comparisons::new(text.as_bytes(), true).unwrap();
    reader.read().unwrap();
    assert_eq!(reader.covariate_names().collect::<Vec<_>>(), ["tokens"]);
    assert_eq!(reader.covariates(), [(10.0, 30.0)]);
}
