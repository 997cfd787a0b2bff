-- What the rating page keeps of the person at work.

-- Raised by every change of a draft, so that an older tab is told of a newer draft instead of writing over it.
ALTER TABLE draft ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- What a person set for themselves, the same on every device.
CREATE TABLE person_setting (
    person_id BIGINT NOT NULL REFERENCES person (id),
    name      TEXT   NOT NULL CHECK (name IN ('keys')),
    value     TEXT   NOT NULL,                       -- JSON
    PRIMARY KEY (person_id, name)
);
