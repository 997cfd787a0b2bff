-- The rules that must never break, held by the database itself, so that a mistake above cannot break them either.
-- Each message names the rule of the method it keeps.

-- Rule 1: never more than N places, and a judgment only by the annotator who has a place.
CREATE FUNCTION slot_within_n() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number < 1 OR NEW.number > (SELECT e.annotators_per_task FROM task t JOIN evaluation e ON e.id = t.evaluation_id
                                      WHERE t.id = NEW.task_id) THEN
        RAISE EXCEPTION 'rule 1: a task has exactly N slots' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slot_within_n BEFORE INSERT ON slot FOR EACH ROW EXECUTE FUNCTION slot_within_n();

CREATE FUNCTION slot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 1: slots are not removed' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER slot_stays BEFORE DELETE ON slot FOR EACH ROW EXECUTE FUNCTION slot_stays();

CREATE FUNCTION slot_matches_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.task_id <> OLD.task_id OR NEW.number <> OLD.number
  OR (NEW.assignment_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM assignment a WHERE a.id = NEW.assignment_id AND a.task_id = NEW.task_id AND a.annotator_id = NEW.annotator_id)) THEN
        RAISE EXCEPTION 'rule 1: a slot belongs to its annotator''s assignment' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slot_matches_assignment BEFORE UPDATE ON slot FOR EACH ROW EXECUTE FUNCTION slot_matches_assignment();

CREATE FUNCTION evaluation_settings_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (NEW.annotators_per_task <> OLD.annotators_per_task OR NEW.version_id <> OLD.version_id
                            OR NEW.kind <> OLD.kind OR NEW.state = 'draft') THEN
        RAISE EXCEPTION 'rule 1: the settings of an opened evaluation stand' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evaluation_settings_stand BEFORE UPDATE ON evaluation FOR EACH ROW EXECUTE FUNCTION evaluation_settings_stand();

CREATE FUNCTION judgment_needs_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM slot s WHERE s.assignment_id = NEW.assignment_id) THEN
        RAISE EXCEPTION 'rule 1: a judgment needs a slot' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER judgment_needs_slot BEFORE INSERT ON judgment FOR EACH ROW EXECUTE FUNCTION judgment_needs_slot();

-- Rule 2: nobody judges a task they reviewed, reviews a task they were given, or reviews it at both stages.
CREATE FUNCTION assignment_not_by_reviewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM decision d WHERE d.task_id = NEW.task_id AND d.reviewer_id = NEW.annotator_id) THEN
        RAISE EXCEPTION 'rule 2: nobody judges a task they reviewed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_not_by_reviewer BEFORE INSERT ON assignment FOR EACH ROW EXECUTE FUNCTION assignment_not_by_reviewer();

CREATE FUNCTION assignment_again_not_by_reviewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'held' AND EXISTS (SELECT 1 FROM decision d WHERE d.task_id = NEW.task_id AND d.reviewer_id = NEW.annotator_id) THEN
        RAISE EXCEPTION 'rule 2: nobody judges a task they reviewed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_again_not_by_reviewer BEFORE UPDATE ON assignment FOR EACH ROW EXECUTE FUNCTION assignment_again_not_by_reviewer();

CREATE FUNCTION decision_not_on_own_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = NEW.task_id AND a.annotator_id = NEW.reviewer_id) THEN
        RAISE EXCEPTION 'rule 2: nobody reviews a task they judged' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_not_on_own_task BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_not_on_own_task();

CREATE FUNCTION decision_not_at_both_stages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM decision d WHERE d.task_id = NEW.task_id AND d.reviewer_id = NEW.reviewer_id AND d.stage <> NEW.stage) THEN
        RAISE EXCEPTION 'rule 2: the final reviewer is not the initial reviewer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_not_at_both_stages BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_not_at_both_stages();

-- Rule 3: the order shown to an annotator and the identity of a claim never change.
CREATE FUNCTION assignment_order_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.left_is_first <> OLD.left_is_first OR NEW.task_id <> OLD.task_id OR NEW.annotator_id <> OLD.annotator_id
  OR NEW.public_id <> OLD.public_id THEN
        RAISE EXCEPTION 'rule 3: the order shown stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_order_stands BEFORE UPDATE ON assignment FOR EACH ROW EXECUTE FUNCTION assignment_order_stands();

-- Rule 4: stages in order; after approval nothing changes in place; a judgment is never changed, only revised.
CREATE FUNCTION decision_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM task t JOIN judgment j ON j.id = NEW.judgment_id JOIN assignment a ON a.id = j.assignment_id
                  WHERE t.id = NEW.task_id AND a.task_id = t.id AND a.judgment_id = j.id
                    AND ((NEW.stage = 'initial' AND t.state = 'initial_review' AND a.state = 'submitted')
                      OR (NEW.stage = 'final'   AND t.state = 'final_review'   AND a.state = 'initially_approved'))) THEN
        RAISE EXCEPTION 'rule 4: a decision comes at its stage' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_in_order BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_in_order();

CREATE FUNCTION assignment_approved_by_stages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.state = 'initially_approved' AND OLD.state <> 'initially_approved' AND NOT EXISTS (
        SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id AND d.stage = 'initial' AND d.verdict = 'approve'))
  OR (NEW.state = 'approved' AND OLD.state <> 'approved' AND (OLD.state <> 'initially_approved' OR NOT EXISTS (
        SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id AND d.stage = 'final' AND d.verdict = 'approve'))) THEN
        RAISE EXCEPTION 'rule 4: approval takes both stages' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_approved_by_stages BEFORE UPDATE ON assignment FOR EACH ROW EXECUTE FUNCTION assignment_approved_by_stages();

CREATE FUNCTION assignment_approved_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'approved' THEN
        RAISE EXCEPTION 'rule 4: an approved judgment stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_approved_stands BEFORE UPDATE ON assignment FOR EACH ROW EXECUTE FUNCTION assignment_approved_stands();

CREATE FUNCTION assignment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: assignments are not removed' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER assignment_stays BEFORE DELETE ON assignment FOR EACH ROW EXECUTE FUNCTION assignment_stays();

CREATE FUNCTION slot_of_approved_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM assignment a WHERE a.id = OLD.assignment_id AND a.state = 'approved') THEN
        RAISE EXCEPTION 'rule 4: the slot of an approved judgment stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slot_of_approved_stands BEFORE UPDATE ON slot FOR EACH ROW EXECUTE FUNCTION slot_of_approved_stands();

CREATE FUNCTION task_state_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.state <> 'annotating' AND EXISTS (
        SELECT 1 FROM slot s LEFT JOIN assignment a ON a.id = s.assignment_id
         WHERE s.task_id = NEW.id AND (a.state IS NULL OR a.state NOT IN ('submitted', 'initially_approved', 'approved'))))
  OR (NEW.state IN ('final_review', 'approved') AND EXISTS (
        SELECT 1 FROM slot s JOIN assignment a ON a.id = s.assignment_id WHERE s.task_id = NEW.id AND a.state = 'submitted'))
  OR (NEW.state = 'approved' AND EXISTS (
        SELECT 1 FROM slot s JOIN assignment a ON a.id = s.assignment_id WHERE s.task_id = NEW.id AND a.state <> 'approved')) THEN
        RAISE EXCEPTION 'rule 4: reviews come after all N judgments, final after initial' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_state_in_order BEFORE UPDATE OF state ON task FOR EACH ROW EXECUTE FUNCTION task_state_in_order();

CREATE FUNCTION judgment_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: a judgment is revised, never changed' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER judgment_stands BEFORE UPDATE ON judgment FOR EACH ROW EXECUTE FUNCTION judgment_stands();

CREATE FUNCTION judgment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: a judgment is never removed' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER judgment_stays BEFORE DELETE ON judgment FOR EACH ROW EXECUTE FUNCTION judgment_stays();

CREATE FUNCTION decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: a decision stands' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER decision_stands BEFORE UPDATE ON decision FOR EACH ROW EXECUTE FUNCTION decision_stands();

CREATE FUNCTION decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: a decision is never removed' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision FOR EACH ROW EXECUTE FUNCTION decision_stays();

-- What a sealed version holds, and what a task shows, stands.
CREATE FUNCTION prompt_not_into_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT v.sealed_at FROM prompt_set_version v WHERE v.id = NEW.version_id) IS NOT NULL THEN
        RAISE EXCEPTION 'rule 4: a version in use takes no new prompts' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER prompt_not_into_sealed BEFORE INSERT ON prompt FOR EACH ROW EXECUTE FUNCTION prompt_not_into_sealed();

CREATE FUNCTION prompt_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: a prompt stands' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER prompt_stands BEFORE UPDATE ON prompt FOR EACH ROW EXECUTE FUNCTION prompt_stands();

CREATE FUNCTION response_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: a response stands' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER response_stands BEFORE UPDATE ON response FOR EACH ROW EXECUTE FUNCTION response_stands();

-- Rule 5: only approved judgments enter a release, and a release stands.
CREATE FUNCTION release_of_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM judgment j JOIN assignment a ON a.id = j.assignment_id AND a.judgment_id = j.id
                          JOIN task t ON t.id = a.task_id JOIN release r ON r.id = NEW.release_id
                  WHERE j.id = NEW.judgment_id AND a.state = 'approved' AND t.evaluation_id = r.evaluation_id AND r.state = 'draft') THEN
        RAISE EXCEPTION 'rule 5: only approved judgments enter a release' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_of_approved BEFORE INSERT ON release_judgment FOR EACH ROW EXECUTE FUNCTION release_of_approved();

CREATE FUNCTION release_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.evaluation_id <> OLD.evaluation_id OR NEW.number <> OLD.number OR NEW.settings <> OLD.settings
  OR NEW.engine_version <> OLD.engine_version OR NEW.board <> OLD.board OR NEW.judgments_hash <> OLD.judgments_hash
  OR NEW.hash <> OLD.hash OR NEW.created_by <> OLD.created_by OR NEW.created_at <> OLD.created_at
  OR NOT (NEW.state = OLD.state OR (OLD.state = 'draft' AND NEW.state = 'published')
                                OR (OLD.state = 'published' AND NEW.state = 'deprecated')) THEN
        RAISE EXCEPTION 'rule 5: a release stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_stands BEFORE UPDATE ON release FOR EACH ROW EXECUTE FUNCTION release_stands();

CREATE FUNCTION release_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 5: a release is never removed' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER release_stays BEFORE DELETE ON release FOR EACH ROW EXECUTE FUNCTION release_stays();

CREATE FUNCTION release_judgment_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 5: a release stands' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER release_judgment_stands BEFORE UPDATE ON release_judgment FOR EACH ROW EXECUTE FUNCTION release_judgment_stands();

CREATE FUNCTION release_judgment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 5: a release stands' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER release_judgment_stays BEFORE DELETE ON release_judgment FOR EACH ROW EXECUTE FUNCTION release_judgment_stays();

-- Rules 6 and 7: the ledgers only grow.
CREATE FUNCTION exposure_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 7: the exposure ledger only grows' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER exposure_stands BEFORE UPDATE ON exposure FOR EACH ROW EXECUTE FUNCTION exposure_stands();
CREATE FUNCTION exposure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 7: the exposure ledger only grows' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER exposure_stays BEFORE DELETE ON exposure FOR EACH ROW EXECUTE FUNCTION exposure_stays();
CREATE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 7: the audit log only grows' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER audit_stands BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stands();
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 7: the audit log only grows' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays();
