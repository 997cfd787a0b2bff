-- BLIND-6: a response that seems to tell who made it. No task shows it before an admin has looked and approved.
CREATE TABLE held_response (
    response_id BIGINT PRIMARY KEY REFERENCES response (id),
    reason      TEXT   NOT NULL CHECK (reason IN ('registered_name', 'introduction')),
    approved_by BIGINT REFERENCES person (id),
    approved_at BIGINT,
    CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);

CREATE TRIGGER task_not_of_held_response BEFORE INSERT ON task
WHEN EXISTS (SELECT 1 FROM held_response h
              WHERE h.response_id IN (NEW.first_response_id, NEW.second_response_id) AND h.approved_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'rule 3: a response that seems to tell who made it waits for an admin'); END;

CREATE TRIGGER held_response_approval_stands BEFORE UPDATE ON held_response
WHEN OLD.approved_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'rule 3: an approval stands'); END;
