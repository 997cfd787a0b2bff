//! The rules as properties: whatever is thrown at them, they keep their promises.

use assay_domain::{
    PersonId, Refusal,
    assignment::{Admission, AssignmentState, Claim, admit},
    review::{Stage, TaskHistory, TaskState, Verdict, Why, decide},
};
use proptest::prelude::*;

const STATES: [AssignmentState; 8] = [
    AssignmentState::Held,
    AssignmentState::Submitted,
    AssignmentState::InitiallyApproved,
    AssignmentState::Approved,
    AssignmentState::Returned,
    AssignmentState::Rejected,
    AssignmentState::Expired,
    AssignmentState::Released,
];

fn state() -> impl Strategy<Value = AssignmentState> {
    (0..STATES.len()).prop_map(|at| STATES[at])
}

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![Just(Stage::Initial), Just(Stage::Final)]
}

fn verdict() -> impl Strategy<Value = Verdict> {
    (0..4usize).prop_map(|at| Verdict::ALL[at])
}

proptest! {
    /// Rule 4: initial review only over N judgments, final only over N initially approved, done only when all are approved.
    #[test]
    fn a_task_is_only_as_far_as_its_slowest_slot(slots in proptest::collection::vec(proptest::option::of(state()), 1..6)) {
        let far = |slot: &Option<AssignmentState>| match slot {
            Some(AssignmentState::Approved) => TaskState::Approved,
            Some(AssignmentState::InitiallyApproved) => TaskState::FinalReview,
            Some(AssignmentState::Submitted) => TaskState::InitialReview,
            _ => TaskState::Annotating,
        };
        let slowest = slots.iter().map(far).min_by_key(|state| TaskState::ALL.iter().position(|one| one == state));
        prop_assert_eq!(Some(TaskState::of_slots(&slots)), slowest);
    }

    /// Rule 4: the only way to approved is initial approval, then final approval.
    #[test]
    fn approval_takes_both_stages(stage in stage(), state in state(), verdict in verdict()) {
        match decide(stage, state, verdict, Why { comment: "a reason", has_reason: false }) {
            Ok(AssignmentState::Approved) => prop_assert_eq!((stage, state, verdict), (Stage::Final, AssignmentState::InitiallyApproved, Verdict::Approve)),
            Ok(AssignmentState::InitiallyApproved) => prop_assert_eq!((stage, state, verdict), (Stage::Initial, AssignmentState::Submitted, Verdict::Approve)),
            Ok(_) => prop_assert!(verdict != Verdict::Approve),
            Err(refusal) => prop_assert_eq!(refusal, Refusal::OutOfOrder),
        }
        let silent = decide(stage, state, verdict, Why { comment: " \n ", has_reason: false });
        prop_assert!(silent.is_err() || verdict == Verdict::Approve, "only an approval needs no words");
    }

    /// Rule 2 binds the person, whatever list they are in.
    #[test]
    fn nobody_reviews_what_they_judged_or_at_both_stages(
        annotators in proptest::collection::vec(0..6i64, 0..4),
        initial in proptest::collection::vec(0..6i64, 0..3),
        last in proptest::collection::vec(0..6i64, 0..3),
        who in 0..6i64,
        stage in stage(),
    ) {
        let people = |ids: &[i64]| ids.iter().map(|id| PersonId(*id)).collect::<Vec<_>>();
        let history = TaskHistory { annotators: people(&annotators), initial_reviewers: people(&initial), final_reviewers: people(&last) };
        let other = if stage == Stage::Initial { &last } else { &initial };
        let forbidden = annotators.contains(&who) || other.contains(&who);
        prop_assert_eq!(history.may_review(PersonId(who), stage).is_err(), forbidden);
        prop_assert_eq!(history.may_judge(PersonId(who)).is_err(), initial.contains(&who) || last.contains(&who));
    }

    /// Rule 6: a submission is taken exactly when the annotator has, or can have, a place; otherwise it is said why.
    #[test]
    fn a_submission_is_never_taken_without_a_place(state in state(), lease in proptest::option::of(any::<i64>()), slot_is_free in any::<bool>()) {
        match admit(Claim { state, lease_expires_at: lease, slot_is_free }) {
            Ok(Admission::IntoOwnSlot) => prop_assert!(state == AssignmentState::Held && lease.is_some()),
            Ok(Admission::IntoFreeSlot) => prop_assert!(slot_is_free),
            Ok(Admission::AsRevision) => prop_assert_eq!(state, AssignmentState::Returned),
            Err(_) => prop_assert!(!(state == AssignmentState::Held && (lease.is_some() || slot_is_free))),
        }
    }
}
