-- Judgments of every kind, guidelines in versions, undo, active time. Two tables are made anew because SQLite cannot drop a
-- NOT NULL; the store turns foreign keys off around migrations, and the last lines here check that every key still holds.
-- Triggers of other tables speak of the two and must not be read while they are away.
PRAGMA legacy_alter_table = ON;

-- What each kind asks: a labelled scale as JSON, or points from 0 to 100.
ALTER TABLE evaluation ADD COLUMN scale TEXT NOT NULL DEFAULT '"points"';
ALTER TABLE evaluation ADD COLUMN undo_seconds BIGINT NOT NULL DEFAULT 60 CHECK (undo_seconds BETWEEN 0 AND 3600);
ALTER TABLE criterion ADD COLUMN scale TEXT NOT NULL DEFAULT '"points"';

-- A comparison shows two responses, the other kinds one.
CREATE TABLE task_new (
    id                 INTEGER PRIMARY KEY,
    evaluation_id      BIGINT  NOT NULL REFERENCES evaluation (id),
    prompt_id          BIGINT  NOT NULL REFERENCES prompt (id),
    first_response_id  BIGINT  NOT NULL REFERENCES response (id),
    second_response_id BIGINT  REFERENCES response (id),
    position           BIGINT  NOT NULL,             -- the shuffled order in which tasks are given out
    state              TEXT    NOT NULL CHECK (state IN ('annotating', 'initial_review', 'final_review', 'approved')),
    version            BIGINT  NOT NULL DEFAULT 0,   -- raised by every change a review form must notice
    waiting_since      BIGINT  NOT NULL,             -- when it came into its state
    UNIQUE (evaluation_id, prompt_id, first_response_id, second_response_id)
);
INSERT INTO task_new (id, evaluation_id, prompt_id, first_response_id, second_response_id, position, state, version, waiting_since)
SELECT id, evaluation_id, prompt_id, first_response_id, second_response_id, position, state, version, waiting_since FROM task;
DROP TABLE task;
ALTER TABLE task_new RENAME TO task;
CREATE INDEX task_by_state ON task (state, evaluation_id, waiting_since);
CREATE UNIQUE INDEX task_of_one_response ON task (evaluation_id, first_response_id) WHERE second_response_id IS NULL;

CREATE TRIGGER task_state_in_order BEFORE UPDATE OF state ON task
WHEN (NEW.state <> 'annotating' AND EXISTS (
        SELECT 1 FROM slot s LEFT JOIN assignment a ON a.id = s.assignment_id
         WHERE s.task_id = NEW.id AND (a.state IS NULL OR a.state NOT IN ('submitted', 'initially_approved', 'approved'))))
  OR (NEW.state IN ('final_review', 'approved') AND EXISTS (
        SELECT 1 FROM slot s JOIN assignment a ON a.id = s.assignment_id WHERE s.task_id = NEW.id AND a.state = 'submitted'))
  OR (NEW.state = 'approved' AND EXISTS (
        SELECT 1 FROM slot s JOIN assignment a ON a.id = s.assignment_id WHERE s.task_id = NEW.id AND a.state <> 'approved'))
BEGIN SELECT RAISE(ABORT, 'rule 4: reviews come after all N judgments, final after initial'); END;

CREATE TRIGGER task_of_its_kind BEFORE INSERT ON task
WHEN ((SELECT e.kind FROM evaluation e WHERE e.id = NEW.evaluation_id) = 'comparison') <> (NEW.second_response_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'rule 5: a comparison has two responses, every other task one'); END;

CREATE TRIGGER assignment_of_one_response_has_no_order BEFORE INSERT ON assignment
WHEN NEW.left_is_first = 0 AND (SELECT t.second_response_id FROM task t WHERE t.id = NEW.task_id) IS NULL
BEGIN SELECT RAISE(ABORT, 'rule 3: a single response has no order'); END;

-- One of the three answers, the one that the evaluation's kind asks for.
CREATE TABLE judgment_new (
    id                INTEGER PRIMARY KEY,
    assignment_id     BIGINT  NOT NULL REFERENCES assignment (id),
    revision          BIGINT  NOT NULL CHECK (revision > 0),
    submission_id     TEXT    NOT NULL UNIQUE,       -- made by the client, so that resending is safe
    content_hash      TEXT    NOT NULL,
    preference        BIGINT  CHECK (preference BETWEEN -3 AND 3),  -- as shown: positive is the left response
    rating            BIGINT  CHECK (rating BETWEEN 0 AND 100),
    correctness       TEXT    CHECK (correctness IN ('right', 'partly', 'wrong')),
    content           TEXT    NOT NULL,              -- JSON, as shown
    active_ms         BIGINT  NOT NULL CHECK (active_ms >= 0),
    submitted_at      BIGINT  NOT NULL,
    guideline_version BIGINT  NOT NULL CHECK (guideline_version > 0),
    UNIQUE (assignment_id, revision),
    CHECK ((preference IS NOT NULL) + (rating IS NOT NULL) + (correctness IS NOT NULL) = 1)
);
INSERT INTO judgment_new (id, assignment_id, revision, submission_id, content_hash, preference, content, active_ms, submitted_at, guideline_version)
SELECT id, assignment_id, revision, submission_id, content_hash, preference, content, active_ms, submitted_at, 1 FROM judgment;
DROP TABLE judgment;
ALTER TABLE judgment_new RENAME TO judgment;

CREATE TRIGGER judgment_needs_slot BEFORE INSERT ON judgment
WHEN NOT EXISTS (SELECT 1 FROM slot s WHERE s.assignment_id = NEW.assignment_id)
BEGIN SELECT RAISE(ABORT, 'rule 1: a judgment needs a slot'); END;

CREATE TRIGGER judgment_stands BEFORE UPDATE ON judgment
BEGIN SELECT RAISE(ABORT, 'rule 4: a judgment is revised, never changed'); END;

CREATE TRIGGER judgment_stays BEFORE DELETE ON judgment
BEGIN SELECT RAISE(ABORT, 'rule 4: a judgment is never removed'); END;

CREATE TRIGGER judgment_of_its_kind BEFORE INSERT ON judgment
WHEN NOT EXISTS (SELECT 1 FROM assignment a JOIN task t ON t.id = a.task_id JOIN evaluation e ON e.id = t.evaluation_id
                  WHERE a.id = NEW.assignment_id AND ((e.kind = 'comparison'  AND NEW.preference  IS NOT NULL)
                                                   OR (e.kind = 'rating'      AND NEW.rating      IS NOT NULL)
                                                   OR (e.kind = 'correctness' AND NEW.correctness IS NOT NULL)))
BEGIN SELECT RAISE(ABORT, 'rule 5: a judgment answers what its evaluation asks'); END;

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

CREATE TRIGGER guideline_stands BEFORE UPDATE ON guideline
BEGIN SELECT RAISE(ABORT, 'rule 4: guidelines get a new version, never a change'); END;
CREATE TRIGGER guideline_stays BEFORE DELETE ON guideline
BEGIN SELECT RAISE(ABORT, 'rule 4: a version of guidelines is never removed'); END;

-- A submission taken back by its annotator before any reviewer had the task; the judgment itself stays.
CREATE TABLE undo (
    judgment_id BIGINT PRIMARY KEY REFERENCES judgment (id),
    undone_at   BIGINT NOT NULL
);

CREATE TRIGGER undo_before_review BEFORE INSERT ON undo
WHEN NOT EXISTS (SELECT 1 FROM assignment a WHERE a.judgment_id = NEW.judgment_id AND a.state = 'submitted')
  OR EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id)
  OR EXISTS (SELECT 1 FROM review_claim c JOIN assignment a ON a.task_id = c.task_id
              WHERE a.judgment_id = NEW.judgment_id AND c.expires_at > NEW.undone_at)
BEGIN SELECT RAISE(ABORT, 'rule 4: an undo comes before any review'); END;

CREATE TRIGGER undo_stands BEFORE UPDATE ON undo
BEGIN SELECT RAISE(ABORT, 'rule 4: an undo stands'); END;
CREATE TRIGGER undo_stays BEFORE DELETE ON undo
BEGIN SELECT RAISE(ABORT, 'rule 4: an undo stands'); END;

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

PRAGMA legacy_alter_table = OFF;

-- Every key holds, or nothing of this migration does.
CREATE TABLE keys_that_fail (number BIGINT NOT NULL CHECK (number = 0));
INSERT INTO keys_that_fail (number) SELECT COUNT(*) FROM pragma_foreign_key_check;
DROP TABLE keys_that_fail;
