-- Releases may be provisional: readable by everyone, and said to be replaced.
ALTER TABLE release DROP CONSTRAINT release_state_check;
ALTER TABLE release ADD CONSTRAINT release_state_check CHECK (state IN ('draft', 'provisional', 'published', 'deprecated'));
ALTER TABLE release ADD COLUMN provisional_at BIGINT;

-- Rule 5: a release begins as a draft, and stands.
CREATE FUNCTION release_begins_as_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'rule 5: a release begins as a draft' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_begins_as_draft BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION release_begins_as_draft();

CREATE OR REPLACE FUNCTION release_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.evaluation_id <> OLD.evaluation_id OR NEW.number <> OLD.number OR NEW.settings <> OLD.settings
  OR NEW.engine_version <> OLD.engine_version OR NEW.board <> OLD.board OR NEW.judgments_hash <> OLD.judgments_hash
  OR NEW.hash <> OLD.hash OR NEW.created_by <> OLD.created_by OR NEW.created_at <> OLD.created_at
  OR (OLD.provisional_at IS NOT NULL AND NEW.provisional_at IS DISTINCT FROM OLD.provisional_at)
  OR (OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at)
  OR (OLD.deprecated_at IS NOT NULL AND NEW.deprecated_at IS DISTINCT FROM OLD.deprecated_at)
  OR NOT (NEW.state = OLD.state OR (OLD.state = 'draft'       AND NEW.state IN ('provisional', 'published'))
                                OR (OLD.state = 'provisional' AND NEW.state IN ('published', 'deprecated'))
                                OR (OLD.state = 'published'   AND NEW.state = 'deprecated')) THEN
        RAISE EXCEPTION 'rule 5: a release stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
