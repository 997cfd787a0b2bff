-- Judgments of every kind, guidelines in versions, undo, active time.

-- What each kind asks: a labelled scale as JSON, or points from 0 to 100.
ALTER TABLE evaluation ADD COLUMN scale TEXT NOT NULL DEFAULT '"points"';
ALTER TABLE evaluation ADD COLUMN undo_seconds BIGINT NOT NULL DEFAULT 60 CHECK (undo_seconds BETWEEN 0 AND 3600);
ALTER TABLE criterion ADD COLUMN scale TEXT NOT NULL DEFAULT '"points"';

-- A comparison shows two responses, the other kinds one.
ALTER TABLE task ALTER COLUMN second_response_id DROP NOT NULL;
CREATE UNIQUE INDEX task_of_one_response ON task (evaluation_id, first_response_id) WHERE second_response_id IS NULL;

CREATE FUNCTION task_of_its_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ((SELECT e.kind FROM evaluation e WHERE e.id = NEW.evaluation_id) = 'comparison') <> (NEW.second_response_id IS NOT NULL) THEN
        RAISE EXCEPTION 'rule 5: a comparison has two responses, every other task one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_of_its_kind BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION task_of_its_kind();

CREATE FUNCTION assignment_of_one_response_has_no_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.left_is_first = 0 AND (SELECT t.second_response_id FROM task t WHERE t.id = NEW.task_id) IS NULL THEN
        RAISE EXCEPTION 'rule 3: a single response has no order' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_of_one_response_has_no_order BEFORE INSERT ON assignment
    FOR EACH ROW EXECUTE FUNCTION assignment_of_one_response_has_no_order();

-- One of the three answers, the one that the evaluation's kind asks for.
ALTER TABLE judgment ALTER COLUMN preference DROP NOT NULL;
ALTER TABLE judgment ADD COLUMN rating BIGINT CHECK (rating BETWEEN 0 AND 100);
ALTER TABLE judgment ADD COLUMN correctness TEXT CHECK (correctness IN ('right', 'partly', 'wrong'));
ALTER TABLE judgment ADD CONSTRAINT judgment_one_answer CHECK (num_nonnulls(preference, rating, correctness) = 1);
ALTER TABLE judgment ADD COLUMN guideline_version BIGINT NOT NULL DEFAULT 1 CHECK (guideline_version > 0);
ALTER TABLE judgment ALTER COLUMN guideline_version DROP DEFAULT;

CREATE FUNCTION judgment_of_its_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM assignment a JOIN task t ON t.id = a.task_id JOIN evaluation e ON e.id = t.evaluation_id
                    WHERE a.id = NEW.assignment_id AND ((e.kind = 'comparison'  AND NEW.preference  IS NOT NULL)
                                                     OR (e.kind = 'rating'      AND NEW.rating      IS NOT NULL)
                                                     OR (e.kind = 'correctness' AND NEW.correctness IS NOT NULL))) THEN
        RAISE EXCEPTION 'rule 5: a judgment answers what its evaluation asks' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER judgment_of_its_kind BEFORE INSERT ON judgment FOR EACH ROW EXECUTE FUNCTION judgment_of_its_kind();

-- Guidelines are kept in every version; a judgment names the one it was made under.
CREATE TABLE guideline (
    evaluation_id BIGINT NOT NULL REFERENCES evaluation (id),
    version       BIGINT NOT NULL CHECK (version > 0),
    text          TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (evaluation_id, version)
);
INSERT INTO guideline (evaluation_id, version, text, created_at) SELECT id, 1, guidelines, created_at FROM evaluation;
ALTER TABLE evaluation DROP COLUMN guidelines;

CREATE TABLE guideline_confirmation (
    evaluation_id BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    person_id     BIGINT NOT NULL REFERENCES person (id),
    confirmed_at  BIGINT NOT NULL,
    PRIMARY KEY (evaluation_id, version, person_id),
    FOREIGN KEY (evaluation_id, version) REFERENCES guideline (evaluation_id, version)
);

CREATE FUNCTION guideline_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: guidelines get a new version, never a change' USING ERRCODE = 'check_violation';
    RETURN NEW;
END $$;
CREATE TRIGGER guideline_stands BEFORE UPDATE ON guideline FOR EACH ROW EXECUTE FUNCTION guideline_stands();

CREATE FUNCTION guideline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: a version of guidelines is never removed' USING ERRCODE = 'check_violation';
    RETURN OLD;
END $$;
CREATE TRIGGER guideline_stays BEFORE DELETE ON guideline FOR EACH ROW EXECUTE FUNCTION guideline_stays();

-- A submission taken back by its annotator before any reviewer had the task; the judgment itself stays.
CREATE TABLE undo (
    judgment_id BIGINT PRIMARY KEY REFERENCES judgment (id),
    undone_at   BIGINT NOT NULL
);

CREATE FUNCTION undo_before_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM assignment a WHERE a.judgment_id = NEW.judgment_id AND a.state = 'submitted')
    OR EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id)
    OR EXISTS (SELECT 1 FROM review_claim c JOIN assignment a ON a.task_id = c.task_id
                WHERE a.judgment_id = NEW.judgment_id AND c.expires_at > NEW.undone_at) THEN
        RAISE EXCEPTION 'rule 4: an undo comes before any review' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER undo_before_review BEFORE INSERT ON undo FOR EACH ROW EXECUTE FUNCTION undo_before_review();

CREATE FUNCTION undo_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule 4: an undo stands' USING ERRCODE = 'check_violation';
    RETURN NULL;
END $$;
CREATE TRIGGER undo_stands BEFORE UPDATE OR DELETE ON undo FOR EACH ROW EXECUTE FUNCTION undo_stands();

-- Active time: what each page load last reported, and the spans of time that were counted, without overlap.
CREATE TABLE active_session (
    assignment_id BIGINT NOT NULL REFERENCES assignment (id),
    session       TEXT   NOT NULL,
    reported_ms   BIGINT NOT NULL CHECK (reported_ms >= 0),
    reported_at   BIGINT NOT NULL,
    PRIMARY KEY (assignment_id, session)
);

CREATE TABLE active_span (
    assignment_id BIGINT NOT NULL REFERENCES assignment (id),
    from_at       BIGINT NOT NULL,
    to_at         BIGINT NOT NULL,
    PRIMARY KEY (assignment_id, from_at),
    CHECK (to_at > from_at)
);
