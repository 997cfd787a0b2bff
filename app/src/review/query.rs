//! What an address says of a queue: filter, order and page. Nothing in it is private: an evaluation stands there by a random
//! name, a domain by its word.

use assay_domain::PublicId;
use assay_workflow::review::{Filter, Sort};
use std::collections::HashMap;

/// The part of an address after the question mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct QueueQuery {
    pub(super) filter: Filter,
    /// From 1.
    pub(super) page: i64,
}

/// The flags of a filter: the word in addresses, whether it is asked for.
pub(super) fn flags(filter: &Filter) -> [(&'static str, bool); 4] {
    [("returned", filter.returned), ("few", filter.few_agree), ("bad", filter.both_bad), ("critical", filter.critical)]
}

impl QueueQuery {
    /// Reads fields; what is unknown asks for nothing.
    pub(super) fn read(fields: &HashMap<String, String>) -> Self {
        let given = |name: &str| fields.get(name).map(String::as_str).filter(|value| !value.is_empty());
        Self {
            filter: Filter {
                evaluation: given("evaluation").and_then(PublicId::parse),
                domain: given("domain").map(str::to_owned),
                returned: given("returned").is_some(),
                few_agree: given("few").is_some(),
                both_bad: given("bad").is_some(),
                critical: given("critical").is_some(),
                sort: given("sort").and_then(Sort::parse).unwrap_or_default(),
            },
            page: given("page").and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1),
        }
    }

    /// Reads what a form carried along.
    pub(super) fn parse(text: &str) -> Self {
        Self::read(&serde_urlencoded::from_str(text.trim_start_matches('?')).unwrap_or_default())
    }

    /// With the question mark; empty when it asks for nothing special.
    pub(super) fn address(&self) -> String {
        let filter = &self.filter;
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if let Some(id) = &filter.evaluation {
            pairs.push(("evaluation", id.as_str().to_owned()));
        }
        if let Some(domain) = &filter.domain {
            pairs.push(("domain", domain.clone()));
        }
        pairs.extend(flags(filter).iter().filter(|(_, asked)| *asked).map(|(name, _)| (*name, "1".to_owned())));
        if filter.sort != Sort::default() {
            pairs.push(("sort", filter.sort.as_str().to_owned()));
        }
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        match serde_urlencoded::to_string(&pairs) {
            Ok(text) if !text.is_empty() => format!("?{text}"),
            _ => String::new(),
        }
    }

    /// The same filter on another page.
    pub(super) fn on_page(&self, page: i64) -> Self {
        Self { page, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn an_address_comes_back_as_it_was_and_junk_asks_for_nothing() {
        let asked = QueueQuery {
            filter: Filter {
                evaluation: Some(PublicId::from_bits([5; 16])),
                domain: Some("a b&c=é?".into()),
                returned: true,
                critical: true,
                sort: Sort::Agreement,
                ..Filter::default()
            },
            page: 3,
        };
        assert_eq!(QueueQuery::parse(&asked.address()), asked);
        let nothing = QueueQuery { page: 1, ..QueueQuery::default() };
        assert_eq!(nothing.address(), "");
        for junk in ["?page=-1&sort=model", "evaluation=1&page=x", "", "&&&=%ff"] {
            assert_eq!(QueueQuery::parse(junk), nothing, "{junk}");
        }
    }
}
