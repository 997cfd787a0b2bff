//! Reviewing for programs: the same activities as JSON.

use crate::annotate::api::{ContentJson, CriterionJson, TurnJson, body, public_id};
use crate::problem::Problem;
use crate::shell::PageContext;
use assay_domain::Refusal;
use assay_domain::review::{Stage, Verdict};
use assay_domain::scale::Scale;
use assay_domain::setup::Kind;
use assay_workflow::Assay;
use assay_workflow::review::{ReviewView, VerdictOn};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A review as a program sees it: every field listed, so that nothing is ever sent by accident.
#[derive(Debug, Serialize)]
struct ReviewJson {
    id: String,
    stage: Stage,
    version: i64,
    evaluation: String,
    guidelines: String,
    turns: Vec<TurnJson>,
    reference: Option<String>,
    attributes: BTreeMap<String, String>,
    kind: Kind,
    responses: Vec<String>,
    scale: Scale,
    criteria: Vec<CriterionJson>,
    error_tags: Vec<String>,
    reasons: Vec<ReasonJson>,
    lease_expires_at: i64,
    judgments: Vec<JudgmentJson>,
}

#[derive(Debug, Serialize)]
struct JudgmentJson {
    letter: char,
    content: ContentJson,
    saw_first_as_a: bool,
    revision: i64,
    active_ms: i64,
    waits: bool,
    before: Option<ContentJson>,
    corrected: Option<CorrectedJson>,
    decided: Vec<DecidedJson>,
}

#[derive(Debug, Serialize)]
struct CorrectedJson {
    stage: Stage,
    content: ContentJson,
    reason: String,
}

#[derive(Debug, Serialize)]
struct DecidedJson {
    stage: Stage,
    verdict: Verdict,
    corrected: bool,
    reason: Option<String>,
    comment: String,
    fields: Vec<String>,
}

/// A reason of the list.
#[derive(Debug, Serialize)]
struct ReasonJson {
    verdict: Verdict,
    text: String,
}

impl From<ReviewView> for ReviewJson {
    fn from(review: ReviewView) -> Self {
        let judgments = review.judgments.into_iter().map(|judgment| JudgmentJson {
            letter: judgment.letter,
            content: judgment.content.into(),
            saw_first_as_a: judgment.saw_first_as_a,
            revision: judgment.revision,
            active_ms: judgment.active_ms,
            waits: judgment.waits,
            before: judgment.before.map(Into::into),
            corrected: judgment.corrected.map(|corrected| CorrectedJson {
                stage: corrected.stage,
                content: corrected.content.into(),
                reason: corrected.reason,
            }),
            decided: judgment
                .decided
                .into_iter()
                .map(|one| DecidedJson {
                    stage: one.stage,
                    verdict: one.verdict,
                    corrected: one.corrected,
                    reason: one.reason,
                    comment: one.comment,
                    fields: one.fields,
                })
                .collect(),
        });
        Self {
            id: review.id.as_str().to_owned(),
            stage: review.stage,
            version: review.version,
            evaluation: review.evaluation,
            guidelines: review.guidelines,
            turns: review.turns.into_iter().map(|turn| TurnJson::of(turn.role, turn.text)).collect(),
            reference: review.reference,
            attributes: review.attributes,
            kind: review.kind,
            responses: review.responses,
            scale: review.scale,
            criteria: review.criteria.into_iter().map(Into::into).collect(),
            error_tags: review.error_tags,
            reasons: review.reasons.into_iter().map(|(verdict, text)| ReasonJson { verdict, text }).collect(),
            lease_expires_at: review.lease_expires_at,
            judgments: judgments.collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct NextJson {
    review: Option<ReviewJson>,
}

#[derive(Debug, Serialize)]
struct DecidedAnswer {
    next: Option<ReviewJson>,
}

/// What a program decides.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionJson {
    version: i64,
    verdicts: Vec<VerdictJson>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictJson {
    letter: char,
    verdict: Verdict,
    #[serde(default)]
    comment: String,
    /// The text of a reason of the list.
    #[serde(default)]
    reason: Option<String>,
    /// What is to be changed: `overall`, `criterion <name>`, `error_tags`, `justification`.
    #[serde(default)]
    fields: Vec<String>,
    /// What is approved in place of the judgment, in the neutral order.
    #[serde(default)]
    correction: Option<ContentJson>,
}

#[derive(Debug, Serialize)]
struct QueueJson {
    queue: Vec<WaitingJson>,
}

#[derive(Debug, Serialize)]
struct WaitingJson {
    evaluation: String,
    tasks: i64,
    oldest: i64,
}

fn stage(text: &str) -> Result<Stage, Problem> {
    Stage::parse(text).ok_or_else(|| Refusal::NotFound.into())
}

/// `GET /api/v1/reviews/{stage}/next`
pub async fn next(
    State(assay): State<Assay>,
    context: PageContext,
    Path(text): Path<String>,
) -> Result<Response, Problem> {
    let review = assay.next_review(context.actor()?, stage(&text)?).await?.map(Into::into);
    Ok(Json(NextJson { review }).into_response())
}

/// `GET /api/v1/reviews/{stage}/queue`
pub async fn queue(
    State(assay): State<Assay>,
    context: PageContext,
    Path(text): Path<String>,
) -> Result<Response, Problem> {
    let waiting = assay.review_queue(context.actor()?, stage(&text)?).await?;
    let queue = waiting
        .into_iter()
        .map(|one| WaitingJson { evaluation: one.name, tasks: one.tasks, oldest: one.oldest })
        .collect();
    Ok(Json(QueueJson { queue }).into_response())
}

/// `POST /api/v1/reviews/{id}`
pub async fn decide(
    State(assay): State<Assay>,
    context: PageContext,
    Path(id): Path<String>,
    json: Result<Json<DecisionJson>, JsonRejection>,
) -> Result<Response, Problem> {
    let actor = context.actor()?;
    let id = public_id(&id)?;
    let sent = body(json)?;
    let stage = assay.review(actor, &id).await?.stage;
    let verdicts = sent
        .verdicts
        .into_iter()
        .map(|one| VerdictOn {
            reason: one.reason,
            fields: one.fields,
            correction: one.correction.map(Into::into),
            ..VerdictOn::new(one.letter, one.verdict, one.comment)
        })
        .collect();
    assay.decide(actor, id, sent.version, verdicts).await?;
    let next = assay.next_review(actor, stage).await?.map(Into::into);
    Ok(Json(DecidedAnswer { next }).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use assay_domain::PublicId;
    use assay_domain::judgment::JudgmentContent;
    use assay_workflow::review::{CorrectedView, DecidedView, JudgmentView};
    use serde_json::{Value, json};

    fn decision() -> Value {
        json!({ "version": 1, "verdicts": [{ "letter": "R", "verdict": "send_back", "comment": "why" }] })
    }

    #[test]
    fn a_decision_takes_the_documented_fields_and_no_others() {
        let sent: DecisionJson = serde_json::from_value(decision()).unwrap();
        assert_eq!((sent.version, sent.verdicts[0].letter), (1, 'R'));
        for place in ["", "/verdicts/0"] {
            let mut sent = decision();
            sent.pointer_mut(place).and_then(Value::as_object_mut).unwrap().insert("reviewer".into(), json!(1));
            assert!(serde_json::from_value::<DecisionJson>(sent).is_err(), "{place}");
        }
        for verdict in ["approved", "", "Approve"] {
            let mut sent = decision();
            sent["verdicts"][0]["verdict"] = json!(verdict);
            assert!(serde_json::from_value::<DecisionJson>(sent).is_err(), "{verdict}");
        }
    }

    #[test]
    fn a_review_shows_exactly_the_documented_fields() {
        let review = ReviewView {
            id: PublicId::from_bits([1; 16]),
            stage: Stage::Final,
            version: 4,
            evaluation: "E".into(),
            guidelines: String::new(),
            turns: Vec::new(),
            reference: None,
            attributes: BTreeMap::new(),
            kind: Kind::Comparison,
            responses: vec!["one".into(), "two".into()],
            scale: Scale::Points,
            criteria: Vec::new(),
            error_tags: vec!["tag".into()],
            reasons: vec![(Verdict::Return, "why".into())],
            lease_expires_at: 9,
            agreement: None,
            judgments: vec![JudgmentView {
                letter: 'R',
                content: JudgmentContent::default(),
                saw_first_as_a: false,
                revision: 2,
                active_ms: 3,
                waits: true,
                before: None,
                corrected: Some(CorrectedView {
                    stage: Stage::Initial,
                    content: JudgmentContent::default(),
                    reason: "r".into(),
                }),
                decided: vec![DecidedView {
                    stage: Stage::Initial,
                    verdict: Verdict::Approve,
                    corrected: true,
                    reason: None,
                    comment: "r".into(),
                    fields: Vec::new(),
                }],
            }],
        };
        let empty = json!({ "preference": null, "both_bad": false, "criteria": {}, "rating": null, "ratings": {}, "correctness": null,
                        "final_answer": null, "no_final_answer": false, "error_tags": [], "justification": "" });
        assert_eq!(
            serde_json::to_value(ReviewJson::from(review)).unwrap(),
            json!({
                "id": "01".repeat(16), "stage": "final", "version": 4, "evaluation": "E", "guidelines": "", "turns": [],
                "reference": null, "attributes": {}, "kind": "comparison", "responses": ["one", "two"], "scale": "points", "criteria": [],
                "error_tags": ["tag"], "reasons": [{ "verdict": "return", "text": "why" }], "lease_expires_at": 9,
                "judgments": [{
                    "letter": "R",
                    "content": empty, "saw_first_as_a": false, "revision": 2, "active_ms": 3, "waits": true, "before": null,
                    "corrected": { "stage": "initial", "content": empty, "reason": "r" },
                    "decided": [{
                        "stage": "initial", "verdict": "approve", "corrected": true, "reason": null, "comment": "r", "fields": []
                    }]
                }]
            })
        );
    }
}
