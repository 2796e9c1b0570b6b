-- maybe_homeless: persons of whom the cycle may have told a home store: with the row that made them,
-- with a prescription, or by a merge.
CREATE OR REPLACE TEMP TABLE maybe_homeless AS
WITH prescribed AS (
    SELECT t.name_ID, t.prescriber_ID
    FROM replica.transact AS t
    SEMI JOIN settled_all AS s ON s.table_name = 'transact' AND s.record_id = t.ID
    WHERE lower(t.type) = 'ci'
),
person AS (
    SELECT table_name, record_id FROM home_found
    UNION
    SELECT unnest(['name', 'clinician']), unnest([name_ID, prescriber_ID]) FROM prescribed
    UNION
    SELECT table_name, kept_id FROM newly_merged WHERE table_name IN ('name', 'clinician')
)
FROM person WHERE record_id IS NOT NULL;

-- homeless: those of them that are held without one (R13a).
CREATE OR REPLACE TEMP TABLE homeless (table_name VARCHAR, record_id VARCHAR);
CREATE OR REPLACE TEMP TABLE home_given (table_name VARCHAR, record_id VARCHAR, store_id VARCHAR);
