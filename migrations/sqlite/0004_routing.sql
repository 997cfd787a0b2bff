-- Routing: who is given which task, in which order, how much of it, and what is held back.

-- What an evaluation says about giving out its tasks; without a row the domain's defaults hold.
CREATE TABLE routing (
    evaluation_id              BIGINT PRIMARY KEY REFERENCES evaluation (id),
    priority                   BIGINT NOT NULL CHECK (priority BETWEEN 1 AND 9),
    tasks_in_hand              BIGINT NOT NULL CHECK (tasks_in_hand BETWEEN 1 AND 5),
    prompts_per_round          BIGINT NOT NULL CHECK (prompts_per_round > 0),
    match_domain               BIGINT NOT NULL CHECK (match_domain IN (0, 1)),
    match_locale               BIGINT NOT NULL CHECK (match_locale IN (0, 1)),
    match_programming_language BIGINT NOT NULL CHECK (match_programming_language IN (0, 1)),
    most_tasks                 BIGINT NOT NULL CHECK (most_tasks >= 0),              -- per person; 0: as many as there are
    most_share                 BIGINT NOT NULL CHECK (most_share BETWEEN 1 AND 100), -- of the tasks per person, in %
    skips_per_hour             BIGINT NOT NULL CHECK (skips_per_hour >= 0),
    prompts_per_hour           BIGINT NOT NULL CHECK (prompts_per_hour > 0),
    cap                        BIGINT NOT NULL CHECK (cap >= 0)  -- what most_tasks and most_share come to; 0: no cap
);

-- What a person must be qualified for to be given a task; '' asks for nothing. Tasks that ask for the same share a row, so
-- that a claim walks the open slots of what its person may do and no others.
CREATE TABLE requirement (
    id                   INTEGER PRIMARY KEY,
    evaluation_id        BIGINT  NOT NULL REFERENCES evaluation (id),
    domain               TEXT    NOT NULL,
    locale               TEXT    NOT NULL,           -- a language tag such as es or es-MX
    programming_language TEXT    NOT NULL,
    UNIQUE (evaluation_id, domain, locale, programming_language)
);

CREATE TABLE qualification (
    person_id BIGINT NOT NULL REFERENCES person (id),
    kind      TEXT   NOT NULL CHECK (kind IN ('domain', 'locale', 'programming_language')),
    value     TEXT   NOT NULL CHECK (value <> ''),
    PRIMARY KEY (person_id, kind, value)
);

-- Who has an interest in whose models.
CREATE TABLE person_vendor (
    person_id BIGINT NOT NULL REFERENCES person (id),
    vendor_id BIGINT NOT NULL REFERENCES vendor (id),
    PRIMARY KEY (person_id, vendor_id)
);
CREATE INDEX person_vendor_by_vendor ON person_vendor (vendor_id);

ALTER TABLE task ADD COLUMN requirement_id BIGINT REFERENCES requirement (id);
ALTER TABLE task ADD COLUMN round BIGINT NOT NULL DEFAULT 1;  -- its pair's (or model's) 1st, 2nd, … lot of prompts
ALTER TABLE slot ADD COLUMN requirement_id BIGINT REFERENCES requirement (id);
ALTER TABLE slot ADD COLUMN reopened BIGINT NOT NULL DEFAULT 0 CHECK (reopened IN (0, 1));  -- was taken, or held back, before

DROP TRIGGER slot_of_approved_stands;
INSERT INTO requirement (evaluation_id, domain, locale, programming_language) SELECT DISTINCT evaluation_id, '', '', '' FROM task;
UPDATE task SET requirement_id = (SELECT r.id FROM requirement r WHERE r.evaluation_id = task.evaluation_id);
UPDATE slot SET reopened = 1, requirement_id = (SELECT t.requirement_id FROM task t WHERE t.id = slot.task_id);
CREATE TRIGGER slot_of_approved_stands BEFORE UPDATE ON slot
WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.id = OLD.assignment_id AND a.state = 'approved')
BEGIN SELECT RAISE(ABORT, 'rule 4: the slot of an approved judgment stands'); END;

-- The next open slot is one look into an index, and so is a lease that ran out.
DROP INDEX slot_open;
CREATE INDEX slot_next ON slot (requirement_id, state, reopened, position);
CREATE INDEX slot_lease ON slot (state, lease_expires_at);
CREATE INDEX task_by_prompt ON task (prompt_id);

-- A slot that was never taken and lies before this position is not for this person: had, reviewed or of a tied vendor.
CREATE TABLE passed (
    person_id      BIGINT NOT NULL REFERENCES person (id),
    requirement_id BIGINT NOT NULL REFERENCES requirement (id),
    position       BIGINT NOT NULL,
    PRIMARY KEY (person_id, requirement_id)
);

-- How many tasks of an evaluation a person has or had, without those that ran out or were skipped; kept by triggers.
CREATE TABLE taken (
    evaluation_id BIGINT NOT NULL REFERENCES evaluation (id),
    person_id     BIGINT NOT NULL REFERENCES person (id),
    tasks         BIGINT NOT NULL CHECK (tasks >= 0),
    PRIMARY KEY (evaluation_id, person_id)
);
INSERT INTO taken (evaluation_id, person_id, tasks)
SELECT t.evaluation_id, a.annotator_id, COUNT(*) FROM assignment a JOIN task t ON t.id = a.task_id
 WHERE a.state NOT IN ('expired', 'released') GROUP BY t.evaluation_id, a.annotator_id;

-- How often a person was given each model's responses, so that nobody sees one model's mostly.
CREATE TABLE seen_model (
    evaluation_id BIGINT NOT NULL REFERENCES evaluation (id),
    person_id     BIGINT NOT NULL REFERENCES person (id),
    model_id      BIGINT NOT NULL REFERENCES model (id),
    times         BIGINT NOT NULL,
    PRIMARY KEY (evaluation_id, person_id, model_id)
);
INSERT INTO seen_model (evaluation_id, person_id, model_id, times)
SELECT t.evaluation_id, a.annotator_id, r.model_id, COUNT(*)
  FROM assignment a JOIN task t ON t.id = a.task_id JOIN response r ON r.id IN (t.first_response_id, t.second_response_id)
 GROUP BY t.evaluation_id, a.annotator_id, r.model_id;

CREATE TABLE skip (
    assignment_id BIGINT PRIMARY KEY REFERENCES assignment (id),
    person_id     BIGINT NOT NULL REFERENCES person (id),
    reason        TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    skipped_at    BIGINT NOT NULL
);
CREATE INDEX skip_by_person ON skip (person_id, skipped_at);

-- A prompt that is held back: none of its tasks is given out. Voided ones stay so.
CREATE TABLE prompt_hold (
    prompt_id BIGINT PRIMARY KEY REFERENCES prompt (id),
    state     TEXT   NOT NULL CHECK (state IN ('held', 'voided')),
    since     BIGINT NOT NULL
);

-- What someone says is wrong with a prompt, and what an admin made of it.
CREATE TABLE flag (
    id            INTEGER PRIMARY KEY,
    prompt_id     BIGINT  NOT NULL REFERENCES prompt (id),
    assignment_id BIGINT  NOT NULL REFERENCES assignment (id),
    person_id     BIGINT  NOT NULL REFERENCES person (id),
    reason        TEXT    NOT NULL,
    note          TEXT    NOT NULL,
    flagged_at    BIGINT  NOT NULL,
    outcome       TEXT    CHECK (outcome IN ('released', 'voided')),
    explanation   TEXT,
    resolved_by   BIGINT  REFERENCES person (id),
    resolved_at   BIGINT,
    CHECK ((outcome IS NULL) = (resolved_at IS NULL)),
    CHECK ((outcome IS NULL) = (explanation IS NULL)),
    CHECK ((outcome IS NULL) = (resolved_by IS NULL))
);
CREATE INDEX flag_waiting ON flag (outcome, flagged_at);
CREATE INDEX flag_by_prompt ON flag (prompt_id, outcome);
CREATE INDEX flag_by_person ON flag (person_id, flagged_at);

-- Rule 2: nobody judges or reviews a model of a vendor they are tied to.
CREATE TRIGGER assignment_not_of_tied_vendor BEFORE INSERT ON assignment
WHEN EXISTS (
        SELECT 1 FROM person_vendor v JOIN model m ON m.vendor_id = v.vendor_id JOIN response r ON r.model_id = m.id
                      JOIN task t ON r.id IN (t.first_response_id, t.second_response_id)
         WHERE v.person_id = NEW.annotator_id AND t.id = NEW.task_id)
BEGIN SELECT RAISE(ABORT, 'rule 2: nobody judges the models of a vendor they are tied to'); END;

CREATE TRIGGER assignment_again_not_of_tied_vendor BEFORE UPDATE ON assignment
WHEN NEW.state = 'held' AND OLD.state = 'expired' AND EXISTS (
        SELECT 1 FROM person_vendor v JOIN model m ON m.vendor_id = v.vendor_id JOIN response r ON r.model_id = m.id
                      JOIN task t ON r.id IN (t.first_response_id, t.second_response_id)
         WHERE v.person_id = NEW.annotator_id AND t.id = NEW.task_id)
BEGIN SELECT RAISE(ABORT, 'rule 2: nobody judges the models of a vendor they are tied to'); END;

CREATE TRIGGER decision_not_on_tied_vendor BEFORE INSERT ON decision
WHEN EXISTS (
        SELECT 1 FROM person_vendor v JOIN model m ON m.vendor_id = v.vendor_id JOIN response r ON r.model_id = m.id
                      JOIN task t ON r.id IN (t.first_response_id, t.second_response_id)
         WHERE v.person_id = NEW.reviewer_id AND t.id = NEW.task_id)
BEGIN SELECT RAISE(ABORT, 'rule 2: nobody reviews the models of a vendor they are tied to'); END;

-- What an evaluation says about who is given its tasks.
CREATE TRIGGER assignment_by_the_qualified BEFORE INSERT ON assignment
WHEN EXISTS (
        SELECT 1 FROM task t JOIN requirement r ON r.id = t.requirement_id WHERE t.id = NEW.task_id AND (
               (r.domain <> '' AND NOT EXISTS (
                    SELECT 1 FROM qualification q WHERE q.person_id = NEW.annotator_id AND q.kind = 'domain' AND q.value = r.domain))
            OR (r.locale <> '' AND NOT EXISTS (
                    SELECT 1 FROM qualification q WHERE q.person_id = NEW.annotator_id AND q.kind = 'locale'
                       AND (q.value = r.locale OR r.locale LIKE q.value || '-%' OR q.value LIKE r.locale || '-%')))
            OR (r.programming_language <> '' AND NOT EXISTS (
                    SELECT 1 FROM qualification q WHERE q.person_id = NEW.annotator_id AND q.kind = 'programming_language'
                       AND q.value = r.programming_language))))
BEGIN SELECT RAISE(ABORT, 'rule of routing: a task goes to a person who is qualified for it'); END;

CREATE TRIGGER assignment_again_by_the_qualified BEFORE UPDATE ON assignment
WHEN NEW.state = 'held' AND OLD.state = 'expired' AND EXISTS (
        SELECT 1 FROM task t JOIN requirement r ON r.id = t.requirement_id WHERE t.id = NEW.task_id AND (
               (r.domain <> '' AND NOT EXISTS (
                    SELECT 1 FROM qualification q WHERE q.person_id = NEW.annotator_id AND q.kind = 'domain' AND q.value = r.domain))
            OR (r.locale <> '' AND NOT EXISTS (
                    SELECT 1 FROM qualification q WHERE q.person_id = NEW.annotator_id AND q.kind = 'locale'
                       AND (q.value = r.locale OR r.locale LIKE q.value || '-%' OR q.value LIKE r.locale || '-%')))
            OR (r.programming_language <> '' AND NOT EXISTS (
                    SELECT 1 FROM qualification q WHERE q.person_id = NEW.annotator_id AND q.kind = 'programming_language'
                       AND q.value = r.programming_language))))
BEGIN SELECT RAISE(ABORT, 'rule of routing: a task goes to a person who is qualified for it'); END;

CREATE TRIGGER assignment_within_cap BEFORE INSERT ON assignment
WHEN EXISTS (
        SELECT 1 FROM task t JOIN routing w ON w.evaluation_id = t.evaluation_id
                      JOIN taken k ON k.evaluation_id = t.evaluation_id AND k.person_id = NEW.annotator_id
         WHERE t.id = NEW.task_id AND w.cap > 0 AND k.tasks >= w.cap)
BEGIN SELECT RAISE(ABORT, 'rule of routing: a person has at most the evaluation''s cap of tasks'); END;

CREATE TRIGGER assignment_again_within_cap BEFORE UPDATE ON assignment
WHEN NEW.state = 'held' AND OLD.state = 'expired' AND EXISTS (
        SELECT 1 FROM task t JOIN routing w ON w.evaluation_id = t.evaluation_id
                      JOIN taken k ON k.evaluation_id = t.evaluation_id AND k.person_id = NEW.annotator_id
         WHERE t.id = NEW.task_id AND w.cap > 0 AND k.tasks >= w.cap)
BEGIN SELECT RAISE(ABORT, 'rule of routing: a person has at most the evaluation''s cap of tasks'); END;

CREATE TRIGGER assignment_not_of_held_prompt BEFORE INSERT ON assignment
WHEN EXISTS (SELECT 1 FROM prompt_hold h JOIN task t ON t.prompt_id = h.prompt_id WHERE t.id = NEW.task_id)
BEGIN SELECT RAISE(ABORT, 'rule of routing: no task of a prompt that is held back is given out'); END;

CREATE TRIGGER assignment_skipped_stays BEFORE UPDATE ON assignment
WHEN OLD.state = 'released' AND NEW.state <> 'released'
BEGIN SELECT RAISE(ABORT, 'rule of routing: a skipped task does not come back to the person who skipped it'); END;

CREATE TRIGGER flag_stands BEFORE UPDATE ON flag
WHEN OLD.outcome IS NOT NULL OR NEW.prompt_id <> OLD.prompt_id OR NEW.person_id <> OLD.person_id OR NEW.reason <> OLD.reason
  OR NEW.note <> OLD.note OR NEW.flagged_at <> OLD.flagged_at
BEGIN SELECT RAISE(ABORT, 'rule of routing: a flag and its outcome stand'); END;

CREATE TRIGGER voided_prompt_stays BEFORE UPDATE ON prompt_hold
WHEN OLD.state = 'voided'
BEGIN SELECT RAISE(ABORT, 'rule of routing: a voided prompt stays so'); END;

CREATE TRIGGER voided_prompt_remains BEFORE DELETE ON prompt_hold
WHEN OLD.state = 'voided'
BEGIN SELECT RAISE(ABORT, 'rule of routing: a voided prompt stays so'); END;

-- Keeps count of what a person has taken.
CREATE TRIGGER assignment_taken AFTER INSERT ON assignment
BEGIN
    INSERT INTO taken (evaluation_id, person_id, tasks) SELECT t.evaluation_id, NEW.annotator_id, 1 FROM task t WHERE t.id = NEW.task_id
        ON CONFLICT (evaluation_id, person_id) DO UPDATE SET tasks = taken.tasks + 1;
END;

CREATE TRIGGER assignment_taken_or_left AFTER UPDATE OF state ON assignment
WHEN (OLD.state IN ('expired', 'released')) <> (NEW.state IN ('expired', 'released'))
BEGIN
    UPDATE taken SET tasks = tasks + CASE WHEN NEW.state IN ('expired', 'released') THEN -1 ELSE 1 END
     WHERE person_id = NEW.annotator_id AND evaluation_id = (SELECT t.evaluation_id FROM task t WHERE t.id = NEW.task_id);
END;
