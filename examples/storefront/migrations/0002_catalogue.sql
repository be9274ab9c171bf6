-- Catalogue: what is for sale.

-- Product categories, a tree.
-- @category catalogue
-- @feature catalogue
CREATE TABLE categories (
    id        uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- Stays when the category is renamed or moved.
    parent_id uuid REFERENCES categories (id) ON DELETE RESTRICT, -- The category above; null at the top. @label contains
    slug      varchar(100) UNIQUE NOT NULL, -- In URLs.
    name      varchar(100) NOT NULL, -- As customers read it.
    position  integer NOT NULL DEFAULT 0, -- Order among its siblings.

    -- @reason The walk up to the root would never end; longer circles are refused by the catalogue's own editor
    CONSTRAINT chk_not_own_parent CHECK (parent_id <> id)
);

-- A category's children.
CREATE INDEX idx_categories_parent ON categories (parent_id, position);
COMMENT ON CONSTRAINT categories_slug_key ON categories IS 'A URL leads to one category, wherever in the tree it stands.';

-- Product catalogue with inventory tracking.
-- @category catalogue
-- @feature catalogue, ordering
-- @owner catalogue-team
-- @operation reserve_stock: `process_order` takes the ordered quantity off the stock
-- @access product_search: Full-text search over name and description index=idx_products_search frequency=high
-- @access product_by_sku: Warehouse scanners look a product up index=products_sku_key frequency=high
-- @access by_tag: Products with a tag index=idx_products_tags frequency=medium
CREATE TABLE products (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- What order items refer to; a new SKU does not change it.
    sku                 varchar(50) UNIQUE NOT NULL, -- Stock keeping unit, as printed on the shelf.
    name                varchar(255) NOT NULL, -- As customers read it; weighs most in the full-text search.
    description         text, -- Markdown, shown on the product page.
    category_id         uuid REFERENCES categories (id) ON DELETE SET NULL, -- Where it is listed; null: found by search alone. @label groups
    price               decimal(10, 2) NOT NULL CHECK (price >= 0), -- Net price in the shop's currency.
    cost                decimal(10, 2) CHECK (cost >= 0), -- What we pay for it. @sensitivity confidential
    stock_quantity      integer NOT NULL DEFAULT 0 CHECK (stock_quantity >= 0), -- Current inventory level.
    low_stock_threshold integer NOT NULL DEFAULT 10, -- Purchasing is told below it.
    weight_kg           decimal(8, 3), -- With its packaging, for the carrier; null for what is not shipped.
    dimensions_cm       jsonb, -- Of the packed parcel; null for what is not shipped. @example {"length": 30, "width": 20, "height": 10}
    images              jsonb NOT NULL DEFAULT '[]'::jsonb, -- URLs, the first is the cover.
    tags                text[] NOT NULL DEFAULT '{}', -- Free keywords of the catalogue team.
    is_active           boolean NOT NULL DEFAULT true, -- Shown in the shop.
    created_at          timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- When it entered the catalogue; the shop lists the newest first.
    updated_at          timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- Last change, of the stock too; kept by a trigger.
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

COMMENT ON CONSTRAINT products_sku_key ON products IS 'A scanner reads the SKU and must find one product.';
COMMENT ON CONSTRAINT products_price_check ON products IS 'Free is allowed (samples); money back is a refund, not a price.';
COMMENT ON CONSTRAINT products_cost_check ON products IS 'Margins are computed from it; unknown is null, not a negative number.';
COMMENT ON CONSTRAINT products_stock_quantity_check ON products IS
    'Of two orders for the last piece the second fails in `process_order`, and nothing is sold twice.';

CREATE TRIGGER update_products_updated_at
    BEFORE UPDATE ON products
    FOR EACH ROW
    EXECUTE FUNCTION update_updated_at_column();
