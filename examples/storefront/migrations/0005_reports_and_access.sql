-- Reports, and who may see what.

-- What each customer ordered and spent.
CREATE VIEW v_user_order_summary AS
SELECT
    u.id AS user_id,
    u.email,
    u.name,
    count(DISTINCT o.id) AS total_orders,
    sum(o.total_amount) AS lifetime_value,
    avg(o.total_amount) AS avg_order_value,
    max(o.created_at) AS last_order_date
FROM users u
LEFT JOIN orders o ON u.id = o.user_id
WHERE u.deleted_at IS NULL
GROUP BY u.id, u.email, u.name;

-- How each product sells; refreshed nightly.
CREATE MATERIALIZED VIEW mv_product_performance AS
SELECT
    p.id AS product_id,
    p.sku,
    p.name,
    count(DISTINCT oi.order_id) AS times_ordered,
    sum(oi.quantity) AS total_quantity_sold,
    sum(oi.total_amount) AS total_revenue,
    avg(oi.unit_price) AS avg_selling_price,
    p.stock_quantity AS current_stock
FROM products p
LEFT JOIN order_items oi ON p.id = oi.product_id
LEFT JOIN orders o ON oi.order_id = o.id AND o.status NOT IN ('cancelled', 'refunded')
GROUP BY p.id, p.sku, p.name, p.stock_quantity;

-- Lets the nightly refresh run without locking readers out.
CREATE UNIQUE INDEX mv_product_performance_product ON mv_product_performance (product_id);

-- Roles are the cluster's, and may be there already.

-- Reports, on the replica.
DO $$ BEGIN CREATE ROLE app_read; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- The shop itself; what it no longer needs, the nightly sweep deletes.
DO $$ BEGIN CREATE ROLE app_write; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- Support, and whoever runs migrations.
DO $$ BEGIN CREATE ROLE app_admin; EXCEPTION WHEN duplicate_object THEN NULL; END $$;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO app_read;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO app_write;
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO app_admin;

ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

-- Customers see and change their own orders only.
CREATE POLICY orders_user_policy ON orders
    FOR ALL
    TO app_write
    USING (user_id = current_setting('app.current_user_id')::uuid);
