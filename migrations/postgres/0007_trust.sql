-- BLIND-6: a response that seems to tell who made it. No task shows it before an admin has looked and approved.
CREATE TABLE held_response (
    response_id BIGINT PRIMARY KEY REFERENCES response (id),
    reason      TEXT   NOT NULL CHECK (reason IN ('registered_name', 'introduction')),
    approved_by BIGINT REFERENCES person (id),
    approved_at BIGINT,
    CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);

CREATE FUNCTION task_not_of_held_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM held_response h
                WHERE h.response_id IN (NEW.first_response_id, NEW.second_response_id) AND h.approved_at IS NULL) THEN
        RAISE EXCEPTION 'rule 3: a response that seems to tell who made it waits for an admin' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_not_of_held_response BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION task_not_of_held_response();

CREATE FUNCTION held_response_approval_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_at IS NOT NULL THEN
        RAISE EXCEPTION 'rule 3: an approval stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER held_response_approval_stands BEFORE UPDATE ON held_response FOR EACH ROW EXECUTE FUNCTION held_response_approval_stands();
