-- Reviewing: what the queues are sorted by, reasons, corrections, and the share of the tasks that each stage looks at.

-- What reviewers know an evaluation by, and the share of its tasks, in %, that each stage looks at. The seed makes the draw of
-- those tasks repeatable; whoever does not know it cannot foresee them.
CREATE TABLE review_plan (
    evaluation_id    BIGINT PRIMARY KEY REFERENCES evaluation (id),
    public_id        TEXT   NOT NULL UNIQUE,
    seed             TEXT   NOT NULL,
    initial_coverage BIGINT NOT NULL CHECK (initial_coverage BETWEEN 1 AND 100),
    final_coverage   BIGINT NOT NULL CHECK (final_coverage BETWEEN 1 AND 100)
);
INSERT INTO review_plan (evaluation_id, public_id, seed, initial_coverage, final_coverage)
SELECT id, lower(hex(randomblob(16))), lower(hex(randomblob(16))), 100, 100 FROM evaluation;

-- A task in the queues of review, kept by whatever moves the task on.
CREATE TABLE review_item (
    task_id   BIGINT PRIMARY KEY REFERENCES task (id),
    public_id TEXT   NOT NULL UNIQUE,                -- what reviewers know it by until they take it
    agreement BIGINT CHECK (agreement BETWEEN 0 AND 1000),  -- thousandths; NULL with fewer than two judgments
    distance  BIGINT CHECK (distance >= 0),          -- thousandths of a point of the scale
    both_bad  BIGINT NOT NULL CHECK (both_bad IN (0, 1)),
    critical  BIGINT NOT NULL CHECK (critical IN (0, 1)),
    returned  BIGINT NOT NULL CHECK (returned IN (0, 1))
);
INSERT INTO review_item (task_id, public_id, both_bad, critical, returned)
SELECT id, lower(hex(randomblob(16))), 0, 0, 0 FROM task WHERE state <> 'annotating';

-- Reasons that reviewers choose from; the admin keeps them.
CREATE TABLE reason (
    id         INTEGER PRIMARY KEY,
    verdict    TEXT    NOT NULL CHECK (verdict IN ('return', 'reject', 'send_back')),
    text       TEXT    NOT NULL CHECK (text <> ''),
    created_at BIGINT  NOT NULL,
    retired_at BIGINT,                               -- offered no more
    UNIQUE (verdict, text)
);
INSERT INTO reason (verdict, text, created_at) VALUES
    ('return', 'The justification does not support the preference', 0),
    ('return', 'The justification is too thin to follow', 0),
    ('return', 'An error in a response was overlooked', 0),
    ('return', 'A criterion was read differently than the guidelines say', 0),
    ('reject', 'The judgment was made without reading the responses', 0),
    ('reject', 'The judgment does not follow the guidelines', 0),
    ('reject', 'The justification was not written by the annotator', 0),
    ('send_back', 'Initial review overlooked a contradiction', 0),
    ('send_back', 'The correction is not right', 0);

ALTER TABLE decision ADD COLUMN reason_id BIGINT REFERENCES reason (id);
ALTER TABLE decision ADD COLUMN fields TEXT NOT NULL DEFAULT '[]';   -- JSON: what of the judgment it is about

-- What a reviewer approved in place of what was submitted; the judgment itself stays as it is.
CREATE TABLE correction (
    id           INTEGER PRIMARY KEY,
    decision_id  BIGINT  NOT NULL UNIQUE REFERENCES decision (id),
    judgment_id  BIGINT  NOT NULL REFERENCES judgment (id),
    stage        TEXT    NOT NULL CHECK (stage IN ('initial', 'final')),
    reviewer_id  BIGINT  NOT NULL REFERENCES person (id),
    content      TEXT    NOT NULL,                   -- JSON, as shown to the annotator
    reason       TEXT    NOT NULL CHECK (reason <> ''),
    corrected_at BIGINT  NOT NULL
);
CREATE INDEX correction_by_judgment ON correction (judgment_id);

-- Whether a task was drawn for a stage, where the stage looks at a share of the tasks only.
CREATE TABLE review_draw (
    task_id  BIGINT NOT NULL REFERENCES task (id),
    stage    TEXT   NOT NULL CHECK (stage IN ('initial', 'final')),
    drawn    BIGINT NOT NULL CHECK (drawn IN (0, 1)),
    drawn_at BIGINT NOT NULL,
    PRIMARY KEY (task_id, stage)
);

-- A judgment that passed a stage because its task was not drawn: the mark in place of a decision.
CREATE TABLE stage_pass (
    judgment_id BIGINT NOT NULL REFERENCES judgment (id),
    stage       TEXT   NOT NULL CHECK (stage IN ('initial', 'final')),
    passed_at   BIGINT NOT NULL,
    PRIMARY KEY (judgment_id, stage)
);

-- A reason that was given stands, and belongs to its verdict.
CREATE TRIGGER reason_given_stands BEFORE UPDATE ON reason
WHEN (NEW.id <> OLD.id OR NEW.verdict <> OLD.verdict OR NEW.text <> OLD.text)
 AND EXISTS (SELECT 1 FROM decision d WHERE d.reason_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'rule 4: a reason that was given stands'); END;

CREATE TRIGGER reason_given_stays BEFORE DELETE ON reason
WHEN EXISTS (SELECT 1 FROM decision d WHERE d.reason_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'rule 4: a reason that was given is retired, never removed'); END;

CREATE TRIGGER decision_reason_fits BEFORE INSERT ON decision
WHEN NEW.reason_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reason r WHERE r.id = NEW.reason_id AND r.verdict = NEW.verdict)
BEGIN SELECT RAISE(ABORT, 'rule 4: a reason belongs to its verdict'); END;

-- Rule 4: a correction comes with the approval of the judgment that stands, and stands itself.
CREATE TRIGGER correction_with_approval BEFORE INSERT ON correction
WHEN NOT EXISTS (SELECT 1 FROM decision d JOIN judgment j ON j.id = d.judgment_id JOIN assignment a ON a.id = j.assignment_id
                  WHERE d.id = NEW.decision_id AND d.judgment_id = NEW.judgment_id AND d.stage = NEW.stage
                    AND d.reviewer_id = NEW.reviewer_id AND d.verdict = 'approve' AND a.judgment_id = j.id
                    AND ((NEW.stage = 'initial' AND a.state = 'submitted') OR (NEW.stage = 'final' AND a.state = 'initially_approved'))
                    AND NOT EXISTS (SELECT 1 FROM decision later WHERE later.judgment_id = j.id AND later.id > d.id))
BEGIN SELECT RAISE(ABORT, 'rule 4: a correction comes with an approval'); END;

CREATE TRIGGER correction_stands BEFORE UPDATE ON correction
BEGIN SELECT RAISE(ABORT, 'rule 4: a correction stands'); END;

CREATE TRIGGER correction_stays BEFORE DELETE ON correction
BEGIN SELECT RAISE(ABORT, 'rule 4: a correction is never removed'); END;

-- Rule 4: who is looked at is planned before the work begins, drawn once, and only what was not drawn passes without a decision.
CREATE TRIGGER review_plan_stands BEFORE UPDATE ON review_plan
WHEN (SELECT e.state FROM evaluation e WHERE e.id = OLD.evaluation_id) <> 'draft' OR NEW.evaluation_id <> OLD.evaluation_id
BEGIN SELECT RAISE(ABORT, 'rule 4: the share of tasks that are reviewed stands once the evaluation is open'); END;

CREATE TRIGGER review_plan_stays BEFORE DELETE ON review_plan
BEGIN SELECT RAISE(ABORT, 'rule 4: the share of tasks that are reviewed stands'); END;

CREATE TRIGGER review_draw_within_plan BEFORE INSERT ON review_draw
WHEN NEW.drawn = 0 AND NOT EXISTS (
        SELECT 1 FROM task t JOIN review_plan w ON w.evaluation_id = t.evaluation_id
         WHERE t.id = NEW.task_id AND CASE NEW.stage WHEN 'initial' THEN w.initial_coverage ELSE w.final_coverage END < 100)
BEGIN SELECT RAISE(ABORT, 'rule 4: where a stage looks at every task, every task is drawn'); END;

CREATE TRIGGER review_draw_stands BEFORE UPDATE ON review_draw
BEGIN SELECT RAISE(ABORT, 'rule 4: a draw stands'); END;

CREATE TRIGGER review_draw_stays BEFORE DELETE ON review_draw
BEGIN SELECT RAISE(ABORT, 'rule 4: a draw is never removed'); END;

CREATE TRIGGER stage_pass_by_draw BEFORE INSERT ON stage_pass
WHEN NOT EXISTS (SELECT 1 FROM judgment j JOIN assignment a ON a.id = j.assignment_id AND a.judgment_id = j.id JOIN task t ON t.id = a.task_id
                           JOIN review_draw w ON w.task_id = t.id AND w.stage = NEW.stage AND w.drawn = 0
                  WHERE j.id = NEW.judgment_id
                    AND ((NEW.stage = 'initial' AND t.state = 'initial_review' AND a.state = 'submitted'
                          AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.task_id = t.id AND d.verdict = 'send_back'))
                      OR (NEW.stage = 'final'   AND t.state = 'final_review'   AND a.state = 'initially_approved')))
BEGIN SELECT RAISE(ABORT, 'rule 4: only what was not drawn passes a stage without a decision'); END;

CREATE TRIGGER stage_pass_stands BEFORE UPDATE ON stage_pass
BEGIN SELECT RAISE(ABORT, 'rule 4: a pass stands'); END;

CREATE TRIGGER stage_pass_stays BEFORE DELETE ON stage_pass
BEGIN SELECT RAISE(ABORT, 'rule 4: a pass is never removed'); END;

-- Approval takes both stages, each by an approval that nothing came after, or by the draw.
DROP TRIGGER assignment_approved_by_stages;
CREATE TRIGGER assignment_approved_by_stages BEFORE UPDATE ON assignment
WHEN (NEW.state = 'initially_approved' AND OLD.state <> 'initially_approved'
      AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id AND d.stage = 'initial' AND d.verdict = 'approve'
                         AND NOT EXISTS (SELECT 1 FROM decision later WHERE later.judgment_id = d.judgment_id AND later.id > d.id))
      AND NOT EXISTS (SELECT 1 FROM stage_pass p WHERE p.judgment_id = NEW.judgment_id AND p.stage = 'initial'
                         AND NOT EXISTS (SELECT 1 FROM decision later WHERE later.judgment_id = p.judgment_id)))
  OR (NEW.state = 'approved' AND OLD.state <> 'approved' AND (OLD.state <> 'initially_approved' OR (
          NOT EXISTS (SELECT 1 FROM decision d WHERE d.judgment_id = NEW.judgment_id AND d.stage = 'final' AND d.verdict = 'approve'
                         AND NOT EXISTS (SELECT 1 FROM decision later WHERE later.judgment_id = d.judgment_id AND later.id > d.id))
          AND NOT EXISTS (SELECT 1 FROM stage_pass p WHERE p.judgment_id = NEW.judgment_id AND p.stage = 'final'))))
BEGIN SELECT RAISE(ABORT, 'rule 4: approval takes both stages'); END;
