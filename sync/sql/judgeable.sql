CREATE OR REPLACE TEMP TABLE judgeable AS
SELECT * EXCLUDE (c_parent, s_parent) FROM fact WHERE fault IS NULL;
