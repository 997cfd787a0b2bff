-- Rule 5: what was judged of a prompt that an admin found broken for good enters no new release. Releases made before stand.
CREATE TRIGGER release_not_of_voided BEFORE INSERT ON release_judgment
WHEN EXISTS (SELECT 1 FROM judgment j JOIN assignment a ON a.id = j.assignment_id JOIN task t ON t.id = a.task_id
                      JOIN prompt_hold h ON h.prompt_id = t.prompt_id
              WHERE j.id = NEW.judgment_id AND h.state = 'voided')
BEGIN SELECT RAISE(ABORT, 'rule 5: no judgment of a voided prompt enters a release'); END;
