// Row security on Neon, as `drizzle-orm/neon` has it.
import { jsonb, pgPolicy, pgRole, pgSchema, text, timestamp } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

export const authenticatedRole = pgRole("authenticated").existing();
export const anonymousRole = pgRole("anonymous").existing();

export const authUid = (column) => sql`(select auth.user_id() = ${column})`;

const condition = (said) => (said === true ? sql`true` : said === false ? sql`false` : said);
const roleName = (role) => role.name ?? role;

export const crudPolicy = ({ role, read, modify }) => {
  const roles = [role].flat().map(roleName).join("-");
  const policies = [];
  if (read !== null) {
    policies.push(pgPolicy(`crud-${roles}-policy-select`, { for: "select", to: role, using: condition(read) }));
  }
  if (modify !== null) {
    const using = condition(modify);
    policies.push(pgPolicy(`crud-${roles}-policy-insert`, { for: "insert", to: role, withCheck: using }));
    policies.push(pgPolicy(`crud-${roles}-policy-update`, { for: "update", to: role, using, withCheck: using }));
    policies.push(pgPolicy(`crud-${roles}-policy-delete`, { for: "delete", to: role, using }));
  }
  return policies;
};

export const usersSync = pgSchema("neon_auth").table("users_sync", {
  rawJson: jsonb("raw_json").notNull(),
  id: text().primaryKey().notNull(),
  name: text(),
  email: text(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }),
  deletedAt: timestamp("deleted_at", { withTimezone: true, mode: "string" }),
  updatedAt: timestamp("updated_at", { withTimezone: true, mode: "string" }),
});
