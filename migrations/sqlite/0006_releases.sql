-- Releases may be provisional: readable by everyone, and said to be replaced. SQLite cannot change a CHECK in place, so both
-- tables are made anew with their triggers; nothing else refers to them.
CREATE TABLE release_new (
    id             INTEGER PRIMARY KEY,
    evaluation_id  BIGINT  NOT NULL REFERENCES evaluation (id),
    number         BIGINT  NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('draft', 'provisional', 'published', 'deprecated')),
    settings       TEXT    NOT NULL,                 -- JSON, seed included
    engine_version TEXT    NOT NULL,
    board          TEXT    NOT NULL,                 -- JSON: what the page shows; aggregates only
    judgments_hash TEXT    NOT NULL,                 -- over the ids in release_judgment, ascending
    hash           TEXT    NOT NULL,                 -- over settings, engine version, judgments' hash and board
    created_by     BIGINT  NOT NULL REFERENCES person (id),
    created_at     BIGINT  NOT NULL,
    provisional_at BIGINT,
    published_at   BIGINT,
    deprecated_at  BIGINT,
    UNIQUE (evaluation_id, number)
);
INSERT INTO release_new (id, evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_by, created_at, published_at, deprecated_at)
SELECT id, evaluation_id, number, state, settings, engine_version, board, judgments_hash, hash, created_by, created_at, published_at, deprecated_at FROM release;

CREATE TABLE release_judgment_new (
    release_id  BIGINT NOT NULL REFERENCES release_new (id),
    judgment_id BIGINT NOT NULL REFERENCES judgment (id),
    PRIMARY KEY (release_id, judgment_id)
);
INSERT INTO release_judgment_new (release_id, judgment_id) SELECT release_id, judgment_id FROM release_judgment;

DROP TABLE release_judgment;
DROP TABLE release;
ALTER TABLE release_new RENAME TO release;
ALTER TABLE release_judgment_new RENAME TO release_judgment;

-- Rule 5: only approved judgments enter a release, and a release stands.
CREATE TRIGGER release_of_approved BEFORE INSERT ON release_judgment
WHEN NOT EXISTS (SELECT 1 FROM judgment j JOIN assignment a ON a.id = j.assignment_id AND a.judgment_id = j.id
                          JOIN task t ON t.id = a.task_id JOIN release r ON r.id = NEW.release_id
                  WHERE j.id = NEW.judgment_id AND a.state = 'approved' AND t.evaluation_id = r.evaluation_id AND r.state = 'draft')
BEGIN SELECT RAISE(ABORT, 'rule 5: only approved judgments enter a release'); END;

CREATE TRIGGER release_begins_as_draft BEFORE INSERT ON release
WHEN NEW.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'rule 5: a release begins as a draft'); END;

CREATE TRIGGER release_stands BEFORE UPDATE ON release
WHEN NEW.id <> OLD.id OR NEW.evaluation_id <> OLD.evaluation_id OR NEW.number <> OLD.number OR NEW.settings <> OLD.settings
  OR NEW.engine_version <> OLD.engine_version OR NEW.board <> OLD.board OR NEW.judgments_hash <> OLD.judgments_hash
  OR NEW.hash <> OLD.hash OR NEW.created_by <> OLD.created_by OR NEW.created_at <> OLD.created_at
  OR (OLD.provisional_at IS NOT NULL AND NEW.provisional_at IS NOT OLD.provisional_at)
  OR (OLD.published_at IS NOT NULL AND NEW.published_at IS NOT OLD.published_at)
  OR (OLD.deprecated_at IS NOT NULL AND NEW.deprecated_at IS NOT OLD.deprecated_at)
  OR NOT (NEW.state = OLD.state OR (OLD.state = 'draft'       AND NEW.state IN ('provisional', 'published'))
                                OR (OLD.state = 'provisional' AND NEW.state IN ('published', 'deprecated'))
                                OR (OLD.state = 'published'   AND NEW.state = 'deprecated'))
BEGIN SELECT RAISE(ABORT, 'rule 5: a release stands'); END;

CREATE TRIGGER release_stays BEFORE DELETE ON release
BEGIN SELECT RAISE(ABORT, 'rule 5: a release is never removed'); END;

CREATE TRIGGER release_judgment_stands BEFORE UPDATE ON release_judgment
BEGIN SELECT RAISE(ABORT, 'rule 5: a release stands'); END;

CREATE TRIGGER release_judgment_stays BEFORE DELETE ON release_judgment
BEGIN SELECT RAISE(ABORT, 'rule 5: a release stands'); END;
