-- The rules that must never break, held by the database itself, so that a mistake above cannot break them either.
-- Each message names the rule of the method it keeps.

-- Rule 1: never more than N places, and a judgment only by the annotator who has a place.
CREATE TRIGGER slot_within_n BEFORE INSERT ON slot
WHEN NEW.number < 1 OR NEW.number > (SELECT e.annotators_per_task FROM task t JOIN evaluation e ON e.id = t.evaluation_id
                                      WHERE t.id = NEW.task_id)
BEGIN SELECT RAISE(ABORT, 'rule 1: a task has exactly N slots'); END;

CREATE TRIGGER slot_stays BEFORE DELETE ON slot
BEGIN SELECT RAISE(ABORT, 'rule 1: slots are not removed'); END;

CREATE TRIGGER slot_matches_assignment BEFORE UPDATE ON slot
WHEN NEW.task_id <> OLD.task_id OR NEW.number <> OLD.number
  OR (NEW.assignment_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM assignment a WHERE a.id = NEW.assignment_id AND a.task_id = NEW.task_id AND a.annotator_id = NEW.annotator_id))
BEGIN SELECT RAISE(ABORT, 'rule 1: a slot belongs to its annotator''s assignment'); END;

CREATE TRIGGER evaluation_settings_stand BEFORE UPDATE ON evaluation
WHEN OLD.state <> 'draft' AND (NEW.annotators_per_task <> OLD.annotators_per_task OR NEW.version_id <> OLD.version_id
                            OR NEW.kind <> OLD.kind OR NEW.state = 'draft')
BEGIN SELECT RAISE(ABORT, 'rule 1: the settings of an opened evaluation stand'); END;

CREATE TRIGGER judgment_needs_slot BEFORE INSERT ON judgment
WHEN NOT EXISTS (SELECT 1 FROM slot s WHERE s.assignment_id = NEW.assignment_id)
BEGIN SELECT RAISE(ABORT, 'rule 1: a judgment needs a slot'); END;

-- Rule 2: nobody judges a task they reviewed, reviews a task they were given, or reviews it at both stages.
CREATE TRIGGER assignment_not_by_reviewer BEFORE INSERT ON assignment
WHEN EXISTS (SELECT 1 FROM decision d WHERE d.task_id = NEW.task_id AND d.reviewer_id = NEW.annotator_id)
BEGIN SELECT RAISE(ABORT, 'rule 2: nobody judges a task they reviewed'); END;

CREATE TRIGGER assignment_again_not_by_reviewer BEFORE UPDATE ON assignment
WHEN NEW.state = 'held' AND EXISTS (SELECT 1 FROM decision d WHERE d.task_id = NEW.task_id AND d.reviewer_id = NEW.annotator_id)
BEGIN SELECT RAISE(ABORT, 'rule 2: nobody judges a task they reviewed'); END;

CREATE TRIGGER decision_not_on_own_task BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = NEW.task_id AND a.annotator_id = NEW.reviewer_id)
BEGIN SELECT RAISE(ABORT, 'rule 2: nobody reviews a task they judged'); END;

CREATE TRIGGER decision_not_at_both_stages BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision d WHERE d.task_id = NEW.task_id AND d.reviewer_id = NEW.reviewer_id AND d.stage <> NEW.stage)
BEGIN SELECT RAISE(ABORT, 'rule 2: the final reviewer is not the initial reviewer'); END;

-- Rule 3: the order shown to an annotator and the identity of a claim never change.
CREATE TRIGGER assignment_order_stands BEFORE UPDATE ON assignment
WHEN NEW.left_is_first <> OLD.left_is_first OR NEW.task_id <> OLD.task_id OR NEW.annotator_id <> OLD.annotator_id
  OR NEW.public_id <> OLD.public_id
BEGIN SELECT RAISE(ABORT, 'rule 3: the order shown stands'); END;

-- Rule 4: stages in order; after approval nothing changes in place; a judgment is never changed, only revised.
CREATE TRIGGER decision_in_order BEFORE INSERT ON decision
WHEN NOT EXISTS (SELECT 1 FROM task t JOIN judgment j ON j.id = NEW.judgment_id JOIN assignment a ON a.id = j.assignment_id
                  WHERE t.id = NEW.task_id AND a.task_id = t.id AND a.judgment_id = j.id
                    AND ((NEW.stage = 'initial' AND t.state = 'initial_review' AND a.state = 'submitted')
                      OR (NEW.stage = 'final'   AND t.state = 'final_review'   AND a.state = 'initially_approved')))
BEGIN SELECT RAISE(ABORT, 'rule 4: a decision comes at its stage'); END;

CREATE TRIGGER assignment_approved_by_stages BEFORE UPDATE ON assignment
WHEN (NEW.state = 'initially_approved' AND OLD.state <> 'initially_approved' AND NOT EXISTS (
        SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id AND d.stage = 'initial' AND d.verdict = 'approve'))
  OR (NEW.state = 'approved' AND OLD.state <> 'approved' AND (OLD.state <> 'initially_approved' OR NOT EXISTS (
        SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id AND d.stage = 'final' AND d.verdict = 'approve')))
BEGIN SELECT RAISE(ABORT, 'rule 4: approval takes both stages'); END;

CREATE TRIGGER assignment_approved_stands BEFORE UPDATE ON assignment WHEN OLD.state = 'approved'
BEGIN SELECT RAISE(ABORT, 'rule 4: an approved judgment stands'); END;

CREATE TRIGGER assignment_stays BEFORE DELETE ON assignment
BEGIN SELECT RAISE(ABORT, 'rule 4: assignments are not removed'); END;

CREATE TRIGGER slot_of_approved_stands BEFORE UPDATE ON slot
WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.id = OLD.assignment_id AND a.state = 'approved')
BEGIN SELECT RAISE(ABORT, 'rule 4: the slot of an approved judgment stands'); END;

CREATE TRIGGER task_state_in_order BEFORE UPDATE OF state ON task
WHEN (NEW.state <> 'annotating' AND EXISTS (
        SELECT 1 FROM slot s LEFT JOIN assignment a ON a.id = s.assignment_id
         WHERE s.task_id = NEW.id AND (a.state IS NULL OR a.state NOT IN ('submitted', 'initially_approved', 'approved'))))
  OR (NEW.state IN ('final_review', 'approved') AND EXISTS (
        SELECT 1 FROM slot s JOIN assignment a ON a.id = s.assignment_id WHERE s.task_id = NEW.id AND a.state = 'submitted'))
  OR (NEW.state = 'approved' AND EXISTS (
        SELECT 1 FROM slot s JOIN assignment a ON a.id = s.assignment_id WHERE s.task_id = NEW.id AND a.state <> 'approved'))
BEGIN SELECT RAISE(ABORT, 'rule 4: reviews come after all N judgments, final after initial'); END;

CREATE TRIGGER judgment_stands BEFORE UPDATE ON judgment
BEGIN SELECT RAISE(ABORT, 'rule 4: a judgment is revised, never changed'); END;

CREATE TRIGGER judgment_stays BEFORE DELETE ON judgment
BEGIN SELECT RAISE(ABORT, 'rule 4: a judgment is never removed'); END;

CREATE TRIGGER decision_stands BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'rule 4: a decision stands'); END;

CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'rule 4: a decision is never removed'); END;

-- What a sealed version holds, and what a task shows, stands.
CREATE TRIGGER prompt_not_into_sealed BEFORE INSERT ON prompt
WHEN (SELECT v.sealed_at FROM prompt_set_version v WHERE v.id = NEW.version_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'rule 4: a version in use takes no new prompts'); END;

CREATE TRIGGER prompt_stands BEFORE UPDATE ON prompt
BEGIN SELECT RAISE(ABORT, 'rule 4: a prompt stands'); END;

CREATE TRIGGER response_stands BEFORE UPDATE ON response
BEGIN SELECT RAISE(ABORT, 'rule 4: a response stands'); END;

-- Rule 5: only approved judgments enter a release, and a release stands.
CREATE TRIGGER release_of_approved BEFORE INSERT ON release_judgment
WHEN NOT EXISTS (SELECT 1 FROM judgment j JOIN assignment a ON a.id = j.assignment_id AND a.judgment_id = j.id
                          JOIN task t ON t.id = a.task_id JOIN release r ON r.id = NEW.release_id
                  WHERE j.id = NEW.judgment_id AND a.state = 'approved' AND t.evaluation_id = r.evaluation_id AND r.state = 'draft')
BEGIN SELECT RAISE(ABORT, 'rule 5: only approved judgments enter a release'); END;

CREATE TRIGGER release_stands BEFORE UPDATE ON release
WHEN NEW.id <> OLD.id OR NEW.evaluation_id <> OLD.evaluation_id OR NEW.number <> OLD.number OR NEW.settings <> OLD.settings
  OR NEW.engine_version <> OLD.engine_version OR NEW.board <> OLD.board OR NEW.judgments_hash <> OLD.judgments_hash
  OR NEW.hash <> OLD.hash OR NEW.created_by <> OLD.created_by OR NEW.created_at <> OLD.created_at
  OR NOT (NEW.state = OLD.state OR (OLD.state = 'draft' AND NEW.state = 'published')
                                OR (OLD.state = 'published' AND NEW.state = 'deprecated'))
BEGIN SELECT RAISE(ABORT, 'rule 5: a release stands'); END;

CREATE TRIGGER release_stays BEFORE DELETE ON release
BEGIN SELECT RAISE(ABORT, 'rule 5: a release is never removed'); END;

CREATE TRIGGER release_judgment_stands BEFORE UPDATE ON release_judgment
BEGIN SELECT RAISE(ABORT, 'rule 5: a release stands'); END;

CREATE TRIGGER release_judgment_stays BEFORE DELETE ON release_judgment
BEGIN SELECT RAISE(ABORT, 'rule 5: a release stands'); END;

-- Rules 6 and 7: the ledgers only grow.
CREATE TRIGGER exposure_stands BEFORE UPDATE ON exposure
BEGIN SELECT RAISE(ABORT, 'rule 7: the exposure ledger only grows'); END;
CREATE TRIGGER exposure_stays BEFORE DELETE ON exposure
BEGIN SELECT RAISE(ABORT, 'rule 7: the exposure ledger only grows'); END;
CREATE TRIGGER audit_stands BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'rule 7: the audit log only grows'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'rule 7: the audit log only grows'); END;
