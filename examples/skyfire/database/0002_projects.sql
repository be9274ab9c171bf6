-- Customers, their projects, and the systems that are built for them.

CREATE TYPE project_stage AS ENUM ('lead', 'survey', 'design', 'permitting', 'installation', 'operating', 'cancelled');

CREATE TABLE customer (
    id         serial PRIMARY KEY,
    company_id integer NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    full_name  varchar(255) NOT NULL,
    email      varchar(255),
    phone      varchar(32),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT customer_can_be_reached CHECK (email IS NOT NULL OR phone IS NOT NULL)
);

CREATE INDEX customer_company_id_idx ON customer (company_id);

CREATE TABLE project (
    id             serial PRIMARY KEY,
    company_id     integer NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    customer_id    integer NOT NULL REFERENCES customer (id) ON DELETE RESTRICT,
    sales_rep_id   integer REFERENCES users (id) ON DELETE SET NULL,
    project_number varchar(24) NOT NULL,
    stage          project_stage NOT NULL DEFAULT 'lead',
    street         text NOT NULL,
    city           text NOT NULL,
    postal_code    varchar(12) NOT NULL,
    latitude       numeric(9, 6),
    longitude      numeric(9, 6),
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    UNIQUE (company_id, project_number)
);

CREATE INDEX project_customer_id_idx ON project (customer_id);
CREATE INDEX project_sales_rep_id_idx ON project (sales_rep_id);
CREATE INDEX project_by_stage ON project (company_id, stage) WHERE stage <> 'cancelled';

CREATE TABLE equipment (
    id           serial PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('module', 'inverter', 'battery', 'mount')),
    manufacturer varchar(120) NOT NULL,
    model        varchar(120) NOT NULL,
    watts        integer CHECK (watts > 0),
    is_approved  boolean NOT NULL DEFAULT true,
    UNIQUE (manufacturer, model)
);

CREATE TABLE project_system_details (
    project_id          integer PRIMARY KEY REFERENCES project (id) ON DELETE CASCADE,
    module_id           integer REFERENCES equipment (id),
    module_count        integer NOT NULL DEFAULT 0 CHECK (module_count >= 0),
    inverter_id         integer REFERENCES equipment (id),
    battery_id          integer REFERENCES equipment (id),
    battery_count       smallint NOT NULL DEFAULT 0 CHECK (battery_count BETWEEN 0 AND 32),
    system_size_kw      numeric(8, 3),
    annual_usage_kwh    integer,
    annual_output_kwh   integer,
    offset_percent      numeric(5, 1) GENERATED ALWAYS AS (
        CASE WHEN annual_usage_kwh > 0 THEN round(100.0 * annual_output_kwh / annual_usage_kwh, 1) END
    ) STORED,
    utility             varchar(120),
    interconnection_no  varchar(64),
    updated_at          timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX project_system_details_module_id_idx ON project_system_details (module_id);
CREATE INDEX project_system_details_inverter_id_idx ON project_system_details (inverter_id);
CREATE INDEX project_system_details_battery_id_idx ON project_system_details (battery_id);

CREATE TABLE stage_change (
    id         bigserial PRIMARY KEY,
    project_id integer NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    from_stage project_stage,
    to_stage   project_stage NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX stage_change_of_project ON stage_change (project_id, changed_at DESC);

CREATE FUNCTION log_stage_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stage_change (project_id, from_stage, to_stage) VALUES (NEW.id, OLD.stage, NEW.stage);
    RETURN NEW;
END
$$;

CREATE TRIGGER project_touch BEFORE UPDATE ON project FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER project_stage_changed AFTER UPDATE OF stage ON project FOR EACH ROW
    WHEN (OLD.stage IS DISTINCT FROM NEW.stage) EXECUTE FUNCTION log_stage_change();
CREATE TRIGGER project_system_details_touch BEFORE UPDATE ON project_system_details
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE VIEW pipeline AS
SELECT p.company_id, p.stage, count(*) AS projects, sum(d.system_size_kw) AS kilowatts
FROM project AS p
LEFT JOIN project_system_details AS d ON d.project_id = p.id
WHERE p.stage <> 'cancelled'
GROUP BY p.company_id, p.stage;

COMMENT ON TABLE customer IS 'Whose roof it is.';
COMMENT ON COLUMN customer.full_name IS 'As it stands on the contract. @pii';
COMMENT ON COLUMN customer.email IS 'Where offers go. @pii';
COMMENT ON COLUMN customer.phone IS 'Who is called before a crew drives out. @pii';
COMMENT ON TABLE project IS 'One installation, from the first call to the meter that runs backwards.';
COMMENT ON COLUMN project.project_number IS 'What people say on the phone: unique within a company.';
COMMENT ON TABLE equipment IS 'Modules, inverters, batteries and mounts that may be designed in.';
COMMENT ON TABLE project_system_details IS 'The system that a project builds: its parts, its size and what it yields.';
COMMENT ON COLUMN project_system_details.offset_percent IS 'How much of the usage the system makes.';
COMMENT ON TABLE stage_change IS 'When a project moved from one stage to the next.';
COMMENT ON VIEW pipeline IS 'How many projects and kilowatts stand in each stage.';
