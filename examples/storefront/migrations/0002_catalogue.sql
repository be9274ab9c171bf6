-- Catalogue: what is for sale.

-- Product categories, a tree.
-- @category catalogue
-- @feature catalogue
CREATE TABLE categories (
    id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    parent_id uuid REFERENCES categories (id) ON DELETE RESTRICT, -- The category above; null at the top. @label contains
    slug      varchar(100) UNIQUE NOT NULL, -- In URLs.
    name      varchar(100) NOT NULL, -- As customers read it.
    position  integer NOT NULL DEFAULT 0, -- Order among its siblings.

    CONSTRAINT chk_not_own_parent CHECK (parent_id <> id)
);

-- A category's children.
CREATE INDEX idx_categories_parent ON categories (parent_id, position);

-- Product catalogue with inventory tracking.
-- @category catalogue
-- @feature catalogue, ordering
-- @owner catalogue-team
-- @operation reserve_stock: `process_order` takes the ordered quantity off the stock
-- @access product_search: Full-text search over name and description index=idx_products_search frequency=high
-- @access product_by_sku: Warehouse scanners look a product up index=products_sku_key frequency=high
-- @access by_tag: Products with a tag index=idx_products_tags frequency=medium
CREATE TABLE products (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    sku                 varchar(50) UNIQUE NOT NULL, -- Stock keeping unit, as printed on the shelf.
    name                varchar(255) NOT NULL,
    description         text, -- Markdown, shown on the product page.
    category_id         uuid REFERENCES categories (id) ON DELETE SET NULL, -- @label groups
    price               decimal(10, 2) NOT NULL CHECK (price >= 0), -- Net price in the shop's currency.
    cost                decimal(10, 2) CHECK (cost >= 0), -- What we pay for it. @sensitivity confidential
    stock_quantity      integer NOT NULL DEFAULT 0 CHECK (stock_quantity >= 0), -- Current inventory level.
    low_stock_threshold integer NOT NULL DEFAULT 10, -- Purchasing is told below it.
    weight_kg           decimal(8, 3),
    dimensions_cm       jsonb, -- @example {"length": 30, "width": 20, "height": 10}
    images              jsonb NOT NULL DEFAULT '[]'::jsonb, -- URLs, the first is the cover.
    tags                text[] NOT NULL DEFAULT '{}', -- Free keywords of the catalogue team.
    is_active           boolean NOT NULL DEFAULT true, -- Shown in the shop.
    created_at          timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at          timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- What the full-text search looks in; follows name and description by itself.
    search_vector       tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', coalesce(name, '')), 'A')
        || setweight(to_tsvector('english', coalesce(description, '')), 'B')
    ) STORED
);

-- A category's products.
CREATE INDEX idx_products_category ON products (category_id);
-- Sorting and filtering by price.
CREATE INDEX idx_products_price ON products (price);
-- Products with a tag.
CREATE INDEX idx_products_tags ON products USING gin (tags);
-- What the shop shows; most queries never see the rest.
CREATE INDEX idx_products_active ON products (created_at DESC) WHERE is_active;
-- Full-text search.
-- @impact Critical for the search page
CREATE INDEX idx_products_search ON products USING gin (search_vector);

CREATE TRIGGER update_products_updated_at
    BEFORE UPDATE ON products
    FOR EACH ROW
    EXECUTE FUNCTION update_updated_at_column();
