-- The second factor: one-time codes of an authenticator app (RFC 6238), and codes for the day it is lost.

-- The secret is as it must be shown to an app; a copy of the data has it, so that a restore locks nobody out.
CREATE TABLE second_factor (
    person_id    BIGINT PRIMARY KEY REFERENCES person (id),
    secret       TEXT   NOT NULL,                    -- base32
    last_step    BIGINT NOT NULL DEFAULT 0,          -- the last step of 30 s whose code was taken; no code up to it is again
    started_at   BIGINT NOT NULL,
    confirmed_at BIGINT                              -- when a right code turned it on; NULL until then
);

-- Single-use codes for signing in without the app. Only hashes are kept; the codes have 80 random bits.
CREATE TABLE recovery_code (
    person_id BIGINT NOT NULL REFERENCES person (id),
    code_hash TEXT   NOT NULL,
    used_at   BIGINT,
    PRIMARY KEY (person_id, code_hash)
);

-- Roles that rest in whoever holds them without a second factor.
CREATE TABLE second_factor_role (
    role TEXT PRIMARY KEY CHECK (role IN ('annotator', 'initial_reviewer', 'final_reviewer', 'admin'))
);

CREATE FUNCTION second_factor_code_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.secret = OLD.secret AND NEW.last_step < OLD.last_step THEN
        RAISE EXCEPTION 'rule of the second factor: a code is taken once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_factor_code_once BEFORE UPDATE ON second_factor FOR EACH ROW EXECUTE FUNCTION second_factor_code_once();

CREATE FUNCTION recovery_code_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL THEN
        RAISE EXCEPTION 'rule of the second factor: a code is taken once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recovery_code_once BEFORE UPDATE ON recovery_code FOR EACH ROW EXECUTE FUNCTION recovery_code_once();
