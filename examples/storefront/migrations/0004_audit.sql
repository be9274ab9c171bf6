-- Audit: who changed what, kept by the month.

-- Tracks every change of orders and payments, for compliance.
-- @category audit
-- @feature audit
-- @owner compliance
-- @usage Written by the trigger `audit_row_change` on orders and payments; never updated, never deleted: old months are detached and archived.
-- @access record_history: Everything that happened to one record index=idx_audit_table_record frequency=medium
CREATE TABLE audit_log (
    id             bigint GENERATED ALWAYS AS IDENTITY, -- Order of the changes; unique only together with `created_at`.
    table_name     varchar(50) NOT NULL, -- Which table was changed.
    record_id      uuid NOT NULL, -- The changed row's `id`.
    -- What was done to the row, as the trigger's `TG_OP` says it.
    -- @values INSERT: A new row, UPDATE: A changed row, DELETE: A removed row
    action         varchar(10) NOT NULL
                   -- @reason `TRUNCATE` fires no trigger of a row, so there is no fourth
                   CHECK (action IN ('INSERT', 'UPDATE', 'DELETE')),
    user_id        uuid REFERENCES users (id) ON DELETE SET NULL, -- Who did it; null for the system itself. @label causes
    old_values     jsonb, -- The row before; null for an insert. @sensitivity confidential
    new_values     jsonb, -- The row after; null for a delete. @sensitivity confidential
    changed_fields text[], -- Names of the columns that differ; null but for an update.
    ip_address     inet, -- Where the request came from; null for the system itself. @pii
    user_agent     text, -- The client, as it names itself; null for the system itself. @sensitivity internal
    created_at     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- When it happened; the partition key.

    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

-- Everything that happened to one record.
CREATE INDEX idx_audit_table_record ON audit_log (table_name, record_id);
-- What a user did.
CREATE INDEX idx_audit_user ON audit_log (user_id);
-- The latest changes.
CREATE INDEX idx_audit_created ON audit_log (created_at DESC);

CREATE TABLE audit_log_2025_01 PARTITION OF audit_log
    FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
CREATE TABLE audit_log_2025_02 PARTITION OF audit_log
    FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
CREATE TABLE audit_log_2025_03 PARTITION OF audit_log
    FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;

-- Writes a row of `audit_log` for each change of the table that it hangs on. Who asked for it stands in the settings
-- `app.current_user_id`, `app.client_address` and `app.client_agent` of the session; what the system does by itself has none.
CREATE FUNCTION audit_row_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO audit_log (table_name, record_id, action, user_id, old_values, new_values, changed_fields, ip_address, user_agent)
    VALUES (
        TG_TABLE_NAME,
        coalesce(NEW.id, OLD.id),
        TG_OP,
        nullif(current_setting('app.current_user_id', true), '')::uuid,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END,
        CASE WHEN TG_OP = 'UPDATE' THEN ARRAY(
            SELECT key FROM jsonb_each(to_jsonb(NEW)) WHERE value IS DISTINCT FROM to_jsonb(OLD) -> key ORDER BY key
        ) END,
        nullif(current_setting('app.client_address', true), '')::inet,
        nullif(current_setting('app.client_agent', true), '')
    );
    RETURN coalesce(NEW, OLD);
END;
$$;

CREATE TRIGGER audit_orders
    AFTER INSERT OR UPDATE OR DELETE ON orders
    FOR EACH ROW
    EXECUTE FUNCTION audit_row_change();

CREATE TRIGGER audit_payments
    AFTER INSERT OR UPDATE OF status, amount OR DELETE ON payments
    FOR EACH ROW
    EXECUTE FUNCTION audit_row_change();

-- Once an order is paid: takes its items off the stock and moves the order on to its packing.
CREATE PROCEDURE process_order(IN order_id_param uuid, INOUT success boolean DEFAULT false, INOUT message text DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders
    SET status = 'processing'
    WHERE id = order_id_param AND status = 'pending';

    IF NOT FOUND THEN
        success := false;
        message := 'Order not found or not in pending status';
        RETURN;
    END IF;

    UPDATE products p
    SET stock_quantity = stock_quantity - oi.quantity
    FROM order_items oi
    WHERE p.id = oi.product_id AND oi.order_id = order_id_param;

    success := true;
    message := 'Order processed successfully';
END;
$$;
