-- Ordering: what was bought, and how it was paid.

CREATE SEQUENCE order_number_seq;

-- The number on the invoice: `ORD-250108-000042`.
CREATE FUNCTION generate_order_number() RETURNS varchar
LANGUAGE plpgsql AS $$
BEGIN
    RETURN 'ORD-' || to_char(CURRENT_DATE, 'YYMMDD') || '-' || lpad(nextval('order_number_seq')::text, 6, '0');
END;
$$;

-- Orders with their state and amounts.
-- @category ordering
-- @feature ordering
-- @owner order-team
-- @usage Written once at checkout; only `status`, `notes` and `completed_at` change afterwards.
-- @access order_history: A customer's orders, newest first index=idx_orders_user frequency=high
-- @access open_orders: What the warehouse has to pack index=idx_orders_status frequency=medium
-- @access by_number: Support looks an order up index=orders_order_number_key frequency=medium
-- @rule amounts_add_up: The total is what its parts say
-- @issue missing_order: Row security hides orders of other customers; set `app.current_user_id` first
CREATE TABLE orders (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- In URLs: unlike `order_number` it cannot be guessed.
    order_number        varchar(20) UNIQUE NOT NULL DEFAULT generate_order_number(), -- The number on the invoice.
    user_id             uuid NOT NULL REFERENCES users (id) ON DELETE RESTRICT, -- Who ordered. @label places
    -- Where the order is.
    -- @values pending: Placed and not paid, processing: Paid and being packed, shipped: With the carrier, delivered: Received, cancelled: Stopped before it shipped, refunded: Paid back
    -- @flow pending -> processing -> shipped -> delivered -> refunded, pending -> cancelled, processing -> cancelled
    status              varchar(20) NOT NULL DEFAULT 'pending',
    subtotal            decimal(10, 2) NOT NULL, -- Sum of the items, before tax.
    tax_amount          decimal(10, 2) NOT NULL DEFAULT 0, -- Tax of the country it ships to, of items and shipping together.
    shipping_amount     decimal(10, 2) NOT NULL DEFAULT 0, -- What the customer pays for the parcel, before tax.
    discount_amount     decimal(10, 2) NOT NULL DEFAULT 0, -- Taken off the whole order, as a positive number.
    total_amount        decimal(10, 2) NOT NULL, -- Order total including tax.
    currency            char(3) NOT NULL DEFAULT 'USD', -- ISO 4217.
    shipping_address_id uuid REFERENCES addresses (id), -- Where it goes. @label ships_to
    billing_address_id  uuid REFERENCES addresses (id), -- Where the invoice goes. @label bills_to
    notes               text, -- For the warehouse; the customer does not see it.
    metadata            jsonb NOT NULL DEFAULT '{}'::jsonb, -- What the checkout knew and no column holds: campaign, device. No query reads it. @example {"campaign": "spring"}
    created_at          timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- Checkout.
    updated_at          timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, -- Last change; kept by a trigger.
    completed_at        timestamptz -- When it was delivered, cancelled or refunded; null while it is open.
);

-- A customer's orders, newest first.
CREATE INDEX idx_orders_user ON orders (user_id, created_at DESC);
-- What the warehouse has to pack.
CREATE INDEX idx_orders_status ON orders (status) WHERE status IN ('pending', 'processing');
-- Reports by day.
CREATE INDEX idx_orders_created_at ON orders (created_at DESC);
-- Which orders went to an address.
CREATE INDEX idx_orders_shipping_address ON orders (shipping_address_id);
-- Keeps the check of the foreign key fast when an address goes.
CREATE INDEX idx_orders_billing_address ON orders (billing_address_id);

-- @reason The state machine has no other states
ALTER TABLE orders ADD CONSTRAINT chk_order_status
    CHECK (status IN ('pending', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded'));

-- @reason An invoice whose parts do not add up must never be written
ALTER TABLE orders ADD CONSTRAINT chk_order_amounts
    CHECK (total_amount = subtotal + tax_amount + shipping_amount - discount_amount);

COMMENT ON CONSTRAINT orders_order_number_key ON orders IS 'Tax law: no two invoices bear one number.';

CREATE TRIGGER update_orders_updated_at
    BEFORE UPDATE ON orders
    FOR EACH ROW
    EXECUTE FUNCTION update_updated_at_column();

-- Links orders to products with quantity and pricing.
-- @category ordering
-- @feature ordering
-- @usage Prices are copied at checkout: a later change of the product does not change the order.
CREATE TABLE order_items (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- What a return refers to.
    order_id        uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE, -- The order it is a line of; an order has at least one. @label contains @cardinality one_or_more
    product_id      uuid NOT NULL REFERENCES products (id), -- What was bought; a product that was ever sold cannot be deleted. @label included_in
    quantity        integer NOT NULL CHECK (quantity > 0), -- In pieces.
    unit_price      decimal(10, 2) NOT NULL, -- The product's price at checkout.
    discount_amount decimal(10, 2) NOT NULL DEFAULT 0, -- Off the whole line, not off each piece; a positive number.
    tax_amount      decimal(10, 2) NOT NULL DEFAULT 0, -- Tax of the whole line.
    total_amount    decimal(10, 2) NOT NULL, -- What the line adds to the order, with tax.
    metadata        jsonb NOT NULL DEFAULT '{}'::jsonb, -- Choices of the customer that no column holds, an engraving for example. @example {"engraving": "For Ada"}

    -- One line a product; more of it raises the quantity.
    CONSTRAINT order_items_once UNIQUE (order_id, product_id),
    -- @reason A line whose parts do not add up must never be written
    CONSTRAINT chk_item_amounts CHECK (total_amount = unit_price * quantity - discount_amount + tax_amount)
);

-- Which orders hold a product.
CREATE INDEX idx_order_items_product ON order_items (product_id);
COMMENT ON CONSTRAINT order_items_quantity_check ON order_items IS 'A line that is taken back is deleted; returns are refunds, not negative lines.';

CREATE TYPE payment_method AS ENUM ('card', 'paypal', 'invoice', 'bank_transfer');
COMMENT ON TYPE payment_method IS 'How a customer pays.';

-- Payments, one an order.
-- @category ordering
-- @feature ordering
-- @owner payments-team
-- @security card_data: Card numbers never reach this database; `provider_reference` is the provider's token
CREATE TABLE payments (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- Sent to the provider, so that a repeated request charges once.
    order_id           uuid UNIQUE NOT NULL REFERENCES orders (id) ON DELETE RESTRICT, -- What is paid for. @label requires
    -- Chosen at checkout.
    -- @values card: Charged when the order ships, paypal: Charged at once, invoice: Due 14 days after delivery, bank_transfer: Paid before the order is packed
    method             payment_method NOT NULL,
    -- How far the money is, as the provider last told us.
    -- @values authorized: Reserved and not yet taken, captured: Taken, failed: Refused by the provider, refunded: Given back in full
    -- @flow authorized -> captured -> refunded, authorized -> failed
    status             text NOT NULL DEFAULT 'authorized'
                       -- @reason A state that a provider invents must be mapped to one of ours first
                       CHECK (status IN ('authorized', 'captured', 'failed', 'refunded')),
    amount             decimal(10, 2) NOT NULL CHECK (amount > 0), -- What was charged.
    provider_reference varchar(255), -- The payment provider's name for it. @sensitivity confidential
    paid_at            timestamptz, -- When the money was captured; null until then.
    created_at         timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP -- When the provider was first asked.
);

-- Looked up when the provider calls back.
CREATE INDEX idx_payments_reference ON payments (provider_reference) WHERE provider_reference IS NOT NULL;

COMMENT ON CONSTRAINT payments_order_id_key ON payments IS 'One payment an order: a second attempt changes the row, so nobody is charged twice.';
COMMENT ON CONSTRAINT payments_amount_check ON payments IS 'An order of nothing has no payment; money back is the state `refunded`.';

-- The sum of an order's items; zero where it has none.
CREATE FUNCTION calculate_order_total(order_id_param uuid) RETURNS decimal
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(total_amount), 0) FROM order_items WHERE order_id = order_id_param;
$$;
