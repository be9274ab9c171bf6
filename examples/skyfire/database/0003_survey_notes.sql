-- What surveyors find: until now it was written on paper.

CREATE TABLE survey_visit (
    id          serial PRIMARY KEY,
    project_id  integer NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    surveyor_id integer REFERENCES users (id) ON DELETE SET NULL,
    planned_for timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK (finished_at >= planned_for - interval '1 day')
);

CREATE INDEX survey_visit_project_id_idx ON survey_visit (project_id);
CREATE INDEX survey_visit_surveyor_id_idx ON survey_visit (surveyor_id, planned_for);

CREATE TABLE survey_notes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id  integer NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    visit_id    integer REFERENCES survey_visit (id) ON DELETE SET NULL,
    author_id   integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    area        text NOT NULL CHECK (area IN ('roof', 'attic', 'electrical', 'site', 'other')),
    severity    text NOT NULL DEFAULT 'info' CHECK (severity IN ('info', 'warning', 'blocker')),
    body        text NOT NULL CHECK (length(btrim(body)) > 0),
    photos      text[] NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    resolved_by integer REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT survey_notes_resolved_by_someone CHECK (resolved_by IS NULL OR resolved_at IS NOT NULL)
);

CREATE INDEX survey_notes_of_project ON survey_notes (project_id, created_at DESC);
CREATE INDEX survey_notes_open_blockers ON survey_notes (project_id) WHERE severity = 'blocker' AND resolved_at IS NULL;
CREATE INDEX survey_notes_visit_id_idx ON survey_notes (visit_id);
CREATE INDEX survey_notes_author_id_idx ON survey_notes (author_id);
CREATE INDEX survey_notes_resolved_by_idx ON survey_notes (resolved_by);

ALTER TABLE survey_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY survey_notes_of_own_company ON survey_notes USING (
    EXISTS (
        SELECT FROM project
        WHERE project.id = survey_notes.project_id
          AND project.company_id = current_setting('skyfire.company_id')::integer
    )
);

COMMENT ON TABLE survey_visit IS 'A surveyor''s appointment on site.';
COMMENT ON TABLE survey_notes IS 'What somebody found on site, and whether it is settled.';
COMMENT ON COLUMN survey_notes.area IS 'Where it was found.';
COMMENT ON COLUMN survey_notes.severity IS 'A blocker keeps the project from being designed.';
COMMENT ON COLUMN survey_notes.photos IS 'Keys of the pictures in the object store.';
COMMENT ON INDEX survey_notes_open_blockers IS 'What the design tool asks before it opens.';
COMMENT ON POLICY survey_notes_of_own_company ON survey_notes IS 'Nobody reads the notes of another company.';
