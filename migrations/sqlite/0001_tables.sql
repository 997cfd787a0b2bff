-- Times are microseconds since 1970, UTC. Flags are 0 or 1. Words in CHECKs are those of the method.

CREATE TABLE person (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    login         TEXT    NOT NULL,
    login_key     TEXT    NOT NULL UNIQUE,           -- the login as compared: one spelling, one account
    password_hash TEXT,                              -- argon2id; NULL until the invitation is accepted
    state         TEXT    NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
    session_epoch BIGINT  NOT NULL DEFAULT 0,        -- raised to end every session of the person at once
    created_at    BIGINT  NOT NULL
);

CREATE TABLE person_role (
    person_id BIGINT NOT NULL REFERENCES person (id),
    role      TEXT   NOT NULL CHECK (role IN ('annotator', 'initial_reviewer', 'final_reviewer', 'admin')),
    PRIMARY KEY (person_id, role)
);

-- Single-use links: the first set-up, an invitation, a new password. Only the hash of the token is kept.
CREATE TABLE invitation (
    token_hash TEXT   PRIMARY KEY,
    kind       TEXT   NOT NULL CHECK (kind IN ('setup', 'invite', 'reset')),
    person_id  BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE session (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE vendor (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    created_at BIGINT  NOT NULL
);

CREATE TABLE model (
    id         INTEGER PRIMARY KEY,
    vendor_id  BIGINT  NOT NULL REFERENCES vendor (id),
    name       TEXT    NOT NULL UNIQUE,
    created_at BIGINT  NOT NULL
);

CREATE TABLE prompt_set (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    domain     TEXT    NOT NULL,
    canary     TEXT    NOT NULL UNIQUE,
    created_at BIGINT  NOT NULL
);

CREATE TABLE prompt_set_version (
    id            INTEGER PRIMARY KEY,
    prompt_set_id BIGINT  NOT NULL REFERENCES prompt_set (id),
    number        BIGINT  NOT NULL,
    sealed_at     BIGINT,                            -- set when an evaluation first uses it; no new prompts after that
    created_at    BIGINT  NOT NULL,
    UNIQUE (prompt_set_id, number)
);

CREATE TABLE prompt (
    id          INTEGER PRIMARY KEY,
    version_id  BIGINT  NOT NULL REFERENCES prompt_set_version (id),
    external_id TEXT    NOT NULL,                    -- the id in the imported file
    turns       TEXT    NOT NULL,                    -- JSON: [{"role": …, "text": …}]
    reference   TEXT,
    attributes  TEXT    NOT NULL,                    -- JSON object of strings
    UNIQUE (version_id, external_id)
);

CREATE TABLE response (
    id         INTEGER PRIMARY KEY,
    prompt_id  BIGINT  NOT NULL REFERENCES prompt (id),
    model_id   BIGINT  NOT NULL REFERENCES model (id),
    text       TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    UNIQUE (prompt_id, model_id)
);

CREATE TABLE evaluation (
    id                    INTEGER PRIMARY KEY,
    name                  TEXT    NOT NULL UNIQUE,
    version_id            BIGINT  NOT NULL REFERENCES prompt_set_version (id),
    kind                  TEXT    NOT NULL CHECK (kind IN ('comparison', 'rating', 'correctness')),
    annotators_per_task   BIGINT  NOT NULL CHECK (annotators_per_task BETWEEN 1 AND 9),
    lease_seconds         BIGINT  NOT NULL CHECK (lease_seconds > 0),
    minimum_justification BIGINT  NOT NULL CHECK (minimum_justification >= 0),
    guidelines            TEXT    NOT NULL,
    error_tags            TEXT    NOT NULL,          -- JSON: ["…"]
    state                 TEXT    NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    created_at            BIGINT  NOT NULL,
    opened_at             BIGINT
);

CREATE TABLE evaluation_model (
    evaluation_id BIGINT NOT NULL REFERENCES evaluation (id),
    model_id      BIGINT NOT NULL REFERENCES model (id),
    PRIMARY KEY (evaluation_id, model_id)
);

CREATE TABLE criterion (
    id            INTEGER PRIMARY KEY,
    evaluation_id BIGINT  NOT NULL REFERENCES evaluation (id),
    position      BIGINT  NOT NULL,
    name          TEXT    NOT NULL,
    help          TEXT    NOT NULL,
    required      BIGINT  NOT NULL CHECK (required IN (0, 1)),
    UNIQUE (evaluation_id, name)
);

CREATE TABLE task (
    id                 INTEGER PRIMARY KEY,
    evaluation_id      BIGINT  NOT NULL REFERENCES evaluation (id),
    prompt_id          BIGINT  NOT NULL REFERENCES prompt (id),
    first_response_id  BIGINT  NOT NULL REFERENCES response (id),
    second_response_id BIGINT  NOT NULL REFERENCES response (id),
    position           BIGINT  NOT NULL,             -- the shuffled order in which tasks are given out
    state              TEXT    NOT NULL CHECK (state IN ('annotating', 'initial_review', 'final_review', 'approved')),
    version            BIGINT  NOT NULL DEFAULT 0,   -- raised by every change a review form must notice
    waiting_since      BIGINT  NOT NULL,             -- when it came into its state
    UNIQUE (evaluation_id, prompt_id, first_response_id, second_response_id)
);
CREATE INDEX task_by_state ON task (state, evaluation_id, waiting_since);

CREATE TABLE assignment (
    id            INTEGER PRIMARY KEY,
    public_id     TEXT    NOT NULL UNIQUE,
    task_id       BIGINT  NOT NULL REFERENCES task (id),
    annotator_id  BIGINT  NOT NULL REFERENCES person (id),
    left_is_first BIGINT  NOT NULL CHECK (left_is_first IN (0, 1)),
    state         TEXT    NOT NULL CHECK (state IN ('held', 'submitted', 'initially_approved', 'approved',
                                                    'returned', 'rejected', 'expired', 'released')),
    judgment_id   BIGINT,                            -- the latest revision
    claimed_at    BIGINT  NOT NULL,
    UNIQUE (task_id, annotator_id)
);
CREATE INDEX assignment_by_annotator ON assignment (annotator_id, state);

-- Rule 1: the N places of a task are rows, and a place is taken by updating its row.
CREATE TABLE slot (
    task_id          BIGINT NOT NULL REFERENCES task (id),
    number           BIGINT NOT NULL,
    position         BIGINT NOT NULL,                -- its task's, so that the next open slot is one look into an index
    state            TEXT   NOT NULL CHECK (state IN ('open', 'held', 'judged')),
    annotator_id     BIGINT REFERENCES person (id),
    assignment_id    BIGINT UNIQUE REFERENCES assignment (id),
    lease_expires_at BIGINT,
    PRIMARY KEY (task_id, number),
    UNIQUE (task_id, annotator_id),
    CHECK ((state = 'open') = (annotator_id IS NULL)),
    CHECK ((state = 'held') = (lease_expires_at IS NOT NULL))
);
CREATE INDEX slot_open ON slot (state, position);

CREATE TABLE draft (
    assignment_id BIGINT PRIMARY KEY REFERENCES assignment (id),
    content       TEXT   NOT NULL,
    active_ms     BIGINT NOT NULL,
    saved_at      BIGINT NOT NULL
);

CREATE TABLE judgment (
    id            INTEGER PRIMARY KEY,
    assignment_id BIGINT  NOT NULL REFERENCES assignment (id),
    revision      BIGINT  NOT NULL CHECK (revision > 0),
    submission_id TEXT    NOT NULL UNIQUE,           -- made by the client, so that resending is safe
    content_hash  TEXT    NOT NULL,
    preference    BIGINT  NOT NULL CHECK (preference BETWEEN -3 AND 3),  -- as shown: positive is the left response
    content       TEXT    NOT NULL,                  -- JSON, as shown
    active_ms     BIGINT  NOT NULL CHECK (active_ms >= 0),
    submitted_at  BIGINT  NOT NULL,
    UNIQUE (assignment_id, revision)
);

CREATE TABLE decision (
    id          INTEGER PRIMARY KEY,
    task_id     BIGINT  NOT NULL REFERENCES task (id),
    judgment_id BIGINT  NOT NULL REFERENCES judgment (id),
    stage       TEXT    NOT NULL CHECK (stage IN ('initial', 'final')),
    verdict     TEXT    NOT NULL CHECK (verdict IN ('approve', 'return', 'reject', 'send_back')),
    reviewer_id BIGINT  NOT NULL REFERENCES person (id),
    comment     TEXT    NOT NULL,
    decided_at  BIGINT  NOT NULL,
    CHECK (verdict <> 'send_back' OR stage = 'final')
);
CREATE INDEX decision_by_task ON decision (task_id, stage);
CREATE INDEX decision_by_judgment ON decision (judgment_id);

-- A task is under review by one person at a time.
CREATE TABLE review_claim (
    task_id     BIGINT PRIMARY KEY REFERENCES task (id),
    public_id   TEXT   NOT NULL UNIQUE,
    stage       TEXT   NOT NULL CHECK (stage IN ('initial', 'final')),
    reviewer_id BIGINT NOT NULL REFERENCES person (id),
    expires_at  BIGINT NOT NULL
);
CREATE INDEX review_claim_by_reviewer ON review_claim (reviewer_id);

CREATE TABLE release (
    id             INTEGER PRIMARY KEY,
    evaluation_id  BIGINT  NOT NULL REFERENCES evaluation (id),
    number         BIGINT  NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('draft', 'published', 'deprecated')),
    settings       TEXT    NOT NULL,                 -- JSON, seed included
    engine_version TEXT    NOT NULL,
    board          TEXT    NOT NULL,                 -- JSON: what the page shows; aggregates only
    judgments_hash TEXT    NOT NULL,                 -- over the ids in release_judgment, ascending
    hash           TEXT    NOT NULL,                 -- over settings, engine version, judgments' hash and board
    created_by     BIGINT  NOT NULL REFERENCES person (id),
    created_at     BIGINT  NOT NULL,
    published_at   BIGINT,
    deprecated_at  BIGINT,
    UNIQUE (evaluation_id, number)
);

CREATE TABLE release_judgment (
    release_id  BIGINT NOT NULL REFERENCES release (id),
    judgment_id BIGINT NOT NULL REFERENCES judgment (id),
    PRIMARY KEY (release_id, judgment_id)
);

-- Who was shown which prompt, and why. Written before the bytes leave.
CREATE TABLE exposure (
    id        INTEGER PRIMARY KEY,
    prompt_id BIGINT  NOT NULL REFERENCES prompt (id),
    person_id BIGINT  NOT NULL REFERENCES person (id),
    purpose   TEXT    NOT NULL CHECK (purpose IN ('annotation', 'initial_review', 'final_review', 'management', 'export')),
    at        BIGINT  NOT NULL
);
CREATE INDEX exposure_by_prompt ON exposure (prompt_id, at);
CREATE INDEX exposure_by_person ON exposure (person_id, at);

-- Every state change, sign-in and refusal; each row carries the hash of the one before.
CREATE TABLE audit (
    number    BIGINT PRIMARY KEY,
    at        BIGINT NOT NULL,
    person_id BIGINT,
    action    TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    detail    TEXT   NOT NULL,                       -- ids, numbers and words of the method; never private text
    hash      TEXT   NOT NULL
);

-- The head of the audit chain: one row, locked by each writer in turn.
CREATE TABLE audit_head (
    one    BIGINT PRIMARY KEY CHECK (one = 1),
    number BIGINT NOT NULL,
    hash   TEXT   NOT NULL
);
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, '');
