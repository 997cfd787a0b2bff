//! Several statements in one go. SQLite works in a thread of its own, and waking it and waiting for it costs more than most
//! of our statements; so what needs no answer in between is sent together.

use crate::{Dialect, StoreError, Tx};
use futures::TryStreamExt;
use sqlx::{
    Any, AssertSqlSafe, Either, Executor,
    any::{AnyArguments, AnyRow},
    query::Query,
};
use std::fmt::Write;

/// What a statement is given for one of its parameters.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

/// Statements in order. One that fails ends the batch; what came before it stands until the transaction is undone.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    statements: Vec<(&'static str, Vec<Value>)>,
}

impl Batch {
    /// Adds a statement with a value for each of its `$1`, `$2`, …
    pub(crate) fn add<const N: usize>(&mut self, sql: &'static str, values: [Value; N]) -> &mut Self {
        self.statements.push((sql, values.into()));
        self
    }

    /// How many statements there are.
    pub(crate) fn len(&self) -> usize {
        self.statements.len()
    }

    /// Runs the statements and answers the rows of each.
    pub(crate) async fn run(self, tx: &mut Tx) -> Result<Vec<Vec<AnyRow>>, StoreError> {
        match tx.dialect {
            Dialect::Sqlite => self.run_at_once(tx).await,
            // Its protocol takes one statement with parameters at a time.
            Dialect::Postgres => {
                let mut rows = Vec::with_capacity(self.statements.len());
                for (sql, values) in self.statements {
                    rows.push(bind(sqlx::query(sql), values).fetch_all(tx.on()).await?);
                }
                Ok(rows)
            }
        }
    }

    async fn run_at_once(self, tx: &mut Tx) -> Result<Vec<Vec<AnyRow>>, StoreError> {
        if self.statements.is_empty() {
            return Ok(Vec::new());
        }
        let mut text = String::with_capacity(self.statements.iter().map(|(sql, _)| sql.len() + 8).sum());
        let mut rows: Vec<Vec<AnyRow>> = self.statements.iter().map(|_| Vec::new()).collect();
        let (mut given, mut all) = (0, Vec::new());
        for (sql, values) in self.statements {
            renumber(&mut text, sql, given);
            text.push(';');
            given += values.len();
            all.extend(values);
        }
        let query = bind(sqlx::query(AssertSqlSafe(text)), all);
        let mut answers = tx.on().fetch_many(query);
        // Each statement's rows are followed by what it changed.
        let mut of_each = rows.iter_mut();
        let mut of_this = of_each.next();
        while let Some(answer) = answers.try_next().await? {
            match (answer, &mut of_this) {
                (Either::Left(_), _) => of_this = of_each.next(),
                (Either::Right(row), Some(rows)) => rows.push(row),
                (Either::Right(_), None) => {}
            }
        }
        drop(answers);
        Ok(rows)
    }
}

/// Appends a statement whose parameters begin after those `given` before it.
fn renumber(text: &mut String, sql: &str, given: usize) {
    let mut rest = sql;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at + 1);
        text.push_str(before);
        let digits = from.len() - from.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Ok(number) = from[..digits].parse::<usize>() {
            let _ = write!(text, "{}", number + given);
        }
        rest = &from[digits..];
    }
    text.push_str(rest);
}

fn bind<'q>(mut query: Query<'q, Any, AnyArguments>, values: Vec<Value>) -> Query<'q, Any, AnyArguments> {
    for value in values {
        query = match value {
            Value::Number(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
        };
    }
    query
}

#[cfg(test)]
mod tests {
    use super::renumber;

    #[test]
    fn parameters_go_on_counting() {
        let mut text = String::new();
        for (sql, given) in [("A $1 B $12 C", 0), (";D $2, $1, '$.e'", 12)] {
            renumber(&mut text, sql, given);
        }
        assert_eq!(text, "A $1 B $12 C;D $14, $13, '$.e'");
    }
}
