import { sql } from "drizzle-orm";
import { check, index, inet, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { primaryKey, timestamps } from "./columns";
import { users } from "./users";

// User session management: who is signed in, where, and how long.
// @category authentication
// @access refresh: The session of a refresh token index=sessions_refresh_token_hash_key frequency=high
export const sessions = pgTable(
  "sessions",
  {
    ...primaryKey,
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }), // Who is signed in
    refreshTokenHash: text().notNull().unique("sessions_refresh_token_hash_key"), // The client has the token, the table its SHA-256 @secret
    ipAddress: inet(), // Where the session began @pii
    expiresAt: timestamp({ withTimezone: true }).notNull(), // A refresh moves it on
    ...timestamps,
  },
  (table) => [
    index("sessions_user_id_idx").on(table.userId), // Signing out everywhere
    index("sessions_expires_at_idx").on(table.expiresAt), // What the clean-up deletes
    // @reason A session that is over before it begins is a clock that is wrong
    check("sessions_expires_later", sql`${table.expiresAt} > ${table.createdAt}`),
  ],
);
